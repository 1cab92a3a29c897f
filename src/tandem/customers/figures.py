"""Sums of customers that lists sort by. Apps above compute them; nobody adds to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .models import Customer, CustomerFigures


def store_figures(customer_ids: Collection[int] | None, **figures: Any) -> int:
    """Set figures of some customers, or of all (None): values, or expressions over `customer_id`.

    Two or three statements, however many customers; rows that are missing are made.
    """
    rows, missing = CustomerFigures.objects.all(), Customer.objects.filter(figures=None)
    if customer_ids is not None:
        rows, missing = rows.filter(pk__in=customer_ids), missing.filter(pk__in=customer_ids)
    fresh = [CustomerFigures(customer_id=key) for key in missing.values_list("pk", flat=True)]
    CustomerFigures.objects.bulk_create(fresh, 2000, ignore_conflicts=True)
    return rows.update(**figures)
