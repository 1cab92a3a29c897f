"""Who has the same thing open right now: leases that a page renews while it is visible, and that run out by themselves.

Nothing is guessed: who does not renew is gone. Writing means that a text field has the focus and has been changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from .actor import Actor
from .models import Event, Looking

LEASE = timedelta(seconds=40)
FRESH = timedelta(seconds=20)  # a beat has been missed after this
KEPT = timedelta(minutes=10)

Ref = tuple[str, int]


@dataclass(frozen=True)
class Looker:
    """Somebody else on the same page: since when, and how long ago they gave the last sign."""

    name: str
    half: str
    since: datetime
    seconds: int
    writing: bool

    @property
    def fresh(self) -> bool:
        """Whether the last sign is so young that they are there now."""
        return self.seconds <= FRESH.total_seconds()


def look(ref: Ref, *, writing: bool, actor: Actor, at: datetime) -> None:
    """Renew the actor's lease; one statement, two more where somebody comes."""
    kind, key = ref
    mine = Looking.objects.filter(kind=kind, object_id=key, employee=actor.id or 0)
    if mine.filter(seen_at__gt=at - LEASE).update(seen_at=at, writing=writing):
        return
    Looking.objects.filter(seen_at__lt=at - KEPT).delete()
    row = Looking(kind=kind, object_id=key, employee=actor.id or 0, name=actor.label[:150], half=actor.half)
    row.since, row.seen_at, row.writing = at, at, writing
    Looking.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["kind", "object_id", "employee"],
        update_fields=["name", "half", "since", "seen_at", "writing"],
    )


def look_away(ref: Ref, *, actor: Actor) -> None:
    """The page was left."""
    Looking.objects.filter(kind=ref[0], object_id=ref[1], employee=actor.id or 0).delete()


def lookers(ref: Ref, *, actor: Actor, at: datetime) -> Sequence[Looker]:
    """Who else is there, first come first; one statement."""
    rows = Looking.objects.filter(kind=ref[0], object_id=ref[1], seen_at__gt=at - LEASE).exclude(employee=actor.id or 0)
    return [
        Looker(row.name, row.half, row.since, max(int((at - row.seen_at).total_seconds()), 0), row.writing)
        for row in rows.order_by("since", "id")
    ]


def sweep_leases(event: Event, at: datetime) -> None:
    """Every morning: drop what has run out."""
    Looking.objects.filter(seen_at__lt=at - KEPT).delete()
