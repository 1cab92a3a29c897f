"""Work for tests. Pairs and customers come from `tandem.orders`' neighbours below: people, tandems, customers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.tandems.models import RequestKind, Tandem
from tandem.work.models import Appointment, Request, Todo
from tandem.work.steps import keep_step

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, ten in the morning in Berlin


def a_kind(key: str = "question") -> RequestKind:
    """One of the kinds that every company starts with; made anew where a test has emptied the whole house."""
    kind, _made = RequestKind.objects.get_or_create(key=key, defaults={"name_de": key, "name_en": key})
    return kind


def a_request(customer: Customer, tandem: Tandem | None, **values: Any) -> Request:
    """A request that came in at `AT`, due in two hours."""
    given = {
        "kind": values.pop("kind", None) or a_kind(),
        "wish": "Wann kommt der Motor?",
        "received_at": AT,
        "due_at": AT + timedelta(hours=2),
        "team": tandem.team if tandem else customer.team,
        "created_at": AT,
    }
    request = Request.objects.create(customer=customer, tandem=tandem, **(given | values))
    keep_step(request)
    return request


def a_todo(tandem: Tandem, holder: Employee | None = None, **values: Any) -> Todo:
    """A to-do for the day of `AT`."""
    given = {"title": "Muster schicken", "due_at": AT + timedelta(hours=6), "created_at": AT, "team": tandem.team}
    todo = Todo.objects.create(tandem=tandem, holder=holder, **(given | values))
    keep_step(todo)
    return todo


def an_appointment(tandem: Tandem, holder: Employee, start: datetime, **values: Any) -> Appointment:
    """A visit of one hour."""
    given = {
        "title": "Besuch",
        "end": start + timedelta(hours=1),
        "uid": f"{start:%Y%m%dT%H%M}-{holder.pk}-{Appointment.objects.count()}@test",
        "created_at": AT,
        "team": tandem.team,
    }
    appointment = Appointment.objects.create(tandem=tandem, holder=holder, start=start, **(given | values))
    keep_step(appointment)
    return appointment
