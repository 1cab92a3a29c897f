"""Mails about an order: what their placeholders stand for, and the confirmation that goes along."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tandem.core.documents.formats import money
from tandem.core.documents.keeping import document_of
from tandem.letters.models import TextKind
from tandem.letters.sources import Source

from .models import Order, OrderStatus
from .printing import CONFIRMATION, print_confirmation


def _values(order: Order, language: str) -> Mapping[str, str]:
    return {
        "number": order.number,
        "total": money(order.net_cents, order.currency, language),
        "reference": order.customer_reference,
    }


def _unprinted(order: Order) -> bool:
    """Whether there is a confirmation that has not been printed yet."""
    return order.status == OrderStatus.CONFIRMED and document_of(order, CONFIRMATION) is None


order_source = Source(
    kind=TextKind.ORDER,
    customer=lambda order: order.customer,
    contact=lambda order: order.contact,
    values=_values,
    paper=lambda order, actor, at: print_confirmation(order, actor=actor, at=at),
    has_paper=_unprinted,
    label=_("The order confirmation as PDF"),
)
