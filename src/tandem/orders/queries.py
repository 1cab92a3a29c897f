"""Reading orders."""

from __future__ import annotations

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.customers.queries import visible_customers

from .models import Order


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """Orders of the customers that the viewer may see."""
    if actor.is_system:
        return Order.objects.all()
    return Order.objects.filter(customer__in=visible_customers(actor))
