"""One day, one team, one tandem: what most tests of tandems start from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.people.models import Employee, Team
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.models import Seat, SeatWeight, Tandem

from .factories import a_tandem

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
TOMORROW, YESTERDAY = date(2026, 11, 25), date(2026, 11, 23)
LATER = date(2027, 3, 1)


@dataclass(frozen=True)
class World:
    """A team with its manager and a tandem, and somebody of each half to seat."""

    manager: Employee
    team: Team
    tandem: Tandem
    inside: Employee
    field: Employee
    new_inside: Employee
    new_field: Employee

    @property
    def actor(self) -> Actor:
        """The manager at the tests' noon."""
        return as_actor(self.manager, AT)


def a_world() -> World:
    """Anna and Ben in tandem since 2024; Carla and Dirk could take over."""
    manager = an_employee(["manager"], first_name="Maren", last_name="Voss")
    team = a_team(manager, name="Nord")
    manager.team = team
    manager.save(update_fields=["team"])
    inside = an_employee(["inside"], team, first_name="Anna", last_name="Berg")
    field = an_employee(["field"], team, first_name="Ben", last_name="Carl")
    return World(
        manager,
        team,
        a_tandem(team, inside, field, name="Nord 1"),
        inside,
        field,
        an_employee(["inside"], team, first_name="Carla", last_name="Dorn"),
        an_employee(["field"], team, first_name="Dirk", last_name="Ernst"),
    )


def seats_of(tandem: Tandem) -> set[tuple[str, str, date, date | None]]:
    """All seats ever: {(role, first name, from, to)}."""
    return {(row.role, row.employee.first_name, row.start, row.end) for row in tandem.seats.select_related("employee")}


def weights_of(tandem: Tandem) -> set[tuple[int, int, date, date | None]]:
    """All weights ever: {(inside, field, from, to)}."""
    return {(row.inside, row.field, row.start, row.end) for row in tandem.weights.all()}


def everything() -> tuple[list[object], ...]:
    """All rows of this app and all events, to show that a refusal changed nothing."""
    tables = (Tandem, Seat, SeatWeight, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def subjects_of(event: Event) -> set[tuple[str, int]]:
    """Whom and what the event concerns."""
    return set(event.subjects.values_list("kind", "object_id"))
