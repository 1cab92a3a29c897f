"""Next steps as lists tell them: each with the address of its piece."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.people.models import Employee

from .models import NextStep

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
    answered: bool = False  # a request that has its first answer

    @property
    def ref(self) -> str:
        """As an address carries it."""
        return f"{self.kind}:{self.id}"


def told(steps: QuerySet[NextStep], actor: Actor, *, customers: bool = False) -> QuerySet[NextStep]:
    """The steps that this viewer may read; private appointments of others are left out."""
    rows = steps.exclude(Q(kind="appointment", data__private=True) & ~Q(holder=actor.id))
    return rows.select_related("holder", *(["customer"] if customers else []))


def open_steps(rows: Iterable[Any], *, customers: bool = False) -> list[OpenStep]:
    """Told rows as pages show them."""
    return [
        OpenStep(
            kind=row.kind,
            id=row.object_id,
            title=row.title,
            icon=ICONS[row.kind],
            url=_address(row.kind, row.object_id),
            due_at=row.due_at,
            timed=row.timed,
            holder=row.holder,
            customer=row.customer if customers else None,
            answered=bool(row.data.get("answered")),
        )
        for row in rows
    ]


def _address(kind: str, key: int) -> str:
    try:
        return reverse(f"work:{kind}", args=[key])
    except NoReverseMatch:
        return ""
