"""What people have on: the appointments they hold or come to, in order, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import F, QuerySet

from tandem.core.actor import Actor
from tandem.customers.models import Site

from .models import COMING, Appointment, AppointmentKind
from .queries import visible_appointments
from .travel import drives

LONGEST = timedelta(days=7)  # of one appointment: a search from the start of a day looks back no further


def on_between(people: Collection[int], start: datetime, end: datetime) -> dict[int, list[Appointment]]:
    """Per person what overlaps [start, end), earliest first; declined and cancelled ones do not count."""
    found: dict[int, dict[int, Appointment]] = {key: {} for key in people}
    for row in _rows(people, start, end):
        found[row.who].setdefault(row.pk, row)  # type: ignore[attr-defined]
    return {key: list(rows.values()) for key, rows in found.items()}


def _rows(people: Collection[int], start: datetime, end: datetime) -> QuerySet[Appointment]:
    """Those they hold and those they come to, `who` each; two searches by index, which one with OR would not be."""
    rows = Appointment.objects.filter(cancelled_at=None, start__lt=end, start__gt=start - LONGEST, end__gt=start)
    rows = rows.select_related("customer", "holder", "site", "tandem")
    coming = {"attendees__removed_at": None, "attendees__reply__in": COMING}
    held = rows.filter(holder__in=people).annotate(who=F("holder_id"))
    attended = rows.filter(attendees__employee__in=people, **coming).annotate(who=F("attendees__employee_id"))
    return held.union(attended, all=True).order_by("start", "id")


def seen_keys(rows: Iterable[Appointment], actor: Actor) -> set[int]:
    """Which of these the viewer may read; the others are only busy time. One statement."""
    keys = {row.pk for row in rows}
    return set(visible_appointments(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


@dataclass(frozen=True)
class Leg:
    """A drive to an appointment from the one before it on the same day, and the time that there is for it."""

    minutes: int
    gap: int

    @property
    def fits(self) -> bool:
        """Whether the drive can be done in time."""
        return self.minutes <= self.gap


def legs(rows: Sequence[Appointment], *, ask: bool = True) -> dict[int, Leg]:
    """By appointment the drive to it, for one person's appointments in order; none where a place is unknown."""
    pairs = list(_consecutive(rows))
    known = drives([(one.site, other.site) for one, other in pairs], ask=ask)
    return {
        other.pk: Leg(minutes, _gap(one, other, rows))
        for one, other in pairs
        if (minutes := known.get(_keys(one.site, other.site)))
    }


def all_legs(diaries: Mapping[int, Sequence[Appointment]], *, ask: bool = True) -> dict[int, dict[int, Leg]]:
    """The same per person; the routing server is asked once for all."""
    pairs = [pair for rows in diaries.values() for pair in _consecutive(rows)]
    drives([(one.site, other.site) for one, other in pairs], ask=ask)
    return {key: legs(rows, ask=False) for key, rows in diaries.items()}


def _consecutive(rows: Sequence[Appointment]) -> Iterable[tuple[Appointment, Appointment]]:
    """Visits one after the other with nothing known to lie between, within half a day."""
    visits = [row for row in rows if row.site_id and row.kind == AppointmentKind.VISIT]
    for one, other in pairwise(visits):
        if one.end <= other.start <= one.end + timedelta(hours=12):
            yield one, other


def _gap(one: Appointment, other: Appointment, rows: Sequence[Appointment]) -> int:
    """Minutes between the two, less what is on meanwhile; one can telephone while driving."""
    gap = other.start - one.end
    for row in rows:
        if row.pk not in (one.pk, other.pk) and row.kind != AppointmentKind.PHONE:
            gap -= max(min(row.end, other.start) - max(row.start, one.end), timedelta(0))
    return int(gap.total_seconds()) // 60


def _keys(start: Site | None, end: Site | None) -> tuple[int, int]:
    return (start.pk if start else 0, end.pk if end else 0)
