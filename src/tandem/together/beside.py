"""What stands beside meeting and rules in the tandem room: pulse, swap day, hand-offs, what went well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from tandem.core.actor import Actor
from tandem.customers.queries import seen
from tandem.orders.models import Order, OrderStatus
from tandem.tandems.models import Tandem
from tandem.work.models import Handoff, NextStep

from .activities.queries import next_of_person
from .agenda.work import url_of
from .models import SwapDay, SwapNote, TeamActivity
from .pulse.queries import Pulse, pulse_of
from .pulse.rules import is_pulse_on
from .swaps.pages import last_word, next_swap

FEW = 3
LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Waiting:
    """A hand-off that is open, with who holds it."""

    step: NextStep
    url: str


@dataclass(frozen=True)
class Beside:
    """Everything private of the room that is not the meeting."""

    tandem: Tandem
    pulse: Pulse
    pulse_on: bool
    swap: SwapDay | None
    word: SwapNote | None
    handoffs: Sequence[Waiting]
    wins: Sequence[Order]
    activities: Sequence[TeamActivity]


def beside_of(tandem: Tandem, actor: Actor) -> Beside:
    """Seven statements, for one of the two."""
    return Beside(
        tandem=tandem,
        pulse=pulse_of(tandem, actor),
        pulse_on=is_pulse_on(actor),
        swap=next_swap(tandem, actor),
        word=last_word(tandem, actor),
        handoffs=_handoffs(tandem, actor),
        wins=_wins(tandem, actor),
        activities=next_of_person(actor),
    )


def _handoffs(tandem: Tandem, actor: Actor) -> list[Waiting]:
    rows: Any = NextStep.objects.filter(Q(customer=None) | seen(actor, "customer__"), tandem=tandem)
    rows = rows.filter(kind=Handoff.ref_kind).select_related("holder", "customer").order_by("due_at", "pk")
    return [Waiting(row, url_of(row.kind, row.object_id)) for row in rows[:FEW]]


def _wins(tandem: Tandem, actor: Actor) -> list[Order]:
    rows = Order.objects.filter(seen(actor, "customer__"), tandem=tandem, ordered_on__gte=actor.today - LATELY)
    rows = rows.exclude(status__in=(OrderStatus.CANCELLED,)).select_related("customer")
    return list(rows.order_by("-net_cents", "pk")[:FEW])
