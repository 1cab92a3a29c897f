"""Targets over time, attainment and forecast, exactly."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from engines.goals import Method, active_target, attainment, expected_by, forecast, month_parts, months_of
from engines.money import round_half_up
from engines.periods import Period

pytestmark = pytest.mark.once
Q3 = Period(date(2026, 7, 1), date(2026, 10, 1))
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def test_example_08_a_goal_for_a_part_of_its_quarter() -> None:
    target = active_target(120_000_00, Q3, Period(date(2026, 7, 15)))
    assert target == Fraction(120_000_00 * 78, 92)
    assert round_half_up(target) == 101_739_13
    assert attainment(101_739_13, target) != 1  # by the fraction, not by the rounded quota
    assert attainment(Fraction(120_000_00 * 78, 92), target) == 1


def test_half_open_on_both_ends() -> None:
    assert active_target(92, Q3, Period(date(2026, 10, 1))) == 0
    assert active_target(92, Q3, Period(date(2026, 9, 30))) == 1
    assert active_target(92, Q3, Period(date(2020, 1, 1), date(2026, 7, 2))) == 1
    assert active_target(92, Q3, Period(date(2020, 1, 1))) == 92
    assert attainment(5, 0) is None


def test_months_of_a_quarter_and_a_year() -> None:
    assert [(month.start, month.days) for month in months_of(Q3)] == [
        (date(2026, 7, 1), 31),
        (date(2026, 8, 1), 31),
        (date(2026, 9, 1), 30),
    ]
    assert len(months_of(YEAR)) == 12


def test_parts_sum_to_the_target_and_expectation_grows_to_it() -> None:
    dice = Random(3)
    for _ in range(200):
        target, weights = dice.randrange(1, 10**9), [dice.randrange(0, 20) for _ in range(12)]
        weights[dice.randrange(12)] += 1
        parts = month_parts(target, weights, YEAR)
        assert sum(parts) == target
        days = sorted(YEAR.start + timedelta(dice.randrange(0, 366)) for _ in range(5))
        reached = [expected_by(target, weights, YEAR, day) for day in days]
        assert reached == sorted(reached)
        for day, found in zip(days, reached, strict=True):
            assert found == slow_expected(parts, day)
    assert expected_by(100, [1] * 12, YEAR, date(2027, 1, 1)) == 100
    assert expected_by(100, [1] * 12, YEAR, date(2025, 1, 1)) == 0
    assert expected_by(92, [], Q3, date(2026, 8, 1)) == 31
    with pytest.raises(ValueError, match="one weight per month"):
        month_parts(1, [1], YEAR)


def slow_expected(parts: list[int], day: date) -> Fraction:
    """Day by day."""
    total, at = Fraction(0), YEAR.start
    while at < day and at.year == 2026:
        days = (date(at.year + at.month // 12, at.month % 12 + 1, 1) - at.replace(day=1)).days
        total += Fraction(parts[at.month - 1], days)
        at += timedelta(1)
    return total


def test_forecast_by_the_same_days_of_earlier_periods() -> None:
    earlier = [(50, 100), (40, 100), (25, 100), (0, 70)]
    found = forecast(60, gone=Fraction(1, 2), earlier=earlier, months=[1] * 12, months_left=Fraction(1))
    assert (found.method, found.low, found.middle, found.high, found.size) == (Method.SAME_DAYS, 120, 150, 240, 3)


def test_forecast_by_drawing_past_months_again_is_the_same_every_time() -> None:
    given = {
        "gone": Fraction(1, 2),
        "earlier": [(1, 2)],
        "months": [10, 20, 30, 10, 20, 30],
        "months_left": Fraction(2),
    }
    one, two = (forecast(100, **given) for _ in range(2))  # type: ignore[arg-type]
    assert one == two
    assert one.method == Method.RESAMPLED
    assert one.middle == 140
    assert 120 <= (one.low or 0) <= 140 <= (one.high or 0) <= 160
    flat = forecast(1, gone=Fraction(1, 2), earlier=[], months=[10] * 6, months_left=Fraction(3, 2))
    assert (flat.low, flat.middle, flat.high) == (16, 16, 16)


def test_too_little_is_told_and_what_is_over_is_over() -> None:
    found = forecast(5, gone=Fraction(1, 2), earlier=[(1, 2)] * 2, months=[1] * 5, months_left=Fraction(1))
    assert (found.method, found.middle, found.size) == (Method.TOO_LITTLE, None, 5)
    early = forecast(5, gone=Fraction(1, 20), earlier=[(1, 2)] * 5, months=[], months_left=Fraction(3))
    assert early.method == Method.TOO_LITTLE
    over = forecast(5, gone=Fraction(1), earlier=[], months=[], months_left=Fraction(0))
    assert (over.method, over.low, over.high) == (Method.OVER, 5, 5)
