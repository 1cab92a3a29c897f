"""Which days suit: both are there, the host has real work to show, and the guest has few appointments to move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from engines.worktime import Openings
from tandem.people.models import Employee
from tandem.people.openings import openings_of
from tandem.together.models import SwapDay, SwapStatus
from tandem.work.days import local, morning_of
from tandem.work.models import Appointment

AHEAD = 70  # days that are looked at
NOTICE = 3  # days that everybody has to get ready
MOST = 5

Busy = Mapping[tuple[int, date], int]


@dataclass(frozen=True)
class Proposal:
    """A span on which both are there, with how many appointments each has on it."""

    start: date
    end: date
    host_has: int
    guest_has: int

    @property
    def last_day(self) -> date:
        """The last day, as people say it."""
        return self.end - timedelta(1)

    def worth(self) -> tuple[bool, int, int, date]:
        """The best comes first: something to see, little for the guest to move, much to see, soon."""
        return (self.host_has == 0, self.guest_has, -self.host_has, self.start)

    @property
    def length(self) -> int:
        """How many days, weekends included."""
        return (self.end - self.start).days


def propose_days(
    host: Employee, guest: Employee, *, after: date, at: datetime, length: int = 1, most: int = MOST
) -> list[Proposal]:
    """The best spans of the next weeks, in order of time; five statements.

    `length` counts working days in a row.
    """
    openings = openings_of([host, guest], at)
    busy = appointments_by_day([host.pk, guest.pk], after, after + timedelta(AHEAD))
    taken = days_taken([host.pk, guest.pk], after)
    found = []
    for number in range(NOTICE, AHEAD):
        span = _span(after + timedelta(number), length, list(openings.values()), taken)
        if span:
            has = [sum(busy[(person.pk, day)] for day in span) for person in (host, guest)]
            found.append(Proposal(span[0], span[-1] + timedelta(1), *has))
    best = sorted(found, key=Proposal.worth)
    return sorted(_apart(best, most), key=lambda one: one.start)


def why_not(people: Sequence[Employee], days: Iterable[date], at: datetime) -> Employee | None:
    """Who of these does not work on one of the days; None where all do."""
    openings, days = openings_of(people, at), list(days)
    return next((one for one in people if not all(_works(openings[one.pk], day) for day in days)), None)


def days_taken(person_ids: Iterable[int], after: date) -> frozenset[date]:
    """Days on which one of these is host or guest already; one statement."""
    ids = list(person_ids)
    rows = SwapDay.objects.filter(Q(host__in=ids) | Q(guest__in=ids), end__gt=after)
    spans = rows.exclude(status=SwapStatus.CANCELLED).values_list("start", "end")
    return frozenset(start + timedelta(n) for start, end in spans for n in range((end - start).days))


def appointments_by_day(person_ids: Iterable[int], start: date, end: date) -> Counter[tuple[int, date]]:
    """How many appointments each has on each day, held or attended; two statements."""
    ids = list(person_ids)
    rows = Appointment.objects.filter(
        start__gte=morning_of(start) - timedelta(hours=8), start__lt=morning_of(end), cancelled_at=None
    )
    held = rows.filter(holder__in=ids).values_list("holder", "start")
    attended = rows.filter(attendees__employee__in=ids, attendees__removed_at=None)
    found = [*held, *attended.values_list("attendees__employee", "start")]
    return Counter((person, timezone.localdate(at)) for person, at in found)


def bounds(start: date, end: date) -> tuple[datetime, datetime]:
    """The instants at which a span of days begins and ends."""
    midnight = datetime.min.time()
    return local(start, midnight), local(end, midnight)


def _span(first: date, length: int, openings: list[Openings], taken: frozenset[date]) -> list[date]:
    """So many days in a row on which all work, over weekends; empty where one of them does not fit."""
    found: list[date] = []
    day = first
    while len(found) < length:
        if all(_works(each, day) for each in openings) and day not in taken:
            found.append(day)
        elif not found or day.weekday() < 5:
            return []
        day += timedelta(1)
    return found


def _works(openings: Openings, day: date) -> bool:
    return day not in openings.closed and bool(openings.week.get(day.weekday()))


def _apart(best: Iterable[Proposal], most: int) -> list[Proposal]:
    """The first few that do not share a day."""
    chosen: list[Proposal] = []
    for one in best:
        if len(chosen) < most and all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    return chosen
