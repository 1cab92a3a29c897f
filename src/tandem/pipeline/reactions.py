"""Open opportunities go along with their customer into other hands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.core.models import Event
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer
from tandem.tandems.models import Seat

from .models import Opportunity, State


def follow_customer(event: Event, at: datetime) -> None:
    """Those of the event's customers belong to the tandem that owns them now, or to nobody in their team."""
    ids = event.subjects.filter(kind=Customer.ref_kind).values("object_id")
    _follow(Opportunity.objects.filter(customer__in=ids), at, event.actor_label)


def follow_customers(event: Event, at: datetime) -> None:
    """Every morning, for changes of owner that were planned ahead."""
    _follow(Opportunity.objects.all(), at, event.actor_label)


def _follow(rows: QuerySet[Opportunity], at: datetime, label: str) -> None:
    day = timezone.localdate(at)
    now = Assignment.objects.filter(on_day(day), customer=OuterRef("customer"))
    found = rows.filter(state=State.OPEN).annotate(
        owner=Subquery(now.values("tandem")[:1]), owner_team=F("customer__team")
    )
    astray: list[Any] = list(
        found.filter(
            ~Q(tandem=F("owner")) & Q(tandem__isnull=False, owner__isnull=False)
            | Q(tandem__isnull=True, owner__isnull=False)
            | Q(tandem__isnull=False, owner__isnull=True)
            | ~Q(team=F("owner_team"))
        )
    )
    sitting = set(
        Seat.objects.filter(on_day(day), tandem__in=[row.owner for row in astray if row.owner]).values_list(
            "tandem", "employee"
        )
    )
    record_many([_move(row, sitting, at) for row in astray], actor=Actor.system(at, label), deliver=False)


def _move(row: Any, sitting: set[tuple[int, int]], at: datetime) -> Draft:
    """Who holds it goes on holding it if they sit in the new tandem; else it waits for somebody there."""
    former = row.tandem_id
    row.tandem_id, row.team_id = row.owner, row.owner_team
    if (row.owner, row.holder_id) not in sitting:
        row.holder_id = None
    row.version += 1
    row.save(update_fields=["tandem", "team", "holder", "version"])
    subjects = [(Opportunity.ref_kind, row.pk), (Customer.ref_kind, row.customer_id)]
    subjects += [("tandem", key) for key in (former, row.owner) if key]
    told = {"opportunity": row.number, "name": row.title, "changes": {"tandem": [former, row.owner]}}
    return Draft("opportunity.followed", at, subjects, told)
