"""Finding a time over both diaries, the customer's hours and holidays, and the drives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tandem.people.models import Absence
from tandem.work.slots import Found, Search, free_times

from .calendar_world import HAMBURG, a_site, a_world, book, of, when
from .factories import AT

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def told(found: list[Found]) -> list[tuple[int, int, int]]:
    return [(one.start.day, one.start.hour, one.start.minute) for one in found]


def test_both_free_and_somewhat_apart() -> None:
    world = a_world()
    book(world, when(25, 8), minutes=120, customer=world.customer)
    book(world, when(25, 15), minutes=120, holder=world.inside, kind="internal", title="Planung")
    search = Search(people=[world.inside, world.field], first=date(2026, 11, 25), last=date(2026, 11, 25), minutes=60)
    assert told(free_times(search, of(world.inside))) == [(25, 10, 0), (25, 12, 30)]


def test_not_in_the_past_and_not_at_once() -> None:
    world = a_world()
    search = Search(people=[world.field], first=date(2026, 11, 20), last=date(2026, 11, 24), minutes=60)
    found = free_times(search, of(world.inside, AT))
    assert told(found) == [(24, 11, 0), (24, 13, 30)]  # it is ten
    assert found[0].reason == f"{world.field.first_name} is free"
    assert free_times(Search([world.field], date(2026, 11, 1), date(2026, 11, 2), 60), of(world.inside)) == []


def test_the_customers_hours_absence_and_holidays() -> None:
    world = a_world()
    site = a_site(world.customer, opening_hours="Mo-Fr 13:00-15:00")
    Absence.objects.create(employee=world.field, start=date(2026, 12, 23), end=date(2026, 12, 24))
    search = Search(
        people=[world.inside, world.field],
        first=date(2026, 12, 22),
        last=date(2026, 12, 28),
        minutes=60,
        customer=world.customer,
        site=site,
    )
    days = {start[:2] for start in told(free_times(search, of(world.inside)))}
    assert days == {(22, 13), (24, 13), (28, 13)}  # 23 away, 25 and 26 holidays, 27 a Sunday


def test_least_driving_first_with_its_reason() -> None:
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG)
    book(world, when(25, 8), minutes=240, customer=world.queued, site=hamburg)
    search = Search(
        people=[world.field],
        first=date(2026, 11, 25),
        last=date(2026, 11, 26),
        minutes=60,
        customer=world.customer,
        site=kiel,
    )
    found = free_times(search, of(world.inside))
    assert [(one.start.day, one.drive > 0) for one in found] == [(26, False), (26, False), (25, True)]
    assert found[2].start >= when(25, 12) + timedelta(minutes=found[2].drive)
    assert f"{found[2].drive}\u00a0min of driving" in found[2].reason
