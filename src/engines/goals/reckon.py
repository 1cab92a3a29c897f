"""Targets over time: exact fractions, half-open spans of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from engines.money import allocate
from engines.periods import Period


def active_target(target: int, period: Period, active: Period) -> Fraction:
    """The target for the days of the period on which there was somebody to reach it.

    Example 8 of the commission's definitions: 120,000.00 for a third quarter of 92 days, from 15 July on (78 days).

    >>> active_target(12_000_000, Period(date(2026, 7, 1), date(2026, 10, 1)), Period(date(2026, 7, 15)))
    Fraction(234000000, 23)
    """
    end = _end(period)
    first, last = max(period.start, active.start), min(end, active.end or end)
    return Fraction(target * max(0, (last - first).days), (end - period.start).days)


def months_of(period: Period) -> list[Period]:
    """The calendar months of the period, cut at its ends."""
    found, start, end = [], period.start, _end(period)
    while start < end:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        found.append(Period(start, min(following, end)))
        start = following
    return found


def month_parts(target: int, weights: Sequence[int], period: Period) -> list[int]:
    """The target split over the months by weight, to the unit; without weights by days. The parts sum to it."""
    months = months_of(period)
    shares = list(weights) or [month.days or 0 for month in months]
    if len(shares) != len(months):
        raise ValueError("one weight per month")
    return allocate(target, shares)


def expected_by(target: int, weights: Sequence[int], period: Period, day: date) -> Fraction:
    """What should be reached by the end of the day before `day`: whole months, and of its own month by days."""
    total = Fraction(0)
    for month, part in zip(months_of(period), month_parts(target, weights, period), strict=True):
        gone = (min(max(day, month.start), _end(month)) - month.start).days
        total += Fraction(part * gone, month.days or 1)
    return total


def attainment(achieved: Fraction | int, target: Fraction | int) -> Fraction | None:
    """Achieved by target; None for a target of nothing."""
    return Fraction(achieved) / target if target else None


def _end(period: Period) -> date:
    if period.end is None:
        raise ValueError("a goal's period ends")
    return period.end
