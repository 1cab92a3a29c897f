"""When people are at work: working times less public holidays and absences, as the clocks of promises need them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from engines.worktime import Openings, Stretch
from tandem.core.spans import overlapping

from .holidays import closed_days
from .models import Absence, Employee, WorkingTime

AHEAD = 400  # days that a clock may look ahead
OFFICE: Mapping[int, tuple[Stretch, ...]] = dict.fromkeys(range(5), ((time(8), time(17)),))


def openings_of(people: Iterable[Employee], at: datetime, *, customer_region: str = "") -> dict[int, Openings]:
    """Per person, from a week before `at` on. Holidays are those of the person's team and of the customer.

    Who has noted no working times keeps office hours. Two statements.
    """
    known = {person.pk: person for person in people}
    day = timezone.localdate(at)
    weeks: dict[int, dict[int, list[Stretch]]] = {}
    for row in WorkingTime.objects.filter(employee__in=known):
        weeks.setdefault(row.employee_id, {}).setdefault(row.weekday, []).append((row.start, row.end))
    away = _away(known, day)
    zone = timezone.get_default_timezone()
    theirs = closed_days(customer_region, _years(day)) if customer_region else frozenset()
    return {
        key: Openings(
            zone,
            weeks.get(key) or OFFICE,
            theirs | closed_days(region_of(person), _years(day)) | away.get(key, frozenset()),
        )
        for key, person in known.items()
    }


def only_within(openings: Openings, start: date, end: date | None, at: datetime) -> Openings:
    """The same, closed on all days outside [start, end): of who stands in for a time."""
    first = timezone.localdate(at) - timedelta(7)
    days = (first + timedelta(n) for n in range(AHEAD))
    outside = frozenset(day for day in days if day < start or (end is not None and day >= end))
    return replace(openings, closed=openings.closed | outside)


def region_of(person: Employee) -> str:
    """Where this person keeps holidays: as their team does."""
    return person.team.region if person.team else "DE"


def _away(ids: Iterable[int], day: date) -> dict[int, frozenset[date]]:
    """The days away of each; an open end means the whole time ahead."""
    first, last = day - timedelta(7), day + timedelta(AHEAD)
    found: dict[int, set[date]] = {}
    for row in Absence.objects.filter(overlapping(first, last), employee__in=list(ids)):
        start, end = max(row.start, first), min(row.end or last, last)
        days = (start + timedelta(n) for n in range((end - start).days))
        found.setdefault(row.employee_id, set()).update(days)
    return {key: frozenset(days) for key, days in found.items()}


def _years(day: date) -> range:
    return range(day.year, day.year + 3)
