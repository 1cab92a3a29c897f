"""The people of the made company: a hundred of them, in forty tandems of four teams, and what they sell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.contrib.auth.hashers import make_password

from tandem.catalogue.entries import product_entry
from tandem.catalogue.models import Product
from tandem.core import search
from tandem.core.models import Company
from tandem.demo.files import rows, table
from tandem.demo.names import PeopleNames
from tandem.demo.stage import ascii_name
from tandem.people.entries import entries_of
from tandem.people.models import Absence, Delegation, Employee, Role, Team, WorkingTime
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Seat, Tandem

PEOPLE = 100
PER_AREA = 2  # tandems that share one stretch of land
DOMAIN = "messwerk.example"


@dataclass(frozen=True)
class Half:
    """Somebody who sits in a tandem, as events name them."""

    id: int
    name: str
    role: str


@dataclass(frozen=True)
class Pair:
    """A tandem with its area and its two people."""

    id: int
    area: str
    team: str
    team_id: int
    inside: Half
    field: Half


@dataclass(frozen=True)
class Crew:
    """All that customers and deeds refer to."""

    start: datetime
    now: datetime
    pairs: list[Pair]
    products: list[Product]


def write_crew(start: datetime, now: datetime, seed: str) -> Crew:
    """Teams, employees, tandems and products, found by search."""
    dice = Random(f"{seed}/crew")
    Company.objects.create(pk=1, name="Messwerk Antriebe GmbH", currency="EUR", source="benchmark")
    areas = [(row["name"], row["team"]) for row in table("tandems")["tandem"]]
    teams = {name: Team.objects.create(name=name) for name in dict.fromkeys(team for _area, team in areas)}
    people = _people(teams, areas, start.date(), dice)
    pairs = _tandems(areas, teams, people, start.date())
    _absences(pairs, now.date())
    return Crew(start, now, pairs, _products())


def _people(teams: dict[str, Team], areas: list[tuple[str, str]], joined: date, dice: Random) -> list[Employee]:
    """First the sitters, inside and field in turn, then the managers and those who sell nothing."""
    names = PeopleNames(dice)
    seats = [(role, teams[team]) for _area, team in areas for role in ("inside", "field") * PER_AREA]
    others = [(Role.MANAGER, team) for team in teams.values()]
    others += [(role, None) for role in (Role.ADMIN, Role.PAYROLL, Role.COUNCIL)]  # type: ignore[misc]
    spare = PEOPLE - len(seats) - len(others)
    places = [*seats, *others, *[(Role.INSIDE, list(teams.values())[n % len(teams)]) for n in range(spare)]]
    people = [_employee(names, number, str(role), team, joined) for number, (role, team) in enumerate(places, 1)]
    Employee.objects.bulk_create(people)
    for person in people:
        if Role.MANAGER in person.roles and person.team:
            person.team.manager = person
            person.team.save()
    WorkingTime.objects.bulk_create(
        WorkingTime(employee=person, weekday=day, start=time(8), end=time(16, 30))
        for person in people
        for day in range(5)
    )
    search.put_many(entries_of(people))
    return people


def _employee(names: PeopleNames, number: int, role: str, team: Team | None, joined: date) -> Employee:
    name = names.make("DE", team.name if team else "Nord")
    return Employee(
        first_name=name.first,
        last_name=name.last,
        email=f"{ascii_name(name.first)}.{ascii_name(name.last)}.{number}@{DOMAIN}",
        roles=frozenset({role}),
        team=team,
        personnel_number=str(1000 + number),
        phone=f"040 66969 {100 + number}",
        job_title=str(Role(role).label),
        languages=frozenset({"de", "en"}),
        joined_on=joined,
        password=make_password(None),
    )


def _tandems(areas: list[tuple[str, str]], teams: dict[str, Team], people: list[Employee], founded: date) -> list[Pair]:
    pairs, sitters = [], iter(people)
    for area, team in areas:
        for number in range(1, PER_AREA + 1):
            tandem = Tandem.objects.create(name=f"{area} {number}", team=teams[team], founded_on=founded)
            halves = [Half(person.pk, str(person), person.half) for person in (next(sitters), next(sitters))]
            Seat.objects.bulk_create(
                Seat(tandem=tandem, role=half.role, employee_id=half.id, start=founded) for half in halves
            )
            pairs.append(Pair(tandem.pk, area, team, teams[team].pk, *halves))
            search.put(tandem_entry(tandem, founded))
    return pairs


def _absences(pairs: list[Pair], today: date) -> None:
    """Every tenth tandem's field half is away, covered by the next tandem's."""
    for pair, other in zip(pairs[::10], pairs[1::10], strict=True):
        span = {"start": today - timedelta(2), "end": today + timedelta(60)}
        absence = Absence.objects.create(employee_id=pair.field.id, **span)
        Delegation.objects.create(
            person_id=pair.field.id, deputy_id=other.field.id, scope_kind="tandem", scope_id=pair.id, absence=absence,
            **span,
        )  # fmt: skip


def _products() -> list[Product]:
    products = [
        Product(
            number=row["number"],
            name=row["name"],
            name_key=search.fold(row["name"])[:200],
            group=row["group"],
            unit=row.get("unit") or "pc",
            list_price=int(Decimal(row["price"]) * 10_000),
        )
        for row in rows("products")
    ]
    Product.objects.bulk_create(products)
    search.put_many(map(product_entry, products))
    return products
