"""Whose rows a list shows: for what belongs to a customer and to a tandem."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet

from tandem.core.actor import Actor
from tandem.tandems.queries import scope_of

from .models import Customer

M = TypeVar("M", bound=Model)


def in_scope_of_tandems(rows: QuerySet[M, Any], scope: str, actor: Actor) -> QuerySet[M, Any]:
    """Mine: of all tandems I act for; tandem: of the one in the bar; team: of my teams' customers."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(tandem__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    if scope == "team":
        # By a sum, which no index holds: with very many customers the list's order is the better way in.
        customers = Customer.objects.filter(team__in=mine.team_ids)
        found: QuerySet[M, Any] = rows.alias(whose=F("customer_id") + 0).filter(whose__in=customers)  # type: ignore[assignment]
        return found
    return rows
