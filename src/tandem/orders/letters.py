"""Mails about an order: what their placeholders stand for, and the confirmation that goes along."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tandem.core.documents.formats import money
from tandem.letters.models import TextKind
from tandem.letters.sources import Source

from .models import Order, OrderStatus
from .printing import print_confirmation


def _values(order: Order, language: str) -> Mapping[str, str]:
    return {
        "number": order.number,
        "total": money(order.net_cents, order.currency, language),
        "reference": order.customer_reference,
    }


order_source = Source(
    kind=TextKind.ORDER,
    customer=lambda order: order.customer,
    contact=lambda order: order.contact,
    values=_values,
    paper=lambda order, actor, at: print_confirmation(order, actor=actor, at=at),
    has_paper=lambda order: order.status == OrderStatus.CONFIRMED,
    label=_("The order confirmation as PDF"),
)
