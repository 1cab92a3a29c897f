"""What the fields of an order with a list underneath offer."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.catalogue.models import Product
from tandem.catalogue.queries import sold_on, visible_products
from tandem.core.actor import Actor
from tandem.customers.pickers import best_of, find_customers

__all__ = ["find_customers", "find_products"]


def find_products(query: str, currency: str, actor: Actor) -> Sequence[Product]:
    """Products sold today, with a price in that currency."""
    rows = visible_products(actor).filter(sold_on(actor.today), currency=currency)
    return best_of(query, Product.ref_kind, rows)
