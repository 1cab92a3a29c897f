"""Orders follow their customer; their tandem and frozen credits stay as they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone

from tandem.core import search
from tandem.customers.merging.registry import Merger

from .billing.entries import invoice_entry
from .entries import order_entry
from .figures import refresh_some
from .models import Invoice, Order


def _settle(customer_ids: Collection[int], at: datetime) -> None:
    """Figures from the orders that are there now, and search tells whose an order is."""
    refresh_some(customer_ids, timezone.localdate(at))
    for order in Order.objects.filter(customer__in=customer_ids).select_related("customer").iterator():
        search.put(order_entry(order))
    for invoice in Invoice.objects.filter(customer__in=customer_ids).select_related("customer").iterator():
        search.put(invoice_entry(invoice))


orders_merger = Merger(
    customer_rows=((Order, "customer"), (Invoice, "customer")),
    contact_rows=((Order, "contact"),),
    settle=_settle,
)
