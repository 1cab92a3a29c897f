"""Next steps as lists tell them: each with the title and address of its piece, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Left
from django.urls import NoReverseMatch, reverse

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.people.models import Employee

from .models import Appointment, Handoff, NextStep, Request, Todo

ICONS = {"request": "inbox", "handoff": "arrows-exchange", "todo": "square-check", "appointment": "calendar-event"}


@dataclass(frozen=True)
class OpenStep:
    """One open piece of work: what, by when, who holds it, where to go."""

    kind: str
    id: int
    title: str
    icon: str
    url: str
    due_at: datetime
    timed: bool
    holder: Employee | None
    customer: Customer | None = None

    @property
    def ref(self) -> str:
        """As an address carries it."""
        return f"{self.kind}:{self.id}"


def told(steps: QuerySet[NextStep], actor: Actor, *, customers: bool = False) -> QuerySet[NextStep]:
    """The steps with their titles; what the viewer may not read of them (a private appointment) is left out."""
    rows = steps.annotate(title=Coalesce(*_titles(actor), output_field=CharField())).exclude(title=None)
    return rows.select_related("holder", *(["customer"] if customers else []))


def open_steps(rows: Iterable[Any], *, customers: bool = False) -> list[OpenStep]:
    """Told rows as pages show them."""
    return [
        OpenStep(
            kind=row.kind,
            id=row.object_id,
            title=row.title.split("\n", 1)[0],
            icon=ICONS[row.kind],
            url=_address(row.kind, row.object_id),
            due_at=row.due_at,
            timed=row.timed,
            holder=row.holder,
            customer=row.customer if customers else None,
        )
        for row in rows
    ]


def _address(kind: str, key: int) -> str:
    try:
        return reverse(f"work:{kind}", args=[key])
    except NoReverseMatch:
        return ""


def _titles(actor: Actor) -> list[Combinable]:
    public = Q(private=False) | Q(holder=actor.id) | Q(attendees__employee=actor.id)
    return [
        _title("todo", Todo.objects.all(), "title"),
        _title("handoff", Handoff.objects.all(), "title"),
        _title("request", Request.objects.all(), "wish"),
        _title("appointment", Appointment.objects.filter(public), "title"),
    ]


def _title(kind: str, pieces: QuerySet[Any], column: str) -> Combinable:
    """The piece's title where the step is of that kind."""
    mine = pieces.alias(of=ExpressionWrapper(OuterRef("kind"), CharField())).filter(pk=OuterRef("object_id"), of=kind)
    return Subquery(mine.annotate(told=Left(column, 200)).values("told")[:1], output_field=CharField())
