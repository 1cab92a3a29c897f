"""How much is open: one statement for the navigation, the tandem bar and Today together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.tandems.queries import scope_of

from .models import NextStep


@dataclass(frozen=True)
class Open:
    """So many open pieces of a kind, of a tandem, with a holder or nobody."""

    kind: str
    tandem_id: int
    holder_id: int | None
    count: int


def open_work(actor: Actor) -> list[Open]:
    """Counted over the tandems the viewer acts for, once per request; nothing for who acts for none."""
    ids = scope_of(actor).acting_ids
    if not ids:
        return []
    if "open_work" not in actor.cache:
        actor.cache["open_work"] = [Open(*row) for row in _counted(ids)]
    found: list[Open] = actor.cache["open_work"]
    return found


@prepared
def _counted(tandem_ids: Iterable[int]) -> QuerySet[NextStep, tuple[str, int, int | None, int]]:
    rows = NextStep.objects.filter(tandem__in=tandem_ids).values_list("kind", "tandem", "holder").order_by()
    return rows.annotate(count=Count("pk"))


def total(rows: Iterable[Open]) -> int:
    """How many pieces these are."""
    return sum(row.count for row in rows)
