"""Goals: parts that sum, attainment without rounding, forecasts that stay inside their range."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.goals import Attainment, Forecast, due_by, forecast, seasonal, weights_from
from engines.periods import Period

pytestmark = pytest.mark.once
MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))  # 22 working days


@given(target=st.integers(0, 10**12), weights=st.lists(st.integers(0, 100), min_size=1, max_size=12).filter(any))
def test_seasons_sum_to_the_target(target: int, weights: list[int]) -> None:
    assert sum(seasonal(target, weights)) == target


def test_weights_come_from_past_years_each_counting_the_same() -> None:
    assert weights_from([[10, 30], [200, 200]]) == [7500, 12_500]
    assert weights_from([[-5, 10]]) == [0, 10_000]
    assert weights_from([[0, 0, 0]]) == [1, 1, 1]


def test_attainment_is_never_rounded_up() -> None:
    almost = Attainment(9_999_500, 10_000_000)
    assert (almost.at_least(100), almost.at_least(99), almost.shown) == (False, True, 99)
    assert Attainment(10_000_000, 10_000_000).at_least(100)


def test_what_should_be_reached_goes_by_working_days() -> None:
    assert due_by(22_000, MARCH, date(2026, 2, 27)) == 0
    assert due_by(22_000, MARCH, date(2026, 3, 2)) == 1000
    assert due_by(22_000, MARCH, date(2026, 3, 8)) == 5000
    assert due_by(22_000, MARCH, date(2026, 4, 30)) == 22_000
    assert due_by(21_000, MARCH, date(2026, 3, 3), frozenset({date(2026, 3, 2)})) == 1000


def test_a_span_of_weekend_days_counts_them() -> None:
    assert due_by(200, Period(date(2026, 3, 7), date(2026, 3, 9)), date(2026, 3, 7)) == 100


def test_an_even_pace_has_no_range() -> None:
    days = {date(2026, 3, 2) + timedelta(number): 1000 for number in range(5)}
    assert forecast(days, MARCH, date(2026, 3, 6)) == Forecast(22_000, 22_000, 22_000)


def test_uneven_days_widen_the_range() -> None:
    days = {date(2026, 3, 2): 0, date(2026, 3, 3): 2000}
    found = forecast(days, MARCH, date(2026, 3, 3))
    assert found.middle == 22_000
    # days differ by 1,000 around 1,000; 20 are to come: 1.28 · 1,000 · √20 = 5,724
    assert (found.low, found.high) == (22_000 - 5724, 22_000 + 5724)


def test_what_is_sure_is_the_least() -> None:
    assert forecast({}, MARCH, date(2026, 2, 20), sure=500) == Forecast(500, 500, 500)
    days = {date(2026, 3, 2): 100}
    assert forecast(days, MARCH, date(2026, 3, 2), sure=9000).low == 9100


def test_at_the_end_nothing_is_to_come() -> None:
    days = {date(2026, 3, 2): 100, date(2026, 3, 31): 300}
    assert forecast(days, MARCH, date(2026, 3, 31)) == Forecast(400, 400, 400)
