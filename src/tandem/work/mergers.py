"""Work follows its customer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.core import search
from tandem.customers.merging.registry import Merger

from .entries import request_entry
from .models import Answer, Appointment, Attendee, Call, CallLease, Handoff, NextStep, Pace, Request, Todo, VisitReport
from .pace import refresh_paces


def _settle(customer_ids: Collection[int], at: datetime) -> None:
    """Search tells whose a request is, and paces follow from the talks that are there now."""
    refresh_paces(customer_ids, at)
    rows = Request.objects.filter(customer__in=customer_ids, merged_into=None).select_related("customer")
    search.replace_many(request_entry(request) for request in rows)


work_merger = Merger(
    customer_rows=(
        (Request, "customer"),
        (Handoff, "customer"),
        (Todo, "customer"),
        (Appointment, "customer"),
        (VisitReport, "customer"),
        (Call, "customer"),
        (NextStep, "customer"),
    ),
    contact_rows=(
        (Request, "contact"),
        (Answer, "contact"),
        (VisitReport, "contact"),
        (Call, "contact"),
    ),
    stays=(
        (Pace, "customer"),  # computed anew
        (CallLease, "customer"),  # runs out by itself
        (Attendee, "contact"),
    ),
    settle=_settle,
)
