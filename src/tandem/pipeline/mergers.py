"""Opportunities and leads follow their customer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.core import search
from tandem.customers.merging.registry import Merger

from .entries import opportunity_entry
from .models import Lead, Opportunity


def _settle(customer_ids: Collection[int], at: datetime) -> None:
    """Search tells whose an opportunity is."""
    rows = Opportunity.objects.filter(customer__in=customer_ids).select_related("customer")
    search.replace_many(opportunity_entry(row) for row in rows)


pipeline_merger = Merger(
    customer_rows=((Opportunity, "customer"), (Lead, "customer")),
    contact_rows=((Opportunity, "contact"),),
    settle=_settle,
)
