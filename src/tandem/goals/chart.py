"""The drawing of a goal's way: plan and what was reached by month, in whole units, so that no style is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.formats import date_format

from .progress import Month, Progress

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 200, 8, 14, 24


@dataclass(frozen=True)
class Chart:
    """Two lines over the months; the table below says the same."""

    width: int
    height: int
    base: int
    plan: str
    line: str
    dot: tuple[int, int] | None
    marks: Sequence[tuple[int, str]]
    today: int | None


def chart_of(progress: Progress, today: date) -> Chart:
    """Sums from the start; for shares the single months."""
    months, share = progress.months, progress.goal.is_share
    plan, reached = _sums([month.part for month in months], adds=not share), _sums(_reached(months), adds=not share)
    top = max([*plan, *reached, 1])
    base = HEIGHT - BOTTOM

    def at(place: int, value: int) -> tuple[int, int]:
        x = LEFT + (WIDTH - 2 * LEFT) * place // len(months)
        return x, base - int(Fraction((base - TOP) * max(value, 0), top))

    first = [] if share else [at(0, 0)]
    plan_points = first + [at(place, value) for place, value in enumerate(plan, 1)]
    points = first + [at(place, value) for place, value in enumerate(reached, 1)]
    names = [(at(place, 0)[0] + 4, date_format(month.start, "M")) for place, month in enumerate(months)]
    places = {(month.start.year, month.start.month): place for place, month in enumerate(months)}
    running = places.get((today.year, today.month))
    line = None if running is None else at(running, 0)[0] + (WIDTH - 2 * LEFT) * today.day // 31 // len(months)
    return Chart(WIDTH, HEIGHT, base, _path(plan_points), _path(points), points[-1] if points else None, names, line)


def _reached(months: Sequence[Month]) -> list[int]:
    return [month.achieved for month in months if month.over]


def _sums(values: Sequence[int], *, adds: bool) -> list[int]:
    if not adds:
        return list(values)
    return [sum(values[: place + 1]) for place in range(len(values))]


def _path(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
