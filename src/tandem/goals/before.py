"""What was reached before: to stand beside a new target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from engines.money import allocate
from tandem.core.actor import Actor
from tandem.core.rules import allows

from .metrics import COST, series
from .models import Goal, Metric
from .queries import with_sitters
from .rules import can_see_progress
from .spans import moved, neighbour, span_label
from .words import figure


@dataclass(frozen=True)
class Before:
    """What was reached in an earlier period."""

    label: str
    figure: str
    months: Sequence[int]


def figures_before(goal: Goal, actor: Actor) -> list[Before]:
    """The same period a year ago and the one before this: to stand beside a new target; one statement."""
    if not allows(can_see_progress, actor, goal):
        return []
    with_sitters([goal])
    spans = [(goal.span, moved(goal.start, -12)), (goal.span, neighbour(goal.span, goal.start, -1).start)]
    earlier = [_copy(goal, start, -number) for number, (_span, start) in enumerate(dict.fromkeys(spans), 1)]
    cells = series(earlier, now=actor.at)
    found = []
    for one in earlier:
        mine = [cell for cell in cells.get(one.pk, []) if cell.day in one.period]
        first, second = sum(cell.first for cell in mine), sum(cell.second for cell in mine)
        scale = COST if goal.metric == Metric.MARGIN else 1
        value = Fraction(first, second or 1) if goal.is_share else Fraction(first, scale)
        sums = [sum(cell.first for cell in mine if cell.day == start) for start in _starts(one)]
        found.append(Before(span_label(one.span, one.start), figure(goal, value), sums))
    return found


def split_of(before: Sequence[Before]) -> list[int]:
    """The seasonal split of a year ago in parts of a hundred; nothing where there was nothing."""
    months = [max(0, value) for value in before[0].months] if before else []
    return allocate(100, months) if len(months) > 1 and sum(months) > 0 else []


def _starts(goal: Goal) -> list[date]:
    count = (goal.end.year - goal.start.year) * 12 + goal.end.month - goal.start.month
    return [moved(goal.start, number) for number in range(count)]


def _copy(goal: Goal, start: date, key: int) -> Goal:
    names = ("scope", "tandem", "seat", "team", "metric", "name", "currency", "span")
    count = len(_starts(goal))
    one = Goal(pk=key, start=start, end=moved(start, count), **{name: getattr(goal, name) for name in names})
    one.__dict__["sitters"] = goal.__dict__.get("sitters", set())
    return one
