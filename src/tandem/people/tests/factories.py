"""People for tests, as plain functions. Nobody has a usable password unless asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.people.models import Employee, Team

BACKEND = "tandem.people.accounts.Backend"
PASSWORD = "zwei-Haelften-ein-Ziel"
JOINED = date(2020, 1, 1)
_numbers = count(1)


def an_employee(
    roles: Iterable[str] = ("inside",), team: Team | None = None, *, password: str = "", **fields: Any
) -> Employee:
    """Someone with these roles; `password=PASSWORD` where somebody has to sign in by hand."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "first_name": "Anna",
        "last_name": f"Muster{number}",
        "email": f"person{number}@example.com",
        "language": "en",
        "joined_on": JOINED,
        **fields,
    }
    employee = Employee(roles=frozenset(roles), team=team, **values)
    if password:
        employee.set_password(password)
    else:
        employee.set_unusable_password()
    employee.save()
    EmailAddress.objects.create(user=employee, email=employee.email, verified=True, primary=True)
    return employee


def a_team(manager: Employee | None = None, **fields: Any) -> Team:
    """A team with a name of its own."""
    values: dict[str, Any] = {"name": f"Team {next(_numbers)}", **fields}
    return Team.objects.create(manager=manager, **values)


def as_actor(employee: Employee, at: datetime | None = None) -> Actor:
    """The employee at one instant: now unless told."""
    return Actor.of(employee, at or timezone.now())


def signed_in_client(employee: Employee) -> Client:
    """A browser in which this person has signed in."""
    client = Client()
    client.force_login(employee, backend=BACKEND)
    return client
