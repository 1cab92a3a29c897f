"""Goals as numbers: seasonal split, exact attainment, and a forecast with its range.

Amounts are whole numbers (cents or counts), shares are weights. A forecast is an estimate and says how wide it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import isqrt

from .money import allocate, round_half_up
from .periods import Period


def seasonal(target: int, weights: Sequence[int]) -> list[int]:
    """A year's target in parts that sum to it: by what each month or quarter usually brings.

    >>> seasonal(1000, [20, 30, 30, 20])
    [200, 300, 300, 200]
    """
    return allocate(target, weights)


def weights_from(past: Sequence[Sequence[int]]) -> list[int]:
    """Weights of the seasons from past years, each year counting the same whatever it brought; even without a past.

    A season that brought less than nothing counts as nothing.
    """
    scale, years = 10_000, [[max(part, 0) for part in year] for year in past]
    years = [year for year in years if sum(year) > 0]
    if not years:
        return [1] * (len(past[0]) if past else 1)
    seasons = range(len(years[0]))
    return [round_half_up(sum(Fraction(year[place] * scale, sum(year)) for year in years)) for place in seasons]


@dataclass(frozen=True, slots=True)
class Attainment:
    """Reached of target, exactly; compared as a fraction, rounded only where it is shown."""

    reached: int
    target: int

    def at_least(self, percent: int) -> bool:
        """Whether so much per cent are reached: 99,995.00 of 100,000.00 are not 100 %."""
        return self.reached * 100 >= self.target * percent

    @property
    def share(self) -> Fraction:
        return Fraction(self.reached, self.target)

    @property
    def shown(self) -> int:
        """Whole per cent, cut: 100 is shown only when it is reached."""
        return self.reached * 100 // self.target


def due_by(target: int, span: Period, day: date, free: frozenset[date] = frozenset()) -> int:
    """What should be reached by the end of that day, evenly over the working days of the span.

    Working days are Monday to Friday without the free ones. A span without any counts all its days.
    """
    worked, all_days = _working(span, min(day + timedelta(1), _end(span)), free)
    return round_half_up(Fraction(target * worked, all_days))


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a period is likely to end: the middle, and a range that holds about four times of five."""

    low: int
    middle: int
    high: int


def forecast(
    reached: Mapping[date, int], span: Period, today: date, *, sure: int = 0, free: frozenset[date] = frozenset()
) -> Forecast:
    """By the pace of the working days so far, with what is already sure (signed, dated later) as the least.

    The range comes from how much days differed: 1.28 standard deviations of the days to come. Before the first working
    day has passed there is no pace, and only what is sure is said.
    """
    worked, all_days = _working(span, min(today + timedelta(1), _end(span)), free)
    if worked == 0 or today < span.start:
        return Forecast(sure, sure, sure)
    days = [amount for day, amount in reached.items() if day in span and day <= today]
    total, left = sum(days), all_days - worked
    coming = max(round_half_up(Fraction(total * left, worked)), sure)
    squares = sum(amount * amount for amount in days)
    spread = isqrt(max((squares * worked - total * total) * left, 0) * 16_384) // (100 * worked)  # 1.28²·10⁴ = 16384
    return Forecast(total + max(coming - spread, sure), total + coming, total + coming + spread)


def _end(span: Period) -> date:
    if span.end is None:
        raise ValueError("a goal ends")
    return span.end


def _working(span: Period, until: date, free: frozenset[date]) -> tuple[int, int]:
    """Working days before that day, and in all of the span."""
    days = [span.start + timedelta(number) for number in range((_end(span) - span.start).days)]
    at_work = [day for day in days if day.weekday() < 5 and day not in free] or days
    return sum(1 for day in at_work if day < until), len(at_work)
