"""Open work follows its customer into other hands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.core.models import Event
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer
from tandem.tandems.models import Seat

from .models import NextStep
from .steps import PIECES, Piece, keep_step


def follow_owner(event: Event, at: datetime) -> None:
    """Open work of the event's customers goes to the tandem that owns them now, or into their team's queue."""
    ids = event.subjects.filter(kind=Customer.ref_kind).values("object_id")
    _follow(NextStep.objects.filter(customer__in=ids), at, event.actor_label)


def follow_owners(event: Event, at: datetime) -> None:
    """Every morning, for changes of owner that were planned ahead."""
    _follow(NextStep.objects.filter(customer__isnull=False), at, event.actor_label)


def _follow(steps: QuerySet[NextStep], at: datetime, label: str) -> None:
    day = timezone.localdate(at)
    now = Assignment.objects.filter(on_day(day), customer=OuterRef("customer"))
    steps = steps.annotate(owner=Subquery(now.values("tandem")[:1]), owner_team=F("customer__team"))
    astray = steps.filter(
        ~Q(tandem=F("owner")) & Q(tandem__isnull=False, owner__isnull=False)
        | Q(tandem__isnull=True, owner__isnull=False)
        | Q(tandem__isnull=False, owner__isnull=True)
        | ~Q(team=F("owner_team"))
    )
    rows = list(astray)
    sitting = _sitting({row.owner for row in rows if row.owner}, day)
    drafts = []
    for model in PIECES:
        mine = {row.object_id: row for row in rows if row.kind == model.ref_kind}
        pieces = model._default_manager.filter(pk__in=mine)
        drafts += [_move(piece, mine[piece.pk], sitting, at) for piece in pieces]
    record_many(drafts, actor=Actor.system(at, label), deliver=True)


def _move(piece: Piece, row: Any, sitting: dict[int, set[int]], at: datetime) -> Draft:
    """Who holds it goes on holding it if they sit in the new tandem; else it waits for somebody there."""
    former = piece.tandem_id
    piece.tandem_id, piece.team_id = row.owner, row.owner_team
    if row.kind in ("request", "todo") and piece.holder_id not in sitting.get(row.owner or 0, set()):
        piece.holder_id = None
    piece.version += 1
    piece.save(update_fields=["tandem", "team", "holder", "version"])
    keep_step(piece)
    subjects = [piece.ref, (Customer.ref_kind, row.customer_id)]
    subjects += [("tandem", key) for key in (former, row.owner) if key]
    return Draft("work.moved", at, subjects, {"title": row.title, "changes": {"tandem": [former, row.owner]}})


def _sitting(tandem_ids: Iterable[int], day: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for tandem, person in Seat.objects.filter(on_day(day), tandem__in=list(tandem_ids)).values_list(
        "tandem", "employee"
    ):
        found.setdefault(tandem, set()).add(person)
    return found
