"""Calendars side by side: whose they are, which days, what stands in them, and the drives between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.spans import overlapping
from tandem.customers.models import Customer
from tandem.people.holidays import holidays_of
from tandem.people.models import Absence, Employee
from tandem.people.openings import region_of
from tandem.people.queries import signed_in
from tandem.tandems.queries import scope_of

from .diary import Leg, all_legs, on_between, seen_keys
from .models import Appointment, AppointmentKind
from .occasions import Occasion, occasions_of

WHO = ("mine", "partner", "both")
ICONS = {
    AppointmentKind.VISIT: "map-pin",
    AppointmentKind.VIDEO: "device-desktop",
    AppointmentKind.PHONE: "phone",
    AppointmentKind.INTERNAL: "users",
}


@dataclass(frozen=True)
class Entry:
    """An appointment in somebody's column; of what the viewer may not read only the time is told."""

    start: datetime  # in the company's zone, cut to its day
    end: datetime
    title: str
    icon: str
    url: str
    row: Appointment
    hidden: bool
    leg: Leg | None = None

    @property
    def customer(self) -> str:
        """With whom; empty for what is busy or internal."""
        return "" if self.hidden or self.row.customer is None else self.row.customer.label

    @property
    def place(self) -> str:
        """The town, or what was written instead."""
        site = self.row.site
        return "" if self.hidden else self.row.place or (site.town if site else "")


@dataclass(frozen=True)
class Column:
    """One person's day."""

    person: Employee
    half: str
    day: date
    entries: Sequence[Entry] = field(default_factory=tuple)
    absent: bool = False
    holiday: str = ""
    occasions: Sequence[Occasion] = ()  # of the whole day


def people_for(actor: Actor, who: str) -> list[Employee]:
    """Whose calendars: mine, the partner's, or both of the current tandem, inside left, field right."""
    person, scope = signed_in(actor), scope_of(actor)
    if person is None:
        return []
    sitting = [seat for seat in scope.seats if seat.tandem_id == scope.current_id]
    both = [seat.employee for seat in sorted(sitting, key=lambda seat: seat.role != "inside")]
    if who == "mine" or not both:
        return [person]
    return [one for one in both if one.pk != person.pk or who == "both"] or [person]


def days_for(day: date, view: str) -> list[date]:
    """The day alone, or its week from Monday on."""
    monday = day - timedelta(days=day.weekday())
    return [day] if view == "day" else [monday + timedelta(days=n) for n in range(7)]


def columns_of(people: Sequence[Employee], days: Sequence[date], actor: Actor) -> list[Column]:
    """Day by day, person by person; four statements. A weekend with nothing on it is left out of a week."""
    start, end = _midnight(days[0]), _midnight(days[-1] + timedelta(1))
    keys = [person.pk for person in people]
    diaries = on_between(keys, start, end)
    seen = seen_keys([row for rows in diaries.values() for row in rows], actor)
    drives = all_legs(diaries)
    special = occasions_of(keys, days[0], days[-1] + timedelta(1), actor)
    away = list(Absence.objects.filter(overlapping(days[0], days[-1] + timedelta(1)), employee__in=keys))
    found = []
    for day in days:
        columns = [
            Column(
                person=person,
                half=person.half,
                day=day,
                entries=_entries(diaries[person.pk], day, seen, drives[person.pk]),
                absent=any(row.employee_id == person.pk and row.holds_on(day) for row in away),
                holiday=holidays_of(region_of(person), day.year).get(day, ""),
                occasions=[one for one in special if one.person_id == person.pk and one.start <= day < one.end],
            )
            for person in people
        ]
        if day.weekday() < 5 or len(days) == 1 or any(column.entries or column.occasions for column in columns):
            found += columns
    return found


def _entries(rows: Sequence[Appointment], day: date, seen: set[int], drives: Mapping[int, Leg]) -> list[Entry]:
    first, last = _midnight(day), _midnight(day + timedelta(1))
    found = []
    for row in rows:
        if row.start < last and row.end > first:
            entry = entry_of(row, seen, drives.get(row.pk))
            start, end = max(entry.start, first), min(entry.end, last)
            found.append(Entry(start, end, entry.title, entry.icon, entry.url, row, entry.hidden, entry.leg))
    return found


def entry_of(row: Appointment, seen: set[int], leg: Leg | None = None) -> Entry:
    """The appointment as this viewer may read it."""
    hidden = row.pk not in seen
    return Entry(
        start=timezone.localtime(row.start),
        end=timezone.localtime(row.end),
        title=_("Busy") if hidden else row.title,
        icon="lock" if hidden or row.private else ICONS[AppointmentKind(row.kind)],
        url="" if hidden else row.get_absolute_url(),
        row=row,
        hidden=hidden,
        leg=leg,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(0)))


def with_next(customers: QuerySet[Customer], at: datetime) -> QuerySet[Customer]:
    """Customers annotated with the next appointment that has not ended yet, in the same statement: see `next_of`."""
    ahead = Appointment.objects.filter(customer=OuterRef("pk"), cancelled_at=None, private=False, end__gt=at)
    first = ahead.order_by("start", "id")
    name = Concat("holder__first_name", Value(" "), "holder__last_name")
    return customers.annotate(
        next_pk=Subquery(first.values("pk")[:1]),
        next_at=Subquery(first.values("start")[:1]),
        next_title=Subquery(first.values("title")[:1]),
        next_holder=Subquery(first.annotate(name=name).values("name")[:1]),
    )


@dataclass(frozen=True)
class Next:
    """The next appointment with a customer, in short."""

    pk: int
    start: datetime
    title: str
    holder: str


def next_of(customer: Customer) -> Next | None:
    """What `with_next` has found."""
    row = customer.__dict__
    return Next(row["next_pk"], row["next_at"], row["next_title"], row["next_holder"]) if row["next_pk"] else None


@dataclass(frozen=True)
class Ahead:
    """An appointment of today or tomorrow, whose it is, and the drive before it."""

    entry: Entry
    person: Employee
    tomorrow: bool


def next_appointments(actor: Actor, tandem_ids: Sequence[int] | frozenset[int], at: datetime) -> list[Ahead]:
    """What is still ahead today and tomorrow for the people of these tandems, earliest first; two statements.

    Takes the seats from the viewer's scope, so it tells of own and covered tandems only.
    """
    seats = [seat for seat in scope_of(actor).seats if seat.tandem_id in tandem_ids]
    people = {seat.employee_id: seat.employee for seat in seats}
    if not people:
        return []
    today = timezone.localdate(at)
    diaries = on_between(list(people), _midnight(today), _midnight(today + timedelta(2)))
    seen = seen_keys([row for rows in diaries.values() for row in rows], actor)
    drives = all_legs(diaries)
    found = [
        Ahead(entry_of(row, seen, drives[key].get(row.pk)), people[key], timezone.localdate(row.start) > today)
        for key, rows in diaries.items()
        for row in rows
        if row.end > at
    ]
    return sorted(found, key=lambda ahead: (ahead.entry.start, ahead.person.pk))
