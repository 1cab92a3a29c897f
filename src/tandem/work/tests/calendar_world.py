"""What the tests of appointments share: a pair with a customer at two sites, and ways to book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.customers.models import Contact, Customer, Site
from tandem.customers.tests.factories import a_contact
from tandem.customers.tests.world import World, a_world, of
from tandem.people.models import Employee
from tandem.work.actions.appointments import book_appointment
from tandem.work.models import Appointment, NextStep

from .factories import AT

KIEL, HAMBURG = (54.3233, 10.1228), (53.5511, 9.9937)
TOMORROW = (25, 10)


def when(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """An instant of the clock on our wall, in 2026."""
    return timezone.make_aware(datetime(2026, month, day, hour, minute))  # noqa: DTZ001


def a_site(customer: Customer, point: tuple[float, float] | None = KIEL, **values: Any) -> Site:
    """A site somewhere."""
    given = {"town": "Kiel", "latitude": point[0] if point else None, "longitude": point[1] if point else None}
    return Site.objects.create(customer=customer, **(given | values))


def book(
    world: World,
    start: datetime | None = None,
    *,
    minutes: int = 60,
    holder: Employee | None = None,
    by: Employee | None = None,
    customer: Customer | None = None,
    employees: Sequence[Employee] = (),
    contacts: Sequence[Contact] = (),
    anyway: bool = False,
    at: datetime = AT,
    **values: Any,
) -> Appointment:
    """Inside books a visit of field's, tomorrow at ten, unless told otherwise."""
    start = start or when(*TOMORROW)
    given = {"kind": "visit", "title": "Besuch", "start": start, "end": start + timedelta(minutes=minutes)}
    return book_appointment(
        holder or world.field,
        values=given | values,
        customer=customer,
        employees=employees,
        contacts=contacts,
        anyway=anyway,
        actor=of(by or world.inside, at),
        at=at,
    )


def last_event(appointment: Appointment) -> Event:
    """What was recorded last about it."""
    rows = Event.objects.filter(subjects__kind=Appointment.ref_kind, subjects__object_id=appointment.pk)
    return rows.latest("pk")


def steps() -> list[tuple[str, int, datetime]]:
    """The one list, of appointments."""
    rows = NextStep.objects.filter(kind="appointment").order_by("due_at")
    return [(row.title, row.holder_id or 0, row.due_at) for row in rows]


def fresh(appointment: Appointment) -> Appointment:
    """As it stands now."""
    return Appointment.objects.select_related("customer", "holder", "site").get(pk=appointment.pk)


__all__ = ["AT", "HAMBURG", "KIEL", "Actor", "a_contact", "a_site", "a_world", "book", "fresh", "last_event", "of"]
