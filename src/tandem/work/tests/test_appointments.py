"""Booking, moving, cancelling appointments: who may, what it leaves, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.models import Customer
from tandem.people.tests.factories import an_employee
from tandem.work.actions.appointments import book_appointment, cancel_appointment, edit_appointment, move_appointment
from tandem.work.models import Appointment, Attendee, NextStep

from .calendar_world import a_contact, a_site, a_world, book, fresh, last_event, of, steps, when
from .factories import AT

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, int, int, int]:
    return Appointment.objects.count(), Attendee.objects.count(), NextStep.objects.count(), Event.objects.count()


@pytest.mark.parametrize("who", ["inside", "field", "cover", "manager"])
def test_partners_cover_and_manager_book_for_the_field(who: str) -> None:
    world = a_world()
    appointment = book(world, by=getattr(world, who), customer=world.customer)
    assert appointment.holder == world.field
    assert appointment.tandem == world.tandem
    assert steps() == [("Besuch", world.field.pk, when(25, 10))]
    event = last_event(appointment)
    assert (event.verb, event.actor_id) == ("appointment.booked", getattr(world, who).pk)
    kinds = set(event.subjects.values_list("kind", "object_id"))
    assert kinds == {
        ("appointment", appointment.pk),
        ("customer", world.customer.pk),
        ("tandem", world.tandem.pk),
    }


@pytest.mark.parametrize("who", ["mate", "free", "stranger", "far_manager", "payroll", "council", "admin"])
def test_nobody_else_books_for_them(who: str) -> None:
    world = a_world()
    before = counts()
    with pytest.raises(Refused):
        book(world, by=getattr(world, who), customer=world.customer)
    assert counts() == before


def test_everybody_in_sales_books_for_themselves_with_customers_they_may_see() -> None:
    world = a_world()
    appointment = book(world, by=world.stranger, holder=world.stranger, customer=world.customer)
    assert (appointment.holder, appointment.tandem) == (world.stranger, world.tandem)
    with pytest.raises(Refused):
        book(world, by=world.stranger, holder=world.stranger, customer=world.restricted)


def test_without_a_customer_it_belongs_to_the_holders_tandem_or_team() -> None:
    world = a_world()
    inner = book(world, kind="internal", title="Planung", by=world.field)
    assert (inner.tandem, inner.customer) == (world.tandem, None)
    alone = book(world, kind="internal", title="Alleine", by=world.free, holder=world.free)
    assert (alone.tandem, alone.team) == (None, world.team)
    nowhere = an_employee(["inside"])
    with pytest.raises(Refused):
        book(world, kind="internal", by=nowhere, holder=nowhere)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "  "}, "title"),
        ({"minutes": 0}, "end"),
        ({"minutes": -30}, "end"),
        ({"minutes": 8 * 24 * 60}, "end"),
        ({"start": when(25, 10) + timedelta(days=4000)}, "day"),
        ({"private": True}, "private"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(values: dict[str, object], field: str) -> None:
    world = a_world()
    before = counts()
    with pytest.raises(Invalid) as refused:
        book(world, customer=world.customer, anyway=True, **values)  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}
    assert counts() == before


def test_sites_and_contacts_are_the_customers_own_and_colleagues_sell() -> None:
    world = a_world()
    other = a_site(world.queued)
    with pytest.raises(Invalid) as refused:
        book(world, customer=world.customer, site=other)
    assert set(refused.value.fields) == {"site"}
    with pytest.raises(Invalid) as refused:
        book(world, customer=world.customer, contacts=[a_contact(world.queued)])
    assert set(refused.value.fields) == {"contacts"}
    gone = a_contact(world.customer, left_at=AT)
    with pytest.raises(Invalid):
        book(world, customer=world.customer, contacts=[gone])
    with pytest.raises(Invalid) as refused:
        book(world, customer=world.customer, employees=[world.payroll])
    assert set(refused.value.fields) == {"employees"}
    assert not Appointment.objects.exists()


def test_who_books_what_they_come_to_has_said_yes() -> None:
    world = a_world()
    contact = a_contact(world.customer)
    appointment = book(world, customer=world.customer, employees=[world.inside, world.field], contacts=[contact])
    rows = {row.employee_id or f"contact {row.contact_id}": row for row in appointment.attendees.all()}
    assert set(rows) == {world.inside.pk, f"contact {contact.pk}"}  # the holder does not ask themselves
    assert rows[world.inside.pk].reply == "accepted"
    assert rows[world.inside.pk].token is None
    asked = rows[f"contact {contact.pk}"]
    assert asked.reply == "waiting"
    assert len(asked.token or "") >= 32


def test_moving_counts_the_invitation_up_and_asks_again() -> None:
    world = a_world()
    contact = a_contact(world.customer)
    appointment = book(world, customer=world.customer, employees=[world.inside], contacts=[contact])
    appointment.attendees.update(reply="accepted")
    start = when(25, 14)
    times: dict[str, Any] = {"start": start, "end": start + timedelta(hours=1)}
    event = move_appointment(fresh(appointment), **times, version=1, actor=of(world.field), at=AT)
    assert event is not None
    assert event.verb == "appointment.moved"
    moved = fresh(appointment)
    assert (moved.start, moved.sequence, moved.version) == (start, 1, 2)
    assert sorted(moved.attendees.values_list("reply", flat=True)) == ["waiting", "waiting"]
    assert steps() == [("Besuch", world.field.pk, start)]


def test_words_for_colleagues_change_no_invitation() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer)
    event = edit_appointment(appointment, values={"text": "Muster mitnehmen"}, version=1, actor=of(world.inside), at=AT)
    assert event is not None
    assert event.verb == "appointment.edited"
    assert (fresh(appointment).sequence, fresh(appointment).version) == (0, 2)
    same: dict[str, Any] = {"values": {"text": "Muster mitnehmen"}, "version": 2}
    assert edit_appointment(fresh(appointment), **same, actor=of(world.inside), at=AT) is None


def test_people_who_come_and_go_count_too() -> None:
    world = a_world()
    one, other = a_contact(world.customer), a_contact(world.customer, last_name="Petersen")
    appointment = book(world, customer=world.customer, contacts=[one])
    given: dict[str, Any] = {"values": {}, "contacts": [other]}
    event = edit_appointment(fresh(appointment), **given, version=1, actor=of(world.inside), at=AT)
    assert event is not None
    assert event.data["people"] == {"contacts": [[one.pk], [other.pk]]}
    assert (fresh(appointment).sequence, fresh(appointment).version) == (1, 2)
    assert list(appointment.attendees.filter(removed_at=None).values_list("contact", flat=True)) == [other.pk]
    undo_event(event, actor=of(world.inside), at=AT)
    assert list(appointment.attendees.filter(removed_at=None).values_list("contact", flat=True)) == [one.pk]


def test_a_stale_version_is_told_and_changes_nothing() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer)
    edit_appointment(appointment, values={"title": "Erstes"}, version=1, actor=of(world.field), at=AT)
    with pytest.raises(Conflict) as lost:
        edit_appointment(appointment, values={"title": "Zweites"}, version=1, actor=of(world.inside), at=AT)
    assert lost.value.current.title == "Erstes"
    assert fresh(appointment).title == "Erstes"


def test_into_a_third_calendar_only_who_may_book_there() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer)
    with pytest.raises(Refused):
        edit_appointment(appointment, values={"holder": world.mate}, version=1, actor=of(world.inside), at=AT)
    moved = edit_appointment(appointment, values={"holder": world.inside}, version=1, actor=of(world.inside), at=AT)
    assert moved is not None
    assert moved.verb == "appointment.moved"
    assert fresh(appointment).holder == world.inside
    assert steps() == [("Besuch", world.inside.pk, when(25, 10))]


def test_cancelling_takes_a_reason_and_leaves_the_list() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer)
    with pytest.raises(Invalid):
        cancel_appointment(appointment, reason=" ", actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        cancel_appointment(appointment, reason="x", actor=of(world.stranger), at=AT)
    assert fresh(appointment).cancelled_at is None
    event = cancel_appointment(appointment, reason="Kunde krank", actor=of(world.inside), at=AT)
    assert event.data["reason"] == "Kunde krank"
    gone = fresh(appointment)
    assert (gone.cancelled_at, gone.cancel_reason, gone.sequence) == (AT, "Kunde krank", 1)
    assert steps() == []
    with pytest.raises(Refused):
        cancel_appointment(gone, reason="x", actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        edit_appointment(gone, values={"title": "x"}, version=gone.version, actor=of(world.inside), at=AT)


def test_undo_of_booking_moving_and_cancelling() -> None:
    world = a_world()
    me = of(world.inside)
    appointment = book(world, customer=world.customer)
    booked = last_event(appointment)
    times: dict[str, Any] = {"start": when(26, 9), "end": when(26, 10)}
    moved = move_appointment(appointment, **times, version=1, actor=me, at=AT)
    assert moved
    with pytest.raises(Conflict):
        undo_event(booked, actor=me, at=AT)  # it has moved on since
    undo_event(moved, actor=me, at=AT)
    assert (fresh(appointment).start, fresh(appointment).sequence) == (when(25, 10), 2)
    cancelled = cancel_appointment(appointment, reason="Irrtum", actor=me, at=AT)
    assert steps() == []
    undo_event(cancelled, actor=me, at=AT)
    assert fresh(appointment).cancelled_at is None
    assert steps() == [("Besuch", world.field.pk, when(25, 10))]
    other = book(world, when(27, 9), customer=world.customer)
    undo_event(last_event(other), actor=me, at=AT)
    assert fresh(other).cancelled_at == AT
    assert last_event(other).verb == "appointment.booked.undone"


def test_private_ones_are_ones_own_and_tell_nothing() -> None:
    world = a_world()
    mine = book(world, by=world.field, kind="internal", title="Zahnarzt", private=True)
    event = last_event(mine)
    assert "title" not in event.data
    assert [row.kind for row in event.subjects.all()] == ["appointment"]
    with pytest.raises(Invalid):
        book(world, by=world.inside, holder=world.field, kind="internal", private=True)
    with pytest.raises(Refused):
        cancel_appointment(mine, reason="x", actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        cancel_appointment(mine, reason="x", actor=of(world.manager), at=AT)


def test_the_system_may_book_for_the_demo() -> None:
    world = a_world()
    actor = Actor.system(AT, "demo")
    row = Customer.objects.get(pk=world.customer.pk)
    values: dict[str, Any] = {"kind": "visit", "title": "Besuch", "start": when(25, 10), "end": when(25, 11)}
    made = book_appointment(world.field, values=values, customer=row, actor=actor, at=AT)
    assert made.created_by is None
    assert timezone.localtime(made.start).hour == 10
