"""What speaks against a time, said before it is booked: what and when, person by person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from engines.hours import read_hours
from engines.worktime import Openings, time_between
from tandem.core.actor import Actor
from tandem.core.spans import overlapping
from tandem.core.spell import minutes
from tandem.customers.models import Customer, Site
from tandem.people.holidays import holidays_of, region_named
from tandem.people.models import Absence, Employee
from tandem.people.openings import openings_of, region_of

from .clocks import customer_region
from .diary import on_between, seen_keys
from .models import Appointment, AppointmentKind
from .occasions import occasions_of
from .travel import drives

AROUND = timedelta(hours=12)  # before and after: drives further apart than that fit always


@dataclass(frozen=True)
class Plan:
    """An appointment as it is meant to be; `key` is its own where it stands in the diary already."""

    holder: Employee
    start: datetime
    end: datetime
    kind: str = AppointmentKind.VISIT
    customer: Customer | None = None
    site: Site | None = None
    others: Sequence[Employee] = ()
    key: int | None = None

    @property
    def people(self) -> list[Employee]:
        """Everybody of ours who takes part."""
        return list({person.pk: person for person in (self.holder, *self.others)}.values())


@dataclass(frozen=True)
class Clash:
    """One thing that speaks against it; `hard` where nobody can want it all the same."""

    code: str
    text: str
    hard: bool = False


def clashes_of(plan: Plan, actor: Actor, *, ask: bool = True) -> list[Clash]:
    """All of them, the hard ones first; at most eight statements. `ask`: whether a routing server may be asked."""
    people = plan.people
    diaries = on_between([person.pk for person in people], plan.start - AROUND, plan.end + AROUND)
    diaries = {key: [row for row in rows if row.pk != plan.key] for key, rows in diaries.items()}
    seen = seen_keys([row for rows in diaries.values() for row in rows], actor)
    found = [
        *_overlaps(plan, diaries, seen),
        *_away(plan),
        *_taken(plan, actor),
        *_out_of_hours(plan),
        *_at_customer(plan),
        *_drives(plan, diaries, seen, ask=ask),
    ]
    return sorted(found, key=lambda clash: not clash.hard)


def _overlaps(plan: Plan, diaries: Mapping[int, Sequence[Appointment]], seen: set[int]) -> Iterator[Clash]:
    for person in plan.people:
        for row in diaries[person.pk]:
            if row.start >= plan.end or row.end <= plan.start:
                continue
            told = {"name": str(person), "span": said_span(row.start, row.end), "what": what(row, seen)}
            same = plan.customer is not None and row.customer_id == plan.customer.pk
            if same and row.holder_id == plan.holder.pk == person.pk:
                yield Clash("double", _("%(name)s is booked for this customer already: %(span)s.") % told, hard=True)
            else:
                yield Clash("overlap", _("%(name)s has %(what)s, %(span)s.") % told)


def _away(plan: Plan) -> Iterator[Clash]:
    first, last = timezone.localdate(plan.start), _last_day(plan)
    people = {person.pk: person for person in plan.people}
    for row in Absence.objects.filter(overlapping(first, last + timedelta(1)), employee__in=people):
        person = people[row.employee_id]
        if row.last_day is None:
            yield Clash("absence", _("%(name)s is away until further notice.") % {"name": person})
        else:
            told = {"name": person, "day": _day(row.last_day)}
            yield Clash("absence", _("%(name)s is away until %(day)s.") % told)


def _taken(plan: Plan, actor: Actor) -> Iterator[Clash]:
    people = {person.pk: person for person in plan.people}
    for one in occasions_of(people, timezone.localdate(plan.start), _last_day(plan) + timedelta(1), actor):
        if one.busy:
            what_for = one.title if one.url else _("a busy time")
            told = {"name": people[one.person_id], "what": what_for, "day": _day(one.start)}
            yield Clash("occasion", _("%(name)s has something on from %(day)s: %(what)s.") % told)


def _out_of_hours(plan: Plan) -> Iterator[Clash]:
    openings = openings_of(plan.people, plan.start)
    day = timezone.localdate(plan.start)
    for person in plan.people:
        holiday = holidays_of(region_of(person), day.year).get(day)
        if holiday:
            told = {"name": person, "day": _day(day), "holiday": holiday}
            yield Clash("holiday", _("%(day)s is a public holiday for %(name)s: %(holiday)s.") % told)
        elif not _within(plan, replace(openings[person.pk], closed=frozenset())):
            yield Clash("outside", _("It lies outside the working time of %(name)s.") % {"name": person})


def _at_customer(plan: Plan) -> Iterator[Clash]:
    if plan.customer is None:
        return
    day = timezone.localdate(plan.start)
    region = region_named(plan.site.country, plan.site.region) if plan.site else customer_region(plan.customer)
    holiday = holidays_of(region, day.year).get(day)
    if holiday:
        told = {"day": _day(day), "customer": plan.customer.label, "holiday": holiday}
        yield Clash("customer_holiday", _("%(day)s is a public holiday at %(customer)s: %(holiday)s.") % told)
    week = read_hours(plan.site.opening_hours) if plan.site and plan.kind == AppointmentKind.VISIT else None
    if week and plan.site and not _within(plan, Openings(timezone.get_default_timezone(), week)):
        told = {"customer": plan.customer.label, "hours": plan.site.opening_hours}
        yield Clash("closed", _("%(customer)s is not open then: %(hours)s.") % told)


def _drives(plan: Plan, diaries: Mapping[int, Sequence[Appointment]], seen: set[int], *, ask: bool) -> Iterator[Clash]:
    """The visit before and the one after, where the way between is longer than the time there is."""
    if plan.kind != AppointmentKind.VISIT or plan.site is None:
        return
    around = [(person, *_neighbours(plan, diaries[person.pk])) for person in plan.people]
    ways: list[tuple[Site | None, Site | None]] = [(before.site, plan.site) for _p, before, _after in around if before]
    ways += [(plan.site, after.site) for _person, _before, after in around if after]
    known = drives(ways, ask=ask)
    for person, before, after in around:
        way = known.get((before.site_id or 0, plan.site.pk)) if before else None
        if before and way and before.end + timedelta(minutes=way) > plan.start:
            told = {"name": person, "length": minutes(way), "what": what(before, seen), "time": _time(before.end)}
            text = _("%(name)s needs %(length)s for the drive from %(what)s, which ends at %(time)s.")
            yield Clash("travel", text % told)
        way = known.get((plan.site.pk, after.site_id or 0)) if after else None
        if after and way and plan.end + timedelta(minutes=way) > after.start:
            told = {"name": person, "length": minutes(way), "what": what(after, seen), "time": _time(after.start)}
            text = _("%(name)s needs %(length)s for the drive to %(what)s, which begins at %(time)s.")
            yield Clash("travel", text % told)


def _neighbours(plan: Plan, rows: Sequence[Appointment]) -> tuple[Appointment | None, Appointment | None]:
    visits = [row for row in rows if row.kind == AppointmentKind.VISIT and row.site_id]
    before = [row for row in visits if row.end <= plan.start]
    after = [row for row in visits if row.start >= plan.end]
    return (before[-1] if before else None), (after[0] if after else None)


def _within(plan: Plan, openings: Openings) -> bool:
    return time_between(plan.start, plan.end, [openings]) >= plan.end - plan.start


def _last_day(plan: Plan) -> date:
    return timezone.localdate(plan.end - timedelta(microseconds=1))


def what(row: Appointment, seen: set[int]) -> str:
    """An appointment as its neighbours name it; what the viewer may not read is only taken time."""
    if row.pk not in seen:
        return _("a busy time")
    return row.customer.label if row.customer else row.title


def said_span(start: datetime, end: datetime) -> str:
    """24.11.2026 10:00–11:00, in the company's zone."""
    return f"{_day(timezone.localdate(start))} {_time(start)}–{_time(end)}"


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _time(at: datetime) -> str:
    return time_format(timezone.localtime(at).time(), "TIME_FORMAT")
