"""How much people have before them: working time, appointments in it, and open work that falls due.

Nothing here says who may read it: figures of one tandem or person need a works agreement (desk/queries/workload.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from engines.worktime import Openings, time_between

from .diary import LONGEST
from .models import COMING, Appointment, NextStep

Span = tuple[datetime, datetime]
NONE = timedelta(0)


@dataclass(frozen=True)
class Booked:
    """How much of the working time of a span is taken by appointments."""

    booked: timedelta = NONE
    working: timedelta = NONE

    @property
    def booked_hours(self) -> int:
        """Rounded to the hour."""
        return round(self.booked / timedelta(hours=1))

    @property
    def working_hours(self) -> int:
        """Rounded to the hour."""
        return round(self.working / timedelta(hours=1))

    @property
    def scale(self) -> int:
        """The length of its bar: never nothing, so that it can be drawn."""
        return max(self.working_hours, 1)

    def __add__(self, other: Booked) -> Booked:
        return Booked(self.booked + other.booked, self.working + other.working)


def booked_of(openings: Mapping[int, Openings], spans: Sequence[Span]) -> dict[int, list[Booked]]:
    """Per person and span: appointments against working hours; one statement.

    An appointment counts for each who takes part, with all of its time: who meets a customer at seven works at seven.
    """
    taken = _taken(openings, spans[0][0], spans[-1][1])
    return {
        key: [Booked(_within(taken.get(key, {}).values(), span), time_between(*span, [hours])) for span in spans]
        for key, hours in openings.items()
    }


def _taken(people: Collection[int], start: datetime, end: datetime) -> dict[int, dict[int, Span]]:
    """By person and appointment; of one that is held and come to alike once."""
    rows = Appointment.objects.filter(cancelled_at=None, start__lt=end, start__gt=start - LONGEST, end__gt=start)
    coming = {"attendees__removed_at": None, "attendees__reply__in": COMING}
    held = rows.filter(holder__in=people).annotate(who=F("holder_id"))
    attended = rows.filter(attendees__employee__in=people, **coming).annotate(who=F("attendees__employee_id"))
    names = ("who", "pk", "start", "end")
    found: dict[int, dict[int, Span]] = {}
    for who, key, first, last in held.values_list(*names).union(attended.values_list(*names), all=True):
        found.setdefault(who, {})[key] = (first, last)
    return found


def _within(taken: Iterable[Span], span: Span) -> timedelta:
    start, end = span
    return sum((max(min(last, end) - max(first, start), NONE) for first, last in taken), NONE)


@dataclass(frozen=True)
class Pieces:
    """So much open work of a tandem and a holder (None: nobody yet) that falls due, and how much of it is late."""

    tandem_id: int
    holder_id: int | None
    due: int
    late: int


def pieces_due(tandem_ids: Collection[int], at: datetime, until: datetime) -> list[Pieces]:
    """Requests, hand-offs and to-dos due before `until`, late ones with them; one statement."""
    rows = NextStep.objects.filter(tandem__in=tandem_ids, due_at__lt=until).exclude(kind="appointment").order_by()
    counted = rows.values_list("tandem", "holder").annotate(due=Count("pk"), late=Count("pk", filter=Q(due_at__lt=at)))
    return [Pieces(tandem, holder, due, late) for tandem, holder, due, late in counted]
