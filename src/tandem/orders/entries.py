"""What search knows of orders."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Order


def order_entry(order: Order) -> Entry:
    """Found by its number and the customer's own reference; the customer's name tells whose it is."""
    words = [order.customer_reference] if order.customer_reference else []
    return Entry(Order.ref_kind, order.pk, order.number, words, order.number, order.customer.label)
