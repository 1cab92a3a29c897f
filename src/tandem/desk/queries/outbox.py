"""Reading deliveries for administration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.events import handler_name, reactions
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.models import Delivery
from tandem.core.rules import allows
from tandem.desk.sheets import DELIVERIES as SHEET
from tandem.people.rules import can_read_outbox

OPEN = Q(done_at__isnull=True, parked_at__isnull=True)
STATES: tuple[tuple[str, Any], ...] = (("open", _("open")), ("parked", _("parked")), ("done", _("done")))


@dataclass(frozen=True)
class OutboxSummary:
    """How the worker is doing."""

    open: int
    parked: int
    late: int  # open for more than a minute past their time: is the worker running?


def visible_deliveries(actor: Actor) -> QuerySet[Delivery]:
    """All deliveries for administration, none for others."""
    if not allows(can_read_outbox, actor):
        return Delivery.objects.none()
    return Delivery.objects.select_related("event")


def delivery_of(pk: int, actor: Actor) -> Delivery:
    """One delivery with its event and the event's subjects."""
    return get_object_or_404(visible_deliveries(actor).prefetch_related("event__subjects"), pk=pk)


def outbox_summary(at: datetime) -> OutboxSummary:
    """Counts over the small partial indexes."""
    waiting = Delivery.objects.filter(OPEN)
    return OutboxSummary(
        open=waiting.count(),
        parked=Delivery.objects.filter(parked_at__isnull=False).count(),
        late=waiting.filter(next_at__lt=at - timedelta(minutes=1), attempts=0).count(),
    )


def _in_state(rows: QuerySet[Delivery], state: str) -> QuerySet[Delivery]:
    return rows.filter({"open": OPEN, "parked": Q(parked_at__isnull=False), "done": Q(done_at__isnull=False)}[state])


def _handlers(actor: Actor) -> Sequence[tuple[str, Text]]:
    names = sorted({handler_name(handler) for handlers in reactions().values() for handler in handlers})
    return [(name, name) for name in names]


DELIVERIES = Listing(
    title=_("Events and deliveries"),
    name="deliveries",
    sheets=(SHEET,),
    columns=(
        Column("number", _("Delivery"), sort="id", falling=True),
        Column("event", _("Event")),
        Column("handler", _("Handler"), wide=True),
        Column("state", _("State")),
        Column("attempts", _("Attempts"), numeric=True, wide=True),
    ),
    filters=(
        Filter("state", _("State"), choices_of(STATES), _in_state),
        Filter("handler", _("Handler"), _handlers, by_field("handler")),
    ),
    row_template="desk/_delivery_row.html",
    default_sort="-number",
    empty=_("Nothing has been delivered yet. Events appear here once somebody works with Tandem."),
)
