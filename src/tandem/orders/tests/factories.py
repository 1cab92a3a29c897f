"""Orders for tests, made through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.customers.models import Assignment, Customer
from tandem.customers.tests.factories import a_customer
from tandem.orders.actions import capture_order, confirm_order
from tandem.orders.lines import LineInput
from tandem.orders.models import Order
from tandem.people.models import Employee, Team
from tandem.people.tests.factories import a_team, an_employee
from tandem.tandems.models import Seat, SeatWeight, Tandem

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FOUNDED = date(2024, 1, 1)
_numbers = count(1)


@dataclass(frozen=True)
class Pair:
    """A tandem with its two people, their manager and a customer of theirs."""

    tandem: Tandem
    inside: Employee
    field: Employee
    manager: Employee
    customer: Customer

    @property
    def team(self) -> Team:
        return self.tandem.team


def a_pair(weights: tuple[int, int] | None = None, team: Team | None = None, **customer: Any) -> Pair:
    """Two people who sell together since 2024, with one customer."""
    manager = team.manager if team and team.manager else an_employee(["manager"])
    team = team or a_team(manager)
    inside, field = an_employee(["inside"], team), an_employee(["field"], team)
    tandem = Tandem.objects.create(name=f"Paar {next(_numbers)}", team=team, founded_on=FOUNDED)
    Seat.objects.create(tandem=tandem, role="inside", employee=inside, start=FOUNDED)
    Seat.objects.create(tandem=tandem, role="field", employee=field, start=FOUNDED)
    if weights:
        SeatWeight.objects.create(tandem=tandem, inside=weights[0], field=weights[1], start=FOUNDED)
    return Pair(tandem, inside, field, manager, a_customer(tandem, since=FOUNDED, **customer))


def actor_of(employee: Employee, at: datetime = AT) -> Actor:
    """The employee at the tests' noon."""
    return Actor.of(employee, at)


def a_line(cents: int = 100_00, quantity: int = 1000, text: str = "Motor", **fields: Any) -> LineInput:
    """A line whose unit costs so many cents."""
    return LineInput(text=text, quantity=quantity, unit_price=cents * 100, **fields)


def an_order(
    customer: Customer | None = None,
    lines: Sequence[LineInput] | None = None,
    *,
    confirmed: bool = False,
    by: Employee | None = None,
    at: datetime = AT,
    ordered_on: date = TODAY,
    **fields: Any,
) -> Order:
    """An order of the customer, captured and, if asked, confirmed; on its day where that is later than the tests'."""
    customer = customer or a_pair().customer
    at = at if timezone.localdate(at) >= ordered_on else datetime.combine(ordered_on, time(9), UTC)
    actor = Actor.of(by, at) if by else Actor.system(at, "test")
    lines = lines if lines is not None else [a_line()]
    order = capture_order(customer, contact=None, lines=lines, ordered_on=ordered_on, actor=actor, at=at, **fields)
    if confirmed:
        confirm_order(order, actor=actor, at=at)
        order = Order.objects.select_related("customer").get(pk=order.pk)
    return order


def assign(customer: Customer, tandem: Tandem, start: date, end: date | None = None) -> Assignment:
    """The customer belongs to the tandem on those days."""
    return Assignment.objects.create(customer=customer, tandem=tandem, start=start, end=end)
