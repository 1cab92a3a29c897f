"""Months, quarters and years as half-open periods."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from engines.periods import Period

from .models import MONTHS, Span


def period_of(span: str, day: date) -> Period:
    """The period of that length around a day."""
    months = MONTHS[Span(span)]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, moved(first, months))


def moved(day: date, months: int) -> date:
    """The first of the month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def neighbour(span: str, start: date, by: int) -> Period:
    """The period so many periods later, or earlier."""
    return period_of(span, moved(start, by * MONTHS[Span(span)]))


def span_label(span: str, start: date) -> str:
    """2026, quarter 4 of 2026, November 2026."""
    if span == Span.YEAR:
        return str(start.year)
    if span == Span.QUARTER:
        return _("Q%(quarter)d %(year)d") % {"quarter": (start.month + 2) // 3, "year": start.year}
    return date_format(start, "F Y")
