"""The programme of a swap day, from the host's real calendar and list, and what the guest may see for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.customers.models import Customer
from tandem.customers.queries import seen
from tandem.people.guests import admit_guest
from tandem.quotes.models import Quote, QuoteStatus
from tandem.together.models import SwapDay, SwapItem
from tandem.work.models import Appointment, NextStep, Request

from .days import bounds

FEW = 4  # requests and quotes for the time in between
AIMS: Mapping[str, Text] = {
    Appointment.ref_kind: _("Listen: what would the customer have asked the desk?"),
    Request.ref_kind: _("Answer it together: what was missing to answer at once?"),
    Quote.ref_kind: _("Follow it: which word from the visit would have helped?"),
}


def build_programme(swap: SwapDay, *, actor: Actor, at: datetime) -> int:
    """Write the lines anew and let the guest in for just these; aims that were written stay. How many there are.

    In the transaction of the caller.
    """
    aims = {(item.kind, item.object_id): item.aim for item in swap.items.all()}
    found = list(lines_of(swap, at))
    for item in found:
        item.aim = aims.get((item.kind, item.object_id), "")
    swap.items.all().delete()
    SwapItem.objects.bulk_create(found)
    customers = {item.customer_id for item in found if item.customer_id}
    let_in(swap, customers, actor=actor, at=at)
    return len(found)


def let_in(swap: SwapDay, customers: set[int], *, actor: Actor, at: datetime) -> None:
    """The guest sees these customers on these days; with none, what was given ends."""
    admit_guest(
        swap.guest,
        host=swap.host,
        scopes=[(Customer.ref_kind, key) for key in customers],
        start=swap.start,
        end=swap.end,
        actor=actor,
        at=at,
    )


def lines_of(swap: SwapDay, at: datetime) -> Iterator[SwapItem]:
    """Appointments first, then work in between; only what the host may see, and nothing private."""
    host = Actor.of(swap.host, at)
    first, last = bounds(swap.start, swap.end)
    mine = Q(holder=swap.host) | Q(attendees__employee=swap.host, attendees__removed_at=None)
    dated = Appointment.objects.filter(mine, start__gte=first, start__lt=last, cancelled_at=None, private=False)
    dated = dated.filter(Q(customer=None) | seen(host, "customer__")).distinct().order_by("start", "pk")
    for row in dated.select_related("customer", "site"):
        place = row.place or (row.site.town if row.site else "")
        yield _line(swap, row.ref_kind, row.pk, row.customer, str(row), row.start, place)
    steps = NextStep.objects.filter(seen(host, "customer__"), kind=Request.ref_kind, holder=swap.host)
    for step in steps.select_related("customer").order_by("due_at", "pk")[:FEW]:
        yield _line(swap, step.kind, step.object_id, step.customer, step.title)
    quotes = Quote.objects.filter(seen(host, "customer__"), tandem=swap.tandem, status=QuoteStatus.SENT)
    for quote in quotes.select_related("customer").order_by("valid_until", "pk")[:FEW]:
        yield _line(swap, quote.ref_kind, quote.pk, quote.customer, f"{quote.number} {quote.subject}".strip())


def _line(
    swap: SwapDay,
    kind: str,
    key: int,
    customer: Customer | None,
    title: str,
    starts_at: datetime | None = None,
    place: str = "",
) -> SwapItem:
    return SwapItem(
        swap=swap, kind=kind, object_id=key, customer=customer, title=title[:200], starts_at=starts_at, place=place
    )
