"""Opportunities and leads for tests, made through the actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.tests.factories import AT, system
from tandem.people.models import Employee
from tandem.pipeline.actions import create_lead, create_opportunity
from tandem.pipeline.models import Lead, Opportunity, Stage

CLOSE = date(2026, 12, 15)


def a_stage(key: str = "needs") -> Stage:
    """One of the stages that every house starts with: needs, solution, quote, negotiation."""
    return Stage.objects.select_related("pipeline").get(key=f"sales-{key}")


def free_stages() -> None:
    """No stage demands anything."""
    Stage.objects.update(required="")


def an_opportunity(
    customer: Customer, stage: str = "needs", *, by: Employee | None = None, at: datetime = AT, **values: Any
) -> Opportunity:
    """A chance of the customer in a stage, whatever that stage demands."""
    actor = Actor.of(by, at) if by else system(at)
    told = {"title": "Linie 4", "value_cents": 10_000_00, "close_on": CLOSE, **values}
    one = a_stage(stage)
    one.required = frozenset()
    made = create_opportunity(customer, stage=one, values=told, actor=actor, at=at)
    return Opportunity.objects.select_related("customer", "stage__pipeline", "holder").get(pk=made.pk)


def a_lead(by: Employee, at: datetime = AT, **values: Any) -> Lead:
    """An interest that somebody has taken down, with a person behind it."""
    person = {"first_name": "Jule", "last_name": "Petersen", "email": "jule@werft.example"}
    told = {"company": "Werft am Deich GmbH", "wish": "Antrieb für die Slipanlage", "source": "fair", **values}
    return create_lead(values=told, person=person, actor=Actor.of(by, at), at=at)
