"""What follows from events on orders."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tandem.core.models import Event
from tandem.customers.models import Customer

from .figures import refresh_all_figures, refresh_some


def refresh_figures(event: Event, at: datetime) -> None:
    """The figures of the event's customers, computed anew from all their orders: twice is as good as once."""
    keys = list(event.subjects.filter(kind=Customer.ref_kind).values_list("object_id", flat=True))
    refresh_some(keys, timezone.localdate(at))


def roll_figures(event: Event, at: datetime) -> None:
    """Every morning: twelve months end a day later, so revenue falls without any event."""
    refresh_all_figures(timezone.localdate(at))
