"""A small company with everybody whose rights differ: own tandem, its cover, the same team, another, the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.people.models import Delegation, Employee, Team
from tandem.people.tests.factories import a_team, an_employee
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem

from .factories import AT, a_customer

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class World:
    """Nord has two tandems, Süd one; `customer` and `restricted` belong to `tandem`, `queued` waits in Nord."""

    team: Team
    tandem: Tandem
    inside: Employee
    field: Employee
    manager: Employee
    cover: Employee  # of Süd, covers `tandem` these days
    mates: Tandem
    mate: Employee  # inside, of the same team's other tandem
    free: Employee  # inside, of the same team, in no tandem
    far: Tandem
    stranger: Employee  # inside, of the other team
    far_manager: Employee
    payroll: Employee
    council: Employee
    admin: Employee
    customer: Customer
    restricted: Customer
    queued: Customer
    hidden: Customer  # queued and restricted

    @property
    def owners(self) -> dict[str, Employee]:
        """Who may act for the tandem's customers as their own."""
        return {name: getattr(self, name) for name in ("inside", "field", "manager", "cover")}

    @property
    def others(self) -> dict[str, Employee]:
        """Sales staff who may serve them only."""
        return {name: getattr(self, name) for name in ("mate", "free", "stranger", "far_manager")}

    @property
    def outsiders(self) -> dict[str, Employee]:
        """Who reads no customers."""
        return {name: getattr(self, name) for name in ("payroll", "council", "admin")}


def a_world() -> World:
    """All of it, in some forty rows."""
    manager, far_manager = an_employee(["manager"], last_name="Nordmann"), an_employee(["manager"])
    team, far_team = a_team(manager), a_team(far_manager)
    inside, field = an_employee(["inside"], team), an_employee(["field"], team)
    mate, stranger = an_employee(["inside"], team), an_employee(["inside"], far_team)
    cover = an_employee(["inside"], far_team)
    tandem = a_tandem(team, inside, field)
    Delegation.objects.create(
        person=field, deputy=cover, scope_kind="tandem", scope_id=tandem.pk, start=date(2026, 1, 1)
    )
    return World(
        team=team,
        tandem=tandem,
        inside=inside,
        field=field,
        manager=manager,
        cover=cover,
        mates=a_tandem(team, mate),
        mate=mate,
        free=an_employee(["inside"], team),
        far=a_tandem(far_team, stranger),
        stranger=stranger,
        far_manager=far_manager,
        payroll=an_employee(["payroll"]),
        council=an_employee(["council"]),
        admin=an_employee(["admin"]),
        customer=a_customer(tandem, name="Hansen Antriebe GmbH"),
        restricted=a_customer(tandem, name="Geheimrat KG", restricted=True),
        queued=a_customer(team=team, name="Wartburg AG"),
        hidden=a_customer(team=team, name="Verschluss GmbH", restricted=True),
    )


def of(employee: Employee, at: datetime = AT) -> Actor:
    """The employee at the tests' hour."""
    return Actor.of(employee, at)
