"""Finding a time: the diaries of those who come, the customer's hours, holidays and drives, laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from engines.hours import read_hours
from engines.slots import Diary, Slot, Span, Stop, Wish, find_slots
from engines.worktime import Openings
from tandem.core.actor import Actor
from tandem.core.spell import minutes
from tandem.customers.models import Customer, Site
from tandem.people.holidays import closed_days, region_named
from tandem.people.models import Employee
from tandem.people.openings import openings_of

from .clocks import customer_region
from .diary import on_between
from .models import Appointment, AppointmentKind
from .occasions import occasions_of
from .travel import drives

MOST_DAYS = 60
APART = 150  # minutes between two beginnings that are offered: a choice of morning and afternoon
NOTICE = timedelta(hours=1)  # nobody is booked for the next minute


@dataclass(frozen=True)
class Search:
    """What is looked for."""

    people: Sequence[Employee]
    first: date
    last: date
    minutes: int
    kind: str = AppointmentKind.VISIT
    customer: Customer | None = None
    site: Site | None = None


@dataclass(frozen=True)
class Found:
    """A time, in the company's zone, and why it is a good one."""

    start: datetime
    end: datetime
    drive: int
    reason: str


def free_times(search: Search, actor: Actor) -> list[Found]:
    """The best times first; five statements, six with a customer."""
    first = max(_midnight(search.first), actor.at + NOTICE)
    last = min(_midnight(search.last + timedelta(1)), _midnight(search.first) + timedelta(days=MOST_DAYS))
    if not search.people or first >= last:
        return []
    days = [timezone.localdate(first) + timedelta(n) for n in range((last - first).days + 2)]
    openings = openings_of(search.people, first)
    rows = on_between([person.pk for person in search.people], _midnight(days[0]), last)
    taken = _taken(search, days, actor)
    place = search.site if search.kind == AppointmentKind.VISIT else None
    known = _ways(place, [row for found in rows.values() for row in found])
    diaries = [
        Diary(
            open=[span for day in days if day not in taken[person.pk] for span in openings[person.pk].on(day)],
            stops=[_stop(row, place, known) for row in rows[person.pk]],
        )
        for person in search.people
    ]
    zone = timezone.get_default_timezone()
    wish = Wish(first, last, search.minutes, zone, _customer_open(search, days))
    return [_found(slot, search) for slot in find_slots(diaries, wish, apart=APART)]


def _taken(search: Search, days: Sequence[date], actor: Actor) -> dict[int, set[date]]:
    """Per person the days on which nothing else has room."""
    taken: dict[int, set[date]] = {person.pk: set() for person in search.people}
    for one in occasions_of(list(taken), days[0], days[-1] + timedelta(1), actor):
        if one.busy:
            taken[one.person_id] |= one.days()
    return taken


def _ways(place: Site | None, rows: Sequence[Appointment]) -> dict[tuple[int, int], int]:
    sites = {row.site_id: row.site for row in rows if row.site is not None and row.kind == AppointmentKind.VISIT}
    pairs = [pair for site in sites.values() for pair in ((site, place), (place, site))]
    return drives(pairs)


def _stop(row: Appointment, place: Site | None, known: dict[tuple[int, int], int]) -> Stop:
    if place is None or row.site_id is None:
        return Stop(row.start, row.end)
    return Stop(row.start, row.end, known.get((row.site_id, place.pk)), known.get((place.pk, row.site_id)))


def _customer_open(search: Search, days: Sequence[date]) -> list[Span] | None:
    """When the customer can be met; None where any hour will do. Nobody is there on a public holiday."""
    if search.customer is None:
        return None
    site = search.site
    region = region_named(site.country, site.region) if site else customer_region(search.customer)
    closed = closed_days(region, {day.year for day in days})
    hours = read_hours(site.opening_hours) if site and search.kind == AppointmentKind.VISIT else None
    week = hours or {day: [(time(0), time.max)] for day in range(7)}
    openings = Openings(timezone.get_default_timezone(), week, closed)
    return [span for day in days for span in openings.on(day)]


def _found(slot: Slot, search: Search) -> Found:
    return Found(timezone.localtime(slot.start), timezone.localtime(slot.end), slot.drive, _reason(slot, search))


def _reason(slot: Slot, search: Search) -> str:
    many = len(search.people) > 1
    free = _("both are free") if many else _("%s is free") % search.people[0].first_name
    if search.site is None or search.kind != AppointmentKind.VISIT:
        return str(free)
    if slot.drive:
        return _("%(free)s, %(length)s of driving around it") % {"free": free, "length": minutes(slot.drive)}
    return _("%(free)s, no drive from or to another visit") % {"free": free}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))
