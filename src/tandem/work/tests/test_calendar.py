"""Calendars side by side: whose, what stands in them, what is hidden, and the drives between."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.customers.models import Customer
from tandem.desk.queries.presence import presence_of
from tandem.people.models import Absence
from tandem.tandems.queries import scope_of
from tandem.tandems.tests.factories import a_tandem
from tandem.work.actions.appointments import cancel_appointment
from tandem.work.calendar import columns_of, days_for, next_appointments, next_of, people_for, with_next
from tandem.work.grid import grid_of, previous_and_next

from .calendar_world import HAMBURG, a_site, a_world, book, of, when
from .factories import AT

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 25)


def test_whose_calendars() -> None:
    world = a_world()
    for person, partner in ((world.inside, world.field), (world.field, world.inside)):
        assert people_for(of(person), "mine") == [person]
        assert people_for(of(person), "partner") == [partner]
        assert people_for(of(person), "both") == [world.inside, world.field]  # inside left, field right
    assert people_for(of(world.manager), "both") == [world.manager]


def test_a_day_with_what_is_read_and_what_is_only_busy() -> None:
    world = a_world()
    book(world, customer=world.customer, employees=[world.inside])
    book(world, when(25, 14), by=world.field, kind="internal", title="Zahnarzt", private=True)
    inside, field = columns_of([world.inside, world.field], [DAY], of(world.inside))
    assert [(entry.title, entry.customer) for entry in inside.entries] == [("Besuch", "Hansen Antriebe GmbH")]
    assert [(entry.title, entry.hidden, entry.url == "") for entry in field.entries] == [
        ("Besuch", False, False),
        ("Busy", True, True),
    ]
    own = columns_of([world.field], [DAY], of(world.field))[0]
    assert [entry.title for entry in own.entries] == ["Besuch", "Zahnarzt"]


def test_restricted_customers_of_the_partners_other_tandem_are_busy_time() -> None:
    world = a_world()
    other = a_tandem(world.team, world.free, world.field)
    assert other.pk != world.tandem.pk
    book(world, by=world.field, customer=world.restricted)
    [column] = columns_of([world.field], [DAY], of(world.free))
    assert [(entry.title, entry.customer) for entry in column.entries] == [("Busy", "")]


def test_drives_absences_and_holidays() -> None:
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG)
    book(world, when(25, 8), customer=world.customer, site=kiel)
    book(world, when(25, 9, 30), customer=world.queued, site=hamburg, anyway=True)
    Absence.objects.create(employee=world.inside, start=DAY, end=DAY + timedelta(1))
    inside, field = columns_of([world.inside, world.field], [DAY], of(world.inside))
    assert (inside.absent, field.absent) == (True, False)
    assert [entry.leg is not None for entry in field.entries] == [False, True]
    leg = field.entries[1].leg
    assert leg is not None
    assert (leg.gap, leg.fits) == (30, False)
    book(world, when(26, 8), customer=world.customer, site=kiel)
    book(world, when(26, 9, 30), minutes=30, kind="internal", title="Planung")
    book(world, when(26, 10, 15), minutes=30, kind="phone", customer=world.queued)
    book(world, when(26, 11), customer=world.queued, site=hamburg, anyway=True)
    [column] = columns_of([world.field], [DAY + timedelta(1)], of(world.inside))
    legs = [entry.leg for entry in column.entries if entry.leg]
    assert [(leg.gap, leg.fits) for leg in legs] == [(90, leg.minutes <= 90)]  # half an hour goes to the planning
    christmas = columns_of([world.field], [date(2026, 12, 25)], of(world.inside))[0]
    assert christmas.holiday != ""


def test_a_week_leaves_out_an_empty_weekend() -> None:
    world = a_world()
    days = days_for(DAY, "week")
    assert (days[0], len(days)) == (date(2026, 11, 23), 7)
    assert len(columns_of([world.field], days, of(world.inside))) == 5
    book(world, when(28, 10), customer=world.customer, anyway=True)
    assert [column.day.day for column in columns_of([world.field], days, of(world.inside))] == [23, 24, 25, 26, 27, 28]
    assert previous_and_next(date(2026, 11, 27), "day") == (date(2026, 11, 26), date(2026, 11, 30))
    assert previous_and_next(DAY, "week") == (date(2026, 11, 18), date(2026, 12, 2))


def test_the_grid_is_whole_whatever_overlaps() -> None:
    """Every row of the table has as many cells as there are columns, spans counted."""
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG)
    book(world, when(25, 6, 40), minutes=30, customer=world.customer, site=kiel, anyway=True)
    book(world, when(25, 10), customer=world.queued, site=hamburg, anyway=True)
    book(world, when(25, 10, 20), minutes=20, kind="phone", customer=world.customer, anyway=True)
    book(world, when(25, 10, 45), minutes=5, kind="internal", anyway=True)
    book(world, when(25, 17, 50), minutes=10 * 60, kind="internal", anyway=True)
    columns = columns_of([world.inside, world.field], [DAY, DAY + timedelta(1)], of(world.inside))
    grid = grid_of(columns)
    width = sum(lanes for _column, lanes in grid.heads)
    filled = [0] * len(grid.lines)
    for at, line in enumerate(grid.lines):
        for cell in line.cells:
            for row in range(at, at + cell.rowspan):
                filled[row] += cell.colspan
    assert set(filled) == {width}
    assert (grid.lines[0].hour is not None, len(grid.lines) % 4) == (True, 0)
    titles = [cell.entry.title for line in grid.lines for cell in line.cells if cell.entry]
    assert len(titles) == 6  # the long one on both days
    assert [cell.drive > 0 for line in grid.lines for cell in line.cells if cell.drive] == [True]


def test_as_many_statements_for_one_as_for_many() -> None:
    world = a_world()
    actor = of(world.inside)
    people_for(actor, "both")
    counts = []
    for hour in (8, 10, 12):
        book(world, when(25, hour), customer=world.customer, employees=[world.inside], anyway=True)
        with CaptureQueriesContext(connection) as asked:
            columns_of([world.inside, world.field], days_for(DAY, "week"), actor)
        counts.append(len(asked))
    assert counts == [4, 4, 4]


def test_what_is_next_for_the_tandem() -> None:
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG)
    book(world, when(24, 8), customer=world.customer, at=AT - timedelta(days=1))  # over
    book(world, when(24, 14), customer=world.customer, site=kiel)
    book(world, when(24, 17), customer=world.queued, site=hamburg, anyway=True)
    book(world, when(25, 9), holder=world.inside, kind="internal", title="Planung")
    book(world, when(26, 9), customer=world.customer)  # the day after tomorrow
    actor = of(world.inside)
    found = next_appointments(actor, frozenset({world.tandem.pk}), AT)
    assert [(one.entry.start.day, one.entry.start.hour, one.person, one.tomorrow) for one in found] == [
        (24, 14, world.field, False),
        (24, 17, world.field, False),
        (25, 9, world.inside, True),
    ]
    assert [one.entry.leg.minutes > 60 if one.entry.leg else None for one in found] == [None, True, None]
    assert next_appointments(of(world.stranger), frozenset({world.tandem.pk}), AT) == []
    next_one = next_of(with_next(Customer.objects.all(), AT).get(pk=world.customer.pk))
    assert next_one is not None
    assert (next_one.start, next_one.holder) == (when(24, 14), str(world.field))
    assert next_of(with_next(Customer.objects.all(), AT).get(pk=world.restricted.pk)) is None


def test_presence_tells_until_when_and_the_drive_after_it() -> None:
    world = a_world()
    kiel, hamburg = a_site(world.customer), a_site(world.queued, HAMBURG)
    book(world, when(25, 9), minutes=90, customer=world.customer, site=kiel)
    book(world, when(25, 13), customer=world.queued, site=hamburg)
    book(world, when(25, 9), minutes=120, holder=world.inside, kind="internal", employees=[world.manager])
    people = [world.inside, world.field, world.manager]

    def states(hour: int, minute: int) -> list[tuple[Any, ...]]:
        viewer = of(world.mate, when(25, hour, minute))
        scope_of(viewer)
        with CaptureQueriesContext(connection) as asked:
            found = presence_of(people, viewer)
        assert len(asked) == 1
        return [(found[one.pk].busy_until, found[one.pk].visit, found[one.pk].drive > 60) for one in people]

    nobody = (None, False, False)
    meeting = (when(25, 11), False, False)
    assert states(8, 59) == [nobody] * 3
    assert states(9, 30) == [meeting, (when(25, 10, 30), True, True), meeting]
    assert states(10, 30) == [meeting, nobody, meeting]
    assert states(13, 0) == [nobody, (when(25, 14), True, False), nobody]


def test_what_was_declined_cancelled_or_is_private_tells_no_visit() -> None:
    world = a_world()
    declined = book(world, when(25, 9), holder=world.inside, kind="internal", employees=[world.field])
    declined.attendees.update(reply="declined")
    gone = book(world, when(25, 9), customer=world.customer)
    cancel_appointment(gone, reason="x", actor=of(world.inside), at=AT)
    at = of(world.inside, when(25, 9, 30))
    assert presence_of([world.field], at)[world.field.pk].busy_until is None
    book(world, when(25, 9), by=world.field, kind="visit", title="Arzt", private=True)
    state = presence_of([world.field], of(world.inside, when(25, 9, 30)))[world.field.pk]
    assert (state.busy_until, state.visit) == (when(25, 10), False)
