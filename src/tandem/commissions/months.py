"""Months of the books: which one is to be settled next."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Min
from django.utils.formats import date_format

from engines.commission import Window, read_window
from engines.commission.windows import window_of

from .models import Period, PlanStatus, PlanVersion


def month_of(day: date) -> Window:
    """The month of a day."""
    return window_of(day, "month")


def next_month() -> Window | None:
    """The month after the last closed one, or the first that a plan settles; None while no plan is approved."""
    last = Period.objects.filter(closed_at__isnull=False).aggregate(end=Max("end"))["end"]
    if last is not None:
        return month_of(last)
    counts = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    first = PlanVersion.objects.filter(status__in=counts).aggregate(start=Min("start"))["start"]
    return month_of(first) if first else None


def open_months(today: date, most: int = 3) -> list[Window]:
    """Months that are not closed yet, up to the current one; the newest of them."""
    month, found = next_month(), []
    while month is not None and month.start <= today:
        found.append(month)
        month = month_of(month.end)
    return found[-most:]


def month_label(name: str) -> str:
    """March 2026; quarters and years as they are."""
    window = read_window(name)
    return date_format(window.start, "F Y") if len(name) == 7 and "Q" not in name else name


def is_month(name: str) -> bool:
    """Whether a text from outside names a month that may have been settled."""
    try:
        window = read_window(name)
    except ValueError:
        return False
    return len(name) == 7 and name[5:].isdigit() and 1990 <= window.start.year <= 2190
