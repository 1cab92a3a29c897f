"""When several people could meet."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.slots import Diary, Slot, Span, Stop, Wish, find_slots

pytestmark = pytest.mark.once
BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN)


def works(*days: int, since: int = 8, until: int = 12) -> list[Span]:
    return [(at(day, since), at(day, until)) for day in days]


def wish(minutes: int = 60, **more: object) -> Wish:
    return Wish(at(24, 0), at(28, 0), minutes, BERLIN, **more)  # type: ignore[arg-type]


def starts(slots: list[Slot]) -> list[tuple[int, int, int]]:
    return [(slot.start.day, slot.start.hour, slot.start.minute) for slot in slots]


def test_the_earliest_times_of_each_day_without_overlap() -> None:
    found = find_slots([Diary(works(24, 25))], wish(), per_day=2)
    assert starts(found) == [(24, 8, 0), (24, 9, 0), (25, 8, 0), (25, 9, 0)]
    assert {slot.end - slot.start for slot in found} == {timedelta(hours=1)}


def test_both_have_to_be_free() -> None:
    inside = Diary(works(24), [Stop(at(24, 8), at(24, 9, 30))])
    field = Diary(works(24, since=7, until=11), [Stop(at(24, 10, 30), at(24, 11))])
    assert starts(find_slots([inside, field], wish())) == [(24, 9, 30)]
    assert find_slots([inside, field], wish(75)) == []


def test_the_customers_hours() -> None:
    assert starts(find_slots([Diary(works(24))], wish(customer_open=[(at(24, 11), at(24, 15))]))) == [(24, 11, 0)]
    assert find_slots([Diary(works(24))], wish(customer_open=[])) == []


def test_the_drive_before_and_after_has_to_fit() -> None:
    stops = [Stop(at(24, 8), at(24, 9), to_place=30), Stop(at(24, 11, 30), at(24, 12), from_place=40)]
    found = find_slots([Diary(works(24), stops)], wish())
    assert starts(found) == [(24, 9, 30)]
    assert found[0].drive == 70
    assert find_slots([Diary(works(24), stops)], wish(90)) == []


def test_least_driving_comes_first() -> None:
    near, far = Stop(at(25, 8), at(25, 9), to_place=10), Stop(at(24, 8), at(24, 9), to_place=50)
    found = find_slots([Diary(works(24, 25, 26), [near, far])], wish(), per_day=1)
    assert [(slot.start.day, slot.drive) for slot in found] == [(26, 0), (25, 10), (24, 50)]


def test_a_stop_of_another_day_costs_no_drive() -> None:
    found = find_slots([Diary(works(25), [Stop(at(24, 8), at(24, 9), to_place=500)])], wish())
    assert [slot.drive for slot in found] == [0, 0]


def test_times_lie_on_the_quarter_hour_also_after_an_odd_beginning() -> None:
    asked = Wish(at(24, 8, 7), at(25, 0), 60, BERLIN)
    assert starts(find_slots([Diary(works(24))], asked)) == [(24, 8, 15), (24, 9, 15)]


def test_over_the_change_of_the_clock() -> None:
    """On 25 October 2026 the hour from two to three comes twice: an hour stays an hour."""
    night = [(datetime(2026, 10, 25, 1, tzinfo=BERLIN), datetime(2026, 10, 25, 4, tzinfo=BERLIN))]
    utc = ZoneInfo("UTC")
    spans = [(start.astimezone(utc), end.astimezone(utc)) for start, end in night]
    found = find_slots([Diary(spans)], Wish(*spans[0], 240, BERLIN))
    assert [slot.end - slot.start for slot in found] == [timedelta(hours=4)]


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 60)), max_size=6),
    st.integers(15, 120),
)
def test_no_slot_meets_what_is_on_or_leaves_the_working_time(busy: list[tuple[int, int]], minutes: int) -> None:
    stops = [Stop(at(24, 8) + timedelta(minutes=m), at(24, 8) + timedelta(minutes=m + n), 5, 5) for m, n in busy]
    for slot in find_slots([Diary(works(24), stops)], wish(minutes)):
        assert at(24, 8) <= slot.start < slot.end <= at(24, 12)
        assert all(slot.end <= stop.start or stop.end <= slot.start for stop in stops)
