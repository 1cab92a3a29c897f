"""When the two meet: the slot of their rules of play, on a day when both are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from tandem.people.holidays import holidays_of
from tandem.people.models import Employee
from tandem.people.openings import openings_of, region_of
from tandem.tandems.models import Tandem
from tandem.tandems.terms import terms_of

WEEKS = 54  # that a slot is looked for


@dataclass(frozen=True)
class Slot:
    """The instant, how long it takes, and the days passed over because somebody is away or it is a holiday."""

    starts_at: datetime
    minutes: int
    passed: Sequence[date] = ()


def next_slot(tandem: Tandem, people: Sequence[Employee], after: datetime) -> Slot:
    """The first slot by the rules in force after an instant; five statements, six where there is an absence.

    Where no slot of a year fits, the first one stands: the two will move it.
    """
    terms = terms_of([tandem.pk], after)[tandem.pk]
    closed = closed_for(people, after)
    day, first = timezone.localdate(after), None
    passed: list[date] = []
    day += timedelta((terms.meeting_weekday - day.weekday()) % 7)
    for week in range(WEEKS):
        chosen = day + timedelta(weeks=week)
        starts = timezone.make_aware(datetime.combine(chosen, terms.meeting_at))
        if starts <= after:
            continue
        first = first or starts
        if chosen not in closed:
            return Slot(starts, terms.meeting_minutes, passed)
        passed.append(chosen)
    assert first is not None  # noqa: S101  a year has a slot
    return Slot(first, terms.meeting_minutes)


def closed_for(people: Sequence[Employee], at: datetime) -> frozenset[date]:
    """Days on which not both are there: holidays of their regions, and absences."""
    return frozenset().union(*(each.closed for each in openings_of(people, at).values()))


def why_closed(person: Employee, day: date) -> str:
    """The name of the public holiday, if it is one."""
    return holidays_of(region_of(person), day.year).get(day, "")
