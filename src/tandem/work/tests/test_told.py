"""What the customer's timeline tells of appointments."""

from __future__ import annotations

import pytest

from tandem.core.undo import undo_event
from tandem.desk.queries.timeline import customer_timeline
from tandem.work.actions.appointments import cancel_appointment, move_appointment, reply_to_appointment
from tandem.work.actions.appointments.replying import actor_of

from .calendar_world import a_contact, a_world, book, fresh, last_event, of, when
from .factories import AT

pytestmark = pytest.mark.django_db


def told(customer_id: int) -> list[tuple[str, str, str]]:
    entries, _more = customer_timeline(customer_id)
    return [(entry.half, entry.told, entry.detail) for entry in entries if "appointment" in entry.url]


def test_booked_answered_moved_cancelled_each_with_its_half_and_its_page() -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact], place="Werk 2")
    row = appointment.attendees.select_related("contact", "employee", "appointment__customer").get()
    reply_to_appointment(row, reply="accepted", actor=actor_of(row, AT), at=AT)
    start, end = when(26, 9), when(26, 10)
    move_appointment(fresh(appointment), start=start, end=end, version=1, actor=of(world.field), at=AT)
    cancel_appointment(fresh(appointment), reason="Kunde krank", actor=of(world.inside), at=AT)
    found = told(world.customer.pk)
    assert [(half, text.split(" ")[0], detail) for half, text, detail in found] == [
        ("inside", "cancelled", "Kunde krank"),
        ("field", "moved", "Werk 2"),
        ("customer", "accepted", "Besuch"),
        ("inside", "booked", "Werk 2"),
    ]
    assert "“Besuch”" in found[0][1]
    urls = {entry.url for entry in customer_timeline(world.customer.pk)[0] if "appointment" in entry.url}
    assert urls == {f"/appointments/{appointment.pk}/"}
    undo_event(last_event(appointment), actor=of(world.inside), at=AT)
    assert [text.split(" ")[0] for _half, text, _detail in told(world.customer.pk)] == ["moved", "accepted", "booked"]


def test_words_for_colleagues_are_nobodys_news() -> None:
    world = a_world()
    book(world, by=world.field, kind="internal", title="Zahnarzt", private=True)
    assert told(world.customer.pk) == []
