"""How far goals are: achieved, expected by today, attainment, each as an exact fraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.utils import timezone

from engines.goals import Forecast, Method, active_target, attainment, expected_by, forecast, month_parts, months_of
from engines.money import round_half_up
from engines.periods import Period

from .metrics import COST, Cell, series
from .models import MONTHS, Goal, GoalVersion, Metric, Span
from .spans import moved, neighbour

WHOLE = 1_000_000
BACK = 8  # earlier periods that a forecast looks at
PAST_MONTHS = 12


@dataclass(frozen=True)
class Month:
    """What of the target falls on a month, and what was achieved in it."""

    start: date
    part: int
    achieved: int
    over: bool  # or begun


@dataclass(frozen=True)
class Progress:
    """How far one version of a goal is. Shares are fractions of one; all else is in the unit of the metric."""

    goal: Goal
    version: GoalVersion
    achieved: Fraction
    of: int  # answers that were due; for a margin the net of unknown cost
    target: Fraction
    expected: Fraction
    months: Sequence[Month]

    @property
    def attainment(self) -> Fraction | None:
        """Achieved by target."""
        return attainment(self.achieved, self.target)

    @property
    def percent(self) -> int:
        """Of the target, for a bar and for words; the fraction decides."""
        return int((self.attainment or Fraction(0)) * 100)

    @property
    def bar(self) -> int:
        """The same, no longer than the bar."""
        return max(0, min(self.percent, 100))

    @property
    def is_behind(self) -> bool:
        """Whether less is reached than should be by now."""
        return self.achieved < self.expected

    @property
    def is_prorated(self) -> bool:
        """Whether the target is for a part of the period."""
        return self.target != (Fraction(self.version.target, WHOLE) if self.goal.is_share else self.version.target)


def progress_of(versions: Sequence[GoalVersion], at: datetime, owns: Mapping[int, list[Cell]]) -> list[Progress]:
    """How far these are, one statement for all. `owns`: own figures by goal."""
    found = series([version.goal for version in versions], now=at)
    today = timezone.localdate(at)
    return [_progress(version, {**found, **owns}.get(version.goal_id, []), today) for version in versions]


def _progress(version: GoalVersion, cells: Sequence[Cell], today: date) -> Progress:
    goal, period = version.goal, version.goal.period
    inside = [cell for cell in cells if cell.day in period]
    first, second = sum(cell.first for cell in inside), sum(cell.second for cell in inside)
    active = active_of(goal)
    day = today + timedelta(days=1)  # today counts
    if goal.is_share:
        share, target = Fraction(first, second) if second else Fraction(0), Fraction(version.target, WHOLE)
        expected = target if today >= goal.start and second else Fraction(0)
        return Progress(goal, version, share, second, target, expected, _months(version, inside, today))
    achieved = Fraction(first, COST) if goal.metric == Metric.MARGIN else Fraction(first)
    target = active_target(version.target, period, active)
    expected = _expected(version, active, target, day)
    return Progress(goal, version, achieved, second, target, expected, _months(version, inside, today))


def active_of(goal: Goal) -> Period:
    """When there was somebody to reach it: since the tandem sells, until it was closed."""
    if goal.tandem is None:
        return goal.period
    start, end = goal.tandem.founded_on, goal.tandem.closed_on
    return Period(start, end) if end is None or end > start else Period(start, start + timedelta(days=1))


def _expected(version: GoalVersion, active: Period, target: Fraction, day: date) -> Fraction:
    """By the seasonal split, of the days on which there was somebody."""
    period, weights = version.goal.period, version.weights

    def reached(by: date) -> Fraction:
        return expected_by(version.target, weights, period, by)

    first, last = max(period.start, active.start), min(version.goal.end, active.end or version.goal.end)
    whole = reached(last) - reached(first) if last > first else Fraction(0)
    if not whole:
        return Fraction(0)
    return target * (reached(min(max(day, first), last)) - reached(first)) / whole


def _months(version: GoalVersion, cells: Sequence[Cell], today: date) -> list[Month]:
    goal = version.goal
    periods = months_of(goal.period)
    if goal.is_share:
        parts = [version.target] * len(periods)
    else:
        parts = month_parts(version.target, version.weights, goal.period)
    return [
        Month(month.start, part, _told(goal, [cell for cell in cells if cell.day in month]), month.start <= today)
        for month, part in zip(periods, parts, strict=True)
    ]


def _told(goal: Goal, cells: Sequence[Cell]) -> int:
    """A sum in whole units; a share in parts per million."""
    first, second = sum(cell.first for cell in cells), sum(cell.second for cell in cells)
    if goal.is_share:
        return round_half_up(Fraction(first * WHOLE, second)) if second else 0
    return round_half_up(Fraction(first, COST)) if goal.metric == Metric.MARGIN else first


def forecast_of(progress: Progress, at: datetime) -> Forecast | None:
    """To the end of the period, with a range; None for what is not added up. One statement, by day."""
    goal, today = progress.goal, timezone.localdate(at)
    if goal.is_share or goal.metric in (Metric.OWN, Metric.RETAINED):
        return None
    earlier = [neighbour(goal.span, goal.start, -number) for number in range(1, BACK + 1)]
    first = min(earlier[-1].start, moved(goal.start, -PAST_MONTHS))
    cells = series([goal], now=at, by_day=True, since=first).get(goal.pk, [])
    days = (goal.end - goal.start).days
    gone = min(max((today - goal.start).days + 1, 0), days)
    ends = [_ends(goal, period, cells, gone, days) for period in earlier]
    month = today.replace(day=1)
    past = [Period(moved(month, -number), moved(month, 1 - number)) for number in range(1, PAST_MONTHS + 1)]
    begun = min((cell.day for cell in cells), default=today)
    months = [_sum(goal, cells, one) for one in past if one.start >= begun.replace(day=1)]
    left = Fraction(days - gone, days) * MONTHS[Span(goal.span)]
    return forecast(
        round_half_up(progress.achieved),
        gone=Fraction(gone, days),
        earlier=ends,
        months=months,
        months_left=left,
    )


def _ends(goal: Goal, period: Period, cells: Sequence[Cell], gone: int, days: int) -> tuple[int, int]:
    """What was reached in an earlier period by the same share of its days, and in all."""
    length = period.days or 1
    cut = period.start + timedelta(days=max(1, round_half_up(Fraction(gone * length, days))))
    by_day = _sum(goal, cells, Period(period.start, cut)) if gone else 0
    return by_day, _sum(goal, cells, period)


def _sum(goal: Goal, cells: Sequence[Cell], period: Period) -> int:
    return _told(goal, [cell for cell in cells if cell.day in period])


def is_told(found: Forecast | None) -> bool:
    """Whether there is enough to say something."""
    return found is not None and found.method != Method.TOO_LITTLE
