"""Quotes follow their customer; what was sent and accepted stays as it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.core import search
from tandem.customers.merging.registry import Merger

from .entries import quote_entry
from .models import Acceptance, Decline, Quote


def _settle(customer_ids: Collection[int], at: datetime) -> None:
    """Search tells whose a quote is."""
    for quote in Quote.objects.filter(customer__in=customer_ids).select_related("customer").iterator():
        search.put(quote_entry(quote))


quotes_merger = Merger(
    customer_rows=((Quote, "customer"),),
    contact_rows=((Quote, "contact"), (Acceptance, "contact"), (Decline, "contact")),
    settle=_settle,
)
