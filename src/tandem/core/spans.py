"""Half-open spans of days in the database; operations.no_overlap holds them apart."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Spanned(models.Model):
    """A row that holds from `start` up to, not including, `end`."""

    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date | None:
        """The last day in force, as people say it; None while there is none."""
        return self.end - timedelta(days=1) if self.end else None

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on that day."""
        return self.start <= day and (self.end is None or day < self.end)


def on_day(day: date, prefix: str = "") -> Q:
    """Condition: the span named by the prefix ("seat__") covers the day."""
    return Q(**{f"{prefix}start__lte": day}) & (Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": day}))


def overlapping(start: date, end: date | None) -> Q:
    """Condition: the span shares at least one day with [start, end)."""
    shares = Q(end__isnull=True) | Q(end__gt=start)
    return shares if end is None else shares & Q(start__lt=end)


def span_check(name: str) -> models.CheckConstraint:
    """Constraint: a span ends after it starts."""
    return models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gt=F("start")), name=name)
