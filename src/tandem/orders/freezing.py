"""What else stands from the confirmation on: the class the customer had, and what the products cost.

Pay and goals read these, so that a customer moved to another class, or a new cost of a product, changes no past deal.
"""

from __future__ import annotations

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from .models import Order, OrderConfirmation, OrderLine


def freeze_terms(orders: QuerySet[Order]) -> None:
    """Of orders that are being confirmed; two statements, whatever their number."""
    graded = OrderConfirmation.objects.filter(pk=OuterRef("pk")).values("order__customer__customer_class")
    priced = OrderLine.objects.filter(pk=OuterRef("pk"), product__currency=F("order__currency"))
    OrderConfirmation.objects.filter(order__in=orders).update(customer_class=Subquery(graded))
    OrderLine.objects.filter(order__in=orders).update(cost=Subquery(priced.values("product__cost")))


def cost_of(line: str = "") -> Coalesce:
    """The cost of a line's piece: as it was confirmed, or as it became known later. `line` is the path to the line."""
    return Coalesce(F(f"{line}cost"), F(f"{line}product__cost"))
