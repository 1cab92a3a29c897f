"""Promises over nights, weekends, holidays and changes of the clock."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.worktime import Openings, add_time, is_open, next_open, time_between

pytestmark = pytest.mark.once
BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = [(time(8), time(12)), (time(13), time(17))]


def office(*closed: date) -> Openings:
    return Openings(BERLIN, dict.fromkeys(range(5), OFFICE), frozenset(closed))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-11-24 09:00", 120, "2026-11-24 11:00"),
        ("2026-11-24 11:00", 120, "2026-11-24 14:00"),  # over lunch
        ("2026-11-24 06:00", 60, "2026-11-24 09:00"),  # before they open
        ("2026-11-24 16:00", 60, "2026-11-24 17:00"),  # exactly at closing time
        ("2026-11-24 16:00", 61, "2026-11-25 08:01"),
        ("2026-11-27 16:30", 60, "2026-11-30 08:30"),  # over the weekend
        ("2026-11-28 12:00", 30, "2026-11-30 08:30"),  # on a Saturday
        ("2026-03-27 16:00", 120, "2026-03-30 09:00"),  # clocks go forward in between
        ("2026-10-23 16:00", 120, "2026-10-26 09:00"),  # clocks go back in between
    ],
)
def test_a_promise_falls_due_in_working_time(start: str, minutes: int, due: str) -> None:
    assert add_time(at(start), minutes, [office()]) == at(due)


def test_a_holiday_does_not_count() -> None:
    assert add_time(at("2026-12-24 16:00"), 120, [office(date(2026, 12, 25))]) == at("2026-12-28 09:00")


def test_while_one_of_two_is_there_time_runs() -> None:
    late = Openings(BERLIN, {1: [(time(16), time(19))]})
    assert add_time(at("2026-11-24 16:00"), 180, [office(), late]) == at("2026-11-24 19:00")
    assert time_between(at("2026-11-24 12:30"), at("2026-11-24 23:00"), [office(), late]) == timedelta(hours=6)


def test_nobody_there_means_no_date() -> None:
    assert add_time(at("2026-11-24 16:00"), 1, [Openings(BERLIN, {})]) is None
    assert add_time(at("2026-11-24 16:00"), 1, []) is None
    assert next_open(at("2026-11-24 16:00"), []) is None


def test_a_night_shift_is_as_long_as_it_really_is() -> None:
    night = Openings(BERLIN, {6: [(time(0), time(6))]})
    assert time_between(at("2026-03-29 00:00"), at("2026-03-29 12:00"), [night]) == timedelta(hours=5)
    assert time_between(at("2026-10-25 00:00"), at("2026-10-25 12:00"), [night]) == timedelta(hours=7)


def test_open_and_next_open() -> None:
    assert is_open(at("2026-11-24 08:00"), [office()])
    assert not is_open(at("2026-11-24 12:00"), [office()])  # half-open
    assert next_open(at("2026-11-27 17:00"), [office()]) == at("2026-11-30 08:00")


instants = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)).map(lambda naive: naive.replace(tzinfo=BERLIN))  # noqa: DTZ001


@given(instants, st.integers(1, 5000))
def test_what_was_promised_is_what_has_run_when_it_is_due(start: datetime, minutes: int) -> None:
    due = add_time(start, minutes, [office()])
    assert due is not None
    assert time_between(start, due, [office()]) == timedelta(minutes=minutes)


@given(instants, st.integers(1, 3000), st.integers(1, 3000))
def test_two_promises_in_a_row_are_one(start: datetime, first: int, second: int) -> None:
    middle = add_time(start, first, [office()])
    assert middle is not None
    assert add_time(middle, second, [office()]) == add_time(start, first + second, [office()])
