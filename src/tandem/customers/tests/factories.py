"""Customers for tests, made through the actions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from tandem.core.actor import Actor
from tandem.customers.actions import create_customer
from tandem.customers.models import Assignment, Contact, Customer
from tandem.people.models import Team
from tandem.tandems.models import Tandem

_numbers = count(1)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def system(at: datetime = AT) -> Actor:
    """The house itself."""
    return Actor.system(at, "test")


def a_customer(
    tandem: Tandem | None = None, *, team: Team | None = None, since: date = date(2024, 1, 1), **fields: Any
) -> Customer:
    """A customer of the tandem since a day, or, without one, in its team's queue."""
    number = next(_numbers)
    team = team or (tandem.team if tandem else Team.objects.get_or_create(name="Nord")[0])
    values = {"name": f"Kunde {number} GmbH", **fields}
    customer = create_customer(values=values, team=team, tandem=None, actor=system(), at=AT)
    if tandem:
        Assignment.objects.create(customer=customer, tandem=tandem, start=since)
    return customer


def a_contact(customer: Customer, **fields: Any) -> Contact:
    """A person at the customer."""
    return Contact.objects.create(customer=customer, **{"first_name": "Birte", "last_name": "Thomsen", **fields})
