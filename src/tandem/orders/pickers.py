"""What the fields with a list underneath offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from tandem.catalogue.models import Product
from tandem.catalogue.queries import sold_on, visible_products
from tandem.core import search
from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.queries import visible_customers

MOST = 12
M = TypeVar("M", bound=Model)


def find_customers(query: str, actor: Actor) -> Sequence[Customer]:
    """Customers this viewer may see, best match first."""
    return _best(query, Customer.ref_kind, visible_customers(actor))


def find_products(query: str, currency: str, actor: Actor) -> Sequence[Product]:
    """Products sold today, with a price in that currency."""
    rows = visible_products(actor).filter(sold_on(actor.today), currency=currency)
    return _best(query, Product.ref_kind, rows)


def _best(query: str, kind: str, rows: QuerySet[M]) -> Sequence[M]:
    """The rows behind what search finds, in its order; two statements."""
    keys = [row.object_id for row in search.find(query, kinds=[kind])]
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found][:MOST]
