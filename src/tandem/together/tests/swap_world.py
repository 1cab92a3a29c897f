"""Ben's Wednesday in the field, with a restricted customer, and Anna or Carla as the guest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tandem.core.models import Event
from tandem.customers.models import Customer
from tandem.customers.tests.factories import a_customer
from tandem.people.models import Delegation, Employee
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import World, a_world
from tandem.together.models import SwapDay, SwapItem, SwapNote
from tandem.together.swaps.actions import plan_swap
from tandem.work.models import NextStep, Todo
from tandem.work.tests.factories import a_request, an_appointment

from .world import berlin

DAY = date(2026, 12, 2)  # a Wednesday
EVENING = berlin("2026-12-02 19:00")


@dataclass(frozen=True)
class Trip:
    """Two customers whom Ben visits on the day, one of them known to the tandem alone; and somebody far away."""

    world: World
    open: Customer
    restricted: Customer
    other: Customer  # restricted too, not on the programme
    far: Employee

    def plan(self, guest: Employee | None = None, *, day: date = DAY, days: int = 1, **values: Any) -> SwapDay:
        """Planned by Anna, with Ben as the host."""
        at = berlin("2026-11-24 10:00")
        wanted: dict[str, Any] = {
            "host": self.world.field,
            "guest": guest or self.world.inside,
            "actor": as_actor(self.world.inside, at),
        }
        return plan_swap(self.world.tandem, start=day, end=day + timedelta(days), at=at, **(wanted | values))


def a_trip() -> Trip:
    """Two visits, a private appointment, and a request that Ben holds."""
    world = a_world()
    customers = [a_customer(world.tandem, restricted=number > 0) for number in range(3)]
    for hour, customer in zip((9, 11), customers, strict=False):
        an_appointment(world.tandem, world.field, berlin(f"2026-12-02 {hour:02}:00"), customer=customer, place="Husum")
    an_appointment(world.tandem, world.field, berlin("2026-12-02 15:00"), title="Arzt", private=True)
    a_request(customers[0], world.tandem, holder=world.field)
    elsewhere = a_tandem(a_team(name="Süd"))
    far = an_employee(["inside"], elsewhere.team, first_name="Fern")
    return Trip(world, customers[0], customers[1], customers[2], far)


def scopes(guest: Employee) -> set[tuple[str, int, date, date | None]]:
    """What somebody is let in for as a guest."""
    rows = Delegation.objects.filter(deputy=guest, purpose="guest")
    return set(rows.values_list("scope_kind", "scope_id", "start", "end"))


def on(day: str) -> datetime:
    """Ten in the morning of a day."""
    return berlin(f"{day} 10:00")


def everything() -> tuple[list[object], ...]:
    """All rows of swap days with what follows from them, to show that a refusal changed nothing."""
    tables = (SwapDay, SwapItem, SwapNote, Delegation, Todo, NextStep, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)
