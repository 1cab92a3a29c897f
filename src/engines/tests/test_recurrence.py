"""Series of days: over month-ends, weekends and holidays, without drift."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engines.recurrence import next_day

pytestmark = pytest.mark.once
D = date.fromisoformat


def weekdays(day: date) -> bool:
    return day.weekday() < 5


def always(day: date) -> bool:
    return True


@pytest.mark.parametrize(
    ("rule", "anchor", "after", "expected"),
    [
        ("day", "2026-11-23", "2026-11-24", "2026-11-25"),
        ("day", "2026-11-23", "2026-11-27", "2026-11-30"),  # over a weekend
        ("week", "2026-11-24", "2026-11-24", "2026-12-01"),
        ("week", "2026-11-24", "2026-12-10", "2026-12-15"),  # late: not once more for the past
        ("fortnight", "2026-11-24", "2026-11-24", "2026-12-08"),
        ("month", "2026-01-30", "2026-01-30", "2026-02-27"),  # the 28th is a Saturday: back, not into March
        ("month", "2026-03-31", "2026-03-31", "2026-04-30"),
        ("month", "2026-03-31", "2026-04-30", "2026-05-29"),  # the 31st is a Sunday
        ("month", "2026-03-31", "2026-05-29", "2026-06-30"),
        ("month", "2026-10-14", "2026-10-14", "2026-11-16"),  # the 14th is a Saturday: the Monday after
        ("quarter", "2026-11-30", "2026-11-30", "2027-02-26"),
        ("year", "2024-02-29", "2026-11-24", "2027-02-26"),  # the 28th is a Sunday
    ],
)
def test_the_next_one(rule: str, anchor: str, after: str, expected: str) -> None:
    assert next_day(D(anchor), rule, D(after), weekdays) == D(expected)


def test_a_short_month_does_not_shorten_those_that_follow() -> None:
    found = [D("2025-12-31")]
    while len(found) < 15:
        found.append(next_day(found[0], "month", found[-1], always))
    del found[0]
    assert found[:4] == [D("2026-01-31"), D("2026-02-28"), D("2026-03-31"), D("2026-04-30")]
    assert (found[-1], len({(one.year, one.month) for one in found})) == (D("2027-02-28"), 14)


def test_a_moved_holiday_does_not_move_those_that_follow() -> None:
    closed = {D("2026-12-25")}
    works = lambda day: weekdays(day) and day not in closed  # noqa: E731
    friday = D("2026-12-18")
    first = next_day(friday, "week", friday, works)
    assert first == D("2026-12-28")
    assert next_day(friday, "week", first, works) == D("2027-01-01")


@pytest.mark.parametrize("rule", ["week", "fortnight", "month", "quarter", "year"])
def test_every_series_goes_on_one_by_one(rule: str) -> None:
    anchor = D("2020-01-31")
    day = anchor
    for _ in range(60):
        following = next_day(anchor, rule, day, weekdays)
        assert following > day
        assert weekdays(following)
        assert next_day(anchor, rule, following - timedelta(1), weekdays) == following
        day = following


def test_who_never_works_gets_the_plain_day() -> None:
    assert next_day(D("2026-11-24"), "week", D("2026-11-24"), lambda day: False) == D("2026-12-01")
