"""A swap day stands in the calendars of both, takes the guest's time, and goes where it goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.together.swaps import actions
from tandem.work.calendar import columns_of
from tandem.work.conflicts import Plan, clashes_of
from tandem.work.slots import Search, free_times

from .swap_world import DAY, Trip, a_trip
from .world import berlin

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = berlin("2026-11-24 10:00")
NEXT = DAY + timedelta(1)


@pytest.fixture
def trip() -> Trip:
    return a_trip()


def told(trip: Trip, actor: Actor, day: date = DAY) -> list[tuple[Employee, str, bool]]:
    """Whose column says what, and whether it leads to the programme."""
    columns = columns_of([trip.world.inside, trip.world.field], [day], actor)
    return [(column.person, one.title, bool(one.url)) for column in columns for one in column.occasions]


def free_on(trip: Trip, person: Employee) -> set[date]:
    found = free_times(Search([person], DAY, NEXT, 60, "internal"), as_actor(person, AT))
    return {one.start.date() for one in found}


def test_both_see_it_others_only_that_the_guest_is_busy(trip: Trip) -> None:
    world, swap = trip.world, trip.plan()
    both = [(world.inside, "Swap day with Ben", True), (world.field, "Anna is here as a guest", True)]
    for person in (world.inside, world.field):
        assert told(trip, as_actor(person, AT)) == both
    assert told(trip, as_actor(trip.far, AT)) == [(world.inside, "Busy", False)]
    assert told(trip, as_actor(world.inside, AT), NEXT) == []
    page = signed_in_client(world.inside).get(f"/calendar/?view=day&day={DAY:%Y-%m-%d}&who=both").content.decode()
    assert swap.get_absolute_url() in page


def test_the_guest_has_no_time_the_host_works_on(trip: Trip) -> None:
    trip.plan()
    assert free_on(trip, trip.world.inside) == {NEXT}
    assert free_on(trip, trip.world.field) == {DAY, NEXT}
    start = berlin("2026-12-02 10:00")
    for person, codes in ((trip.world.inside, {"occasion"}), (an_employee(["inside"]), set())):
        plan = Plan(person, start, start + timedelta(hours=1), "internal")
        clashes = clashes_of(plan, as_actor(trip.far, AT))
        assert {clash.code for clash in clashes if clash.code == "occasion"} == codes
        assert not any("Ben" in clash.text for clash in clashes)


def test_it_moves_and_disappears_with_the_swap_day(trip: Trip) -> None:
    swap, anna = trip.plan(), as_actor(trip.world.inside, AT)
    actions.move_swap(swap, start=NEXT, end=NEXT + timedelta(1), aims="", version=swap.version, actor=anna, at=AT)
    assert (told(trip, anna), len(told(trip, anna, NEXT))) == ([], 2)
    swap.refresh_from_db()
    actions.cancel_swap(swap, reason="krank", actor=anna, at=AT)
    assert told(trip, anna, NEXT) == []
    assert free_on(trip, trip.world.inside) == {DAY, NEXT}
