"""What cards and rows of opportunities show besides their own columns: the next step and who holds it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.work.models import NextStep
from tandem.work.steps_told import told

from .models import Opportunity


@dataclass(frozen=True)
class Step:
    """The next thing that happens."""

    title: str
    due_at: datetime
    timed: bool


def next_steps(keys: Collection[int], actor: Actor) -> dict[int, Step]:
    """The earliest open step about each of these opportunities; one statement."""
    found: dict[int, Step] = {}
    for key, title, due_at, timed in _rows(keys, actor) if keys else ():
        found.setdefault(key, Step(title, due_at, timed))
    return found


@prepared
def _rows(keys: Collection[int], actor: Actor) -> QuerySet[NextStep, Any]:
    rows = told(NextStep.objects.filter(about_kind=Opportunity.ref_kind, about_id__in=keys), actor).select_related(None)
    return rows.order_by("due_at", "pk").values_list("about_id", "title", "due_at", "timed")


def with_steps(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each row with `next`, its next step, and `is_still`, whether nothing has moved for too long."""
    steps = next_steps([row.pk for row in rows], actor)
    for row in rows:
        row.next, row.is_still, row.days = steps.get(row.pk), row.is_stale(actor.at), (actor.at - row.stage_since).days
    return rows
