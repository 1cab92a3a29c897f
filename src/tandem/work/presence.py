"""Who is in an appointment now, until when, and how long the drive after it takes.

Told as columns of a statement about people, so that the bar on every page asks no statement more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from .diary import LONGEST
from .models import COMING, Appointment, AppointmentKind, Attendee
from .travel import PLACES, travel_times

AHEAD = timedelta(hours=12)  # a drive to what is later still is nobody's business yet
COLUMNS = ("held_now", "held_next", "attended_now", "attended_next")


@dataclass(frozen=True)
class Busy:
    """In an appointment until then. No more is told: neither where nor with whom."""

    until: datetime
    visit: bool
    drive: int = 0


def around(at: datetime) -> tuple[datetime, datetime, datetime]:
    """The instant, since when what lasts at it may have begun, and until when a next visit matters."""
    return at, at - LONGEST, at + AHEAD


def busy_columns(at: datetime, since: datetime, until: datetime) -> dict[str, Subquery]:
    """What each person has on now, and the next visit, as annotations (COLUMNS) of a query of employees.

    The instants are those of `around`.
    """
    held = Appointment.objects.filter(holder=OuterRef("pk"))
    attended = Attendee.objects.filter(employee=OuterRef("pk"), removed_at=None, reply__in=COMING)
    found = {}
    for name, rows, prefix in (("held", held, ""), ("attended", attended, "appointment__")):
        told = JSONObject(**{key: F(f"{prefix}{column}") for key, column in _TOLD.items()})
        now, ahead = _now(at, since, prefix), _next(at, until, prefix)
        found[f"{name}_now"] = _first(rows.filter(now).order_by(f"-{prefix}end"), told)
        found[f"{name}_next"] = _first(rows.filter(ahead).order_by(f"{prefix}start"), told)
    return found


_TOLD = {
    "start": "start",
    "end": "end",
    "kind": "kind",
    "private": "private",
    "latitude": "site__latitude",
    "longitude": "site__longitude",
}


def _first(rows: QuerySet[Any, Model], told: JSONObject) -> Subquery:
    return Subquery(rows.annotate(told=told).values("told")[:1])


def _now(at: datetime, since: datetime, prefix: str) -> Q:
    times = {"start__lte": at, "start__gt": since, "end__gt": at, "cancelled_at": None}
    return Q(**{f"{prefix}{name}": value for name, value in times.items()})


def _next(at: datetime, until: datetime, prefix: str) -> Q:
    visit = {"kind": AppointmentKind.VISIT, "site__latitude__isnull": False, "cancelled_at": None}
    times = {"start__gt": at, "start__lt": until}
    return Q(**{f"{prefix}{name}": value for name, value in (visit | times).items()})


def busy_from(row: Mapping[str, Any]) -> Busy | None:
    """What the columns of one person say. Drives are those known or estimated: no network is asked for a bar."""
    now = [one for one in (row["held_now"], row["attended_now"]) if one]
    if not now:
        return None
    last = max(now, key=lambda one: _at(one["end"]))
    until = _at(last["end"])
    visit = last["kind"] == AppointmentKind.VISIT and not last["private"]
    ahead = [one for one in (row["held_next"], row["attended_next"]) if one and _at(one["start"]) >= until]
    following = min(ahead, key=lambda one: _at(one["start"]), default=None)
    return Busy(timezone.localtime(until), visit, _drive(last, following) if visit and following else 0)


def _drive(start: Mapping[str, Any], end: Mapping[str, Any]) -> int:
    if start["latitude"] is None or start["longitude"] is None or end["longitude"] is None:
        return 0
    first, last = ((round(one["latitude"], PLACES), round(one["longitude"], PLACES)) for one in (start, end))
    return travel_times().minutes([(first, last)], ask=False)[first, last]


def _at(text: str) -> datetime:
    """An instant as the database wrote it into JSON: with its zone, or in UTC without saying so."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
