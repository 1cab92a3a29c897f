"""Which backups are kept, by a calendar: never the newest is lost, never more stay than were asked for."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.exchange.backups.retention import Keep, kept, kept_until, read_keep

BERLIN = ZoneInfo("Europe/Berlin")
FIRST = datetime(2025, 12, 20, tzinfo=UTC)
MOMENTS = st.sets(st.integers(0, 70 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes)), max_size=60)
KEEPS = st.builds(Keep, st.integers(1, 9), st.integers(0, 6), st.integers(0, 14))


def nights(first: date, count: int) -> list[datetime]:
    """Three in the morning, so many days in a row."""
    return [datetime.combine(first + timedelta(n), datetime.min.time(), BERLIN).replace(hour=3) for n in range(count)]


def days_of(moments: set[datetime]) -> list[str]:
    return [f"{moment.astimezone(BERLIN):%m-%d}" for moment in sorted(moments)]


@pytest.mark.parametrize(
    ("keep", "until", "stay"),
    [
        (Keep(7, 4, 12), date(2026, 1, 1), ["01-01"]),
        (Keep(3, 0, 0), date(2026, 1, 9), ["01-07", "01-08", "01-09"]),
        # Sundays end weeks; the newest of this week is today's
        (Keep(1, 3, 0), date(2026, 1, 21), ["01-11", "01-18", "01-21"]),
        (Keep(1, 0, 3), date(2026, 3, 10), ["01-31", "02-28", "03-10"]),
        (Keep(2, 2, 2), date(2026, 3, 10), ["02-28", "03-08", "03-09", "03-10"]),
        (
            Keep(7, 4, 12),
            date(2026, 4, 30),
            ["01-31", "02-28", "03-31", "04-12", "04-19", *[f"04-{day}" for day in range(24, 31)]],
        ),
    ],
)
def test_one_each_night(keep: Keep, until: date, stay: list[str]) -> None:
    first = date(2026, 1, 1)
    assert days_of(kept(nights(first, (until - first).days + 1), keep, BERLIN)) == stay


def test_deleting_every_night_ends_like_deleting_once() -> None:
    keep, have = Keep(7, 4, 12), set[datetime]()
    for night in nights(date(2025, 1, 1), 480):
        have = kept({*have, night}, keep, BERLIN)
    assert have == kept(nights(date(2025, 1, 1), 480), keep, BERLIN)
    assert len(have) == 7 + 2 + 11  # today is newest of week and month too, and the last Sunday is one of the days


def test_the_newest_of_a_day_stays_and_midnight_is_the_companys() -> None:
    late, early = datetime(2026, 1, 5, 23, 30, tzinfo=UTC), datetime(2026, 1, 5, 22, 30, tzinfo=UTC)  # 0:30 and 23:30
    noon = datetime(2026, 1, 5, 11, tzinfo=UTC)
    assert kept([noon, early, late], Keep(2, 0, 0), BERLIN) == {early, late}
    assert kept([noon, early, late], Keep(2, 0, 0), ZoneInfo("UTC")) == {late}


def test_a_long_pause_costs_nothing() -> None:
    old = nights(date(2024, 1, 1), 7)
    assert kept([*old, *nights(date(2026, 1, 1), 1)], Keep(7, 1, 1), BERLIN) == {*old[1:], *nights(date(2026, 1, 1), 1)}


@given(MOMENTS, KEEPS)
def test_what_always_holds(made: set[datetime], keep: Keep) -> None:
    stay = kept(made, keep, BERLIN)
    assert stay <= made
    assert max(made, default=None) == max(stay, default=None)
    assert len(stay) <= keep.days + keep.weeks + keep.months
    assert kept(stay, keep, BERLIN) == stay
    assert bool(stay) == bool(made)


@given(MOMENTS, KEEPS)
def test_the_day_told_is_the_day_it_goes(made: set[datetime], keep: Keep) -> None:
    told = kept_until(made, keep, BERLIN)
    have, newest = kept(made, keep, BERLIN), max(made, default=datetime(2026, 1, 1, tzinfo=UTC))
    assert told.keys() == have
    for ahead in range(1, 60):
        night = newest + timedelta(days=ahead)
        after = kept({*have, night}, keep, BERLIN)
        gone = (have - after) & made
        assert {told[moment] for moment in gone} <= {night.astimezone(BERLIN).date()}
        have = after


@pytest.mark.parametrize("text", ["", "7", "7,4", "0,4,12", "7,4,12,1", "a,b,c", "-1,2,3", "7;4;12", "7.5,4,12"])
def test_what_is_no_plan(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(text)}$"):
        read_keep(text)


def test_a_plan() -> None:
    assert read_keep(" 7, 4 ,12") == Keep(7, 4, 12)
