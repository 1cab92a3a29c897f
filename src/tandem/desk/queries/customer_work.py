"""Open work for a customer, as its page fetches it after itself: one statement for all kinds that are shown."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.customers.models import Customer
from tandem.work.models import NextStep

KINDS = ("request",)
MOST = 30


def open_work_of(customer: Customer) -> Sequence[NextStep]:
    """What waits for this customer, soonest first, with who holds it; as visible as the customer."""
    rows = NextStep.objects.filter(customer=customer, kind__in=KINDS).select_related("holder")
    return list(rows.order_by("due_at", "id")[:MOST])
