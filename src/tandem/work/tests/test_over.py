"""What is over leaves the list; a visit stays until it is reported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.work.actions.appointments import move_appointment
from tandem.work.actions.reports import report_visit
from tandem.work.models import NextStep, VisitReport
from tandem.work.over import report_due, sweep_appointments

from .calendar_world import a_world, book, fresh, of, steps, when
from .factories import AT

pytestmark = pytest.mark.django_db
NIGHT = when(26, 3)


def sweep() -> None:
    sweep_appointments(Event(verb="schedule.daily"), NIGHT)


def test_a_visit_waits_for_its_report_and_everything_else_is_gone() -> None:
    world = a_world()
    visit = book(world, customer=world.customer)
    book(world, when(25, 13), kind="phone", customer=world.customer)
    book(world, when(25, 15), kind="visit", title="Messe")  # at nobody's
    ahead = book(world, when(27, 9), customer=world.queued)
    sweep()
    assert steps() == [("Besuch", world.field.pk, when(26, 23, 59)), ("Besuch", world.field.pk, ahead.start)]
    row = NextStep.objects.get(kind="appointment", object_id=visit.pk)
    assert (row.timed, row.data["report"]) == (False, True)
    sweep()  # a second time changes nothing
    assert fresh(visit).over_at == NIGHT
    actor, said = of(world.field, NIGHT), {"at": visit.start, "outcome": "agreed", "text": "Will drei."}
    report = report_visit(world.customer, values=said, appointment=fresh(visit), actor=actor, at=NIGHT)
    assert steps() == [("Besuch", world.field.pk, ahead.start)]
    assert (fresh(visit).over_at, fresh(visit).report_due_at) == (NIGHT, None)
    undo_event(Event.objects.get(verb="visit.reported"), actor=actor, at=NIGHT)
    assert not VisitReport.objects.filter(pk=report.pk).exists()
    assert steps() == [("Besuch", world.field.pk, when(26, 23, 59)), ("Besuch", world.field.pk, ahead.start)]


def test_a_report_written_on_the_spot_takes_the_visit_off_the_list_at_once() -> None:
    world = a_world()
    visit = book(world, customer=world.customer)
    during = visit.start + timedelta(minutes=5)
    actor, said = of(world.field, during), {"at": visit.start, "outcome": "agreed", "text": "Will drei."}
    report_visit(world.customer, values=said, appointment=fresh(visit), actor=actor, at=during)
    assert steps() == []
    undo_event(Event.objects.get(verb="visit.reported"), actor=actor, at=during)
    assert steps() == [("Besuch", world.field.pk, visit.start)]
    assert (fresh(visit).over_at, fresh(visit).report_due_at) == (None, None)


def test_a_visit_that_is_reported_already_is_done() -> None:
    world = a_world()
    visit = book(world, customer=world.customer)
    VisitReport.objects.create(customer=world.customer, appointment=visit, at=AT, outcome="agreed", written_at=AT)
    sweep()
    assert steps() == []


def test_what_did_not_take_place_is_moved_and_lies_ahead_again() -> None:
    world = a_world()
    visit = book(world, customer=world.customer)
    sweep()
    later: dict[str, Any] = {"start": when(27, 10), "end": when(27, 11)}
    assert move_appointment(fresh(visit), **later, version=1, actor=of(world.field), at=NIGHT)
    assert steps() == [("Besuch", world.field.pk, when(27, 10))]
    assert (fresh(visit).over_at, fresh(visit).report_due_at) == (None, None)


def test_no_report_is_due_on_a_weekend() -> None:
    assert report_due(when(27, 12), 1) == when(30, 23, 59)
    assert report_due(when(25, 12), 2) == when(27, 23, 59)
    assert report_due(when(25, 12), 0) == when(25, 23, 59)
    assert report_due(when(27, 12), 1) - when(27, 12) < timedelta(days=4)
