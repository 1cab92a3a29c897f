"""What fields with a list underneath offer: the rows behind what search finds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from tandem.core import search
from tandem.core.actor import Actor

from .models import Customer
from .queries import visible_customers

MOST = 12
M = TypeVar("M", bound=Model)


def find_customers(query: str, actor: Actor) -> Sequence[Customer]:
    """Customers this viewer may see, best match first."""
    return best_of(query, Customer.ref_kind, visible_customers(actor))


def best_of(query: str, kind: str, rows: QuerySet[M]) -> Sequence[M]:
    """The rows behind what search finds, in its order; two statements."""
    keys = [row.object_id for row in search.find(query, kinds=[kind])]
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found][:MOST]
