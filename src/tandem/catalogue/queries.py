"""Reading the catalogue."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.rules import allows

from .models import Product
from .rules import can_see_cost, can_see_products


def visible_products(actor: Actor) -> QuerySet[Product]:
    """All products for those who sell; what they cost is read only for those who may see it."""
    if not allows(can_see_products, actor):
        return Product.objects.none()
    rows = Product.objects.all()
    return rows if allows(can_see_cost, actor) else rows.defer("cost")


def sold_on(day: date) -> Q:
    """Condition: the product is sold on that day."""
    return (Q(sold_from=None) | Q(sold_from__lte=day)) & (Q(sold_to=None) | Q(sold_to__gt=day))
