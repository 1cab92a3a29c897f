"""One company for the tests of people: one person per role, a team, and duties that are not tandems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.hashers import Argon2PasswordHasher

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.people.duties import Duty
from tandem.people.models import Employee, Team

from .factories import a_team, an_employee, as_actor

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TOMORROW = date(2026, 11, 25)
YESTERDAY = date(2026, 11, 23)
ROLES = ("inside", "field", "manager", "payroll", "council", "admin")
HELD: dict[int, list[Duty]] = {}  # what the stub below says each person holds


class CheapArgon2(Argon2PasswordHasher):
    """The same algorithm with the work taken out: tests hash hundreds of passwords."""

    time_cost = 1
    memory_cost = 64
    parallelism = 1


@dataclass(frozen=True)
class World:
    """Team Nord with its manager, inside and field; the three who sell nothing; and a colleague elsewhere."""

    admin: Employee
    manager: Employee
    inside: Employee
    field: Employee
    payroll: Employee
    council: Employee
    stranger: Employee
    team: Team

    def by(self, role: str) -> Actor:
        """The person of that name, at the tests' noon."""
        person: Employee = getattr(self, role)
        return as_actor(Employee.objects.select_related("team").get(pk=person.pk), AT)


def a_world() -> World:
    """Made without actions, so that no event stands in the way."""
    manager = an_employee(["manager"], first_name="Maren", last_name="Voss")
    team = a_team(manager, name="Nord")
    Employee.objects.filter(pk=manager.pk).update(team=team)
    return World(
        admin=an_employee(["admin"], first_name="Ada", last_name="Kern"),
        manager=Employee.objects.get(pk=manager.pk),
        inside=an_employee(["inside"], team, first_name="Anna", last_name="Berg", personnel_number="4711"),
        field=an_employee(["field"], team, first_name="Ben", last_name="Carl"),
        payroll=an_employee(["payroll"], first_name="Petra", last_name="Lohmann"),
        council=an_employee(["council"], first_name="Bruno", last_name="Rath"),
        stranger=an_employee(["inside"], a_team(name="Süd"), first_name="Sven", last_name="Thode"),
        team=team,
    )


def held_duties(employee: Employee, start: date, end: date | None) -> Sequence[Duty]:
    """Instead of the seats that tandems would name."""
    return HELD.get(employee.pk, [])


DUTIES = (held_duties,)


def verbs() -> list[str]:
    """What has happened, in order."""
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def last_event() -> Event:
    """What has happened last."""
    return Event.objects.latest("pk")


def subjects(event: Event) -> set[tuple[str, int]]:
    """What an event is about."""
    return {(row.kind, row.object_id) for row in event.subjects.all()}


def in_days(days: int) -> date:
    """That many days from the tests' day."""
    return TODAY + timedelta(days)
