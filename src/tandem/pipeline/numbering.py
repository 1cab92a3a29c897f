"""Numbers of opportunities: P26-00001, per year, taken under lock."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from tandem.core.locking import lock_name

from .models import Opportunity


def take_number(day: date) -> str:
    """The next number of the day's year; in the transaction that uses it."""
    lock_name("pipeline.number")
    prefix = f"P{day:%y}-"
    rows = Opportunity.objects.filter(number__regex=rf"^{prefix}[0-9]{{5}}$")
    last = rows.filter(number__gte=prefix, number__lt=f"P{day:%y}.").aggregate(last=Max("number"))["last"]
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:05d}"
