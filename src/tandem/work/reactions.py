"""What follows from events for the pace of customers."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from tandem.core.models import Event
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer
from tandem.tandems.models import Tandem

from .pace import refresh_paces

AT_ONCE = 20_000  # newcomers of one morning: the handler holds the one writer's lock of SQLite meanwhile


def refresh_pace(event: Event, at: datetime) -> None:
    """The paces of the event's customers, computed anew: twice is as good as once."""
    refresh_paces(list(event.subjects.filter(kind=Customer.ref_kind).values_list("object_id", flat=True)), at)


def refresh_pace_of_tandem(event: Event, at: datetime) -> None:
    """A tandem's rules of play have changed: all customers it owns today."""
    tandems = event.subjects.filter(kind=Tandem.ref_kind).values("object_id")
    now = Assignment.objects.filter(on_day(timezone.localdate(at)), tandem__in=tandems)
    refresh_paces(list(now.values_list("customer", flat=True)), at)


def refresh_all_paces(event: Event, at: datetime) -> None:
    """The company's own list of classes has changed: all customers."""
    refresh_paces(None, at)


def pace_newcomers(event: Event, at: datetime) -> None:
    """Every morning: customers that an import brought without any event of their own."""
    fresh = Customer.objects.filter(merged_into=None, pace=None).order_by("pk")
    refresh_paces(list(fresh.values_list("pk", flat=True)[:AT_ONCE]), at)
