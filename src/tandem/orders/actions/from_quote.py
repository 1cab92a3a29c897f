"""The order of an accepted quote: the same lines, to the cent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.locking import lock
from tandem.core.rules import require
from tandem.orders.lines import LineInput
from tandem.orders.models import Order, OrderStatus
from tandem.orders.rules import can_capture_order
from tandem.quotes.follow import end_order
from tandem.quotes.models import Acceptance, Quote, QuoteStatus

from .capture import capture_order


@transaction.atomic
def order_from_quote(quote: Quote, *, actor: Actor, at: datetime) -> Order:
    """Write down what was accepted, on the day it was, at exactly its prices. One order of a quote at a time."""
    require(can_capture_order, actor, quote.customer)
    quote = lock(quote)
    if quote.status != QuoteStatus.ACCEPTED:
        raise Refused("not_accepted", _("This quote has not been accepted yet."))
    there = Order.objects.filter(quote=quote).exclude(status=OrderStatus.CANCELLED).first()
    if there is not None:
        text = _("There is an order of this quote already: %s.") % there.number
        raise Conflict("ordered_already", text, current=there)
    acceptance = Acceptance.objects.select_related("contact").get(quote=quote)
    order = capture_order(
        quote.customer,
        contact=_contact(quote, acceptance),
        lines=[line_of(line) for line in acceptance.content["lines"]],
        ordered_on=timezone.localdate(acceptance.at),
        customer_reference=quote.customer_reference,
        quote=quote,
        actor=actor,
        at=at,
    )
    if order.net_cents != acceptance.net_cents:
        raise RuntimeError(f"order {order.number} differs from what was accepted")
    end_order(quote, actor=actor, at=at)
    return order


def line_of(line: Mapping[str, Any]) -> LineInput:
    """A line of a snapshot as an order takes it; what the document discount took off it goes along in cents."""
    return LineInput(
        text=line["text"],
        quantity=line["quantity"],
        unit_price=line["unit_price"],
        discount_ppm=line["discount_ppm"],
        unit=line["unit"],
        product_id=line["product_id"],
        discount_cents=line["net_cents"] - line["final_cents"],
    )


def _contact(quote: Quote, acceptance: Acceptance) -> Any:
    contact = acceptance.contact or quote.contact
    return contact if contact is not None and contact.customer_id == quote.customer_id else None
