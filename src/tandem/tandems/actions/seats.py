"""Who sits in the two seats: change of partner, vacant seats, the end when somebody leaves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.models import Employee
from tandem.tandems.models import Seat, SeatRole, Tandem
from tandem.tandems.rules import can_change_tandem

from .rows import Kept, changed_since, cut, mend, touch
from .sitters import check_sitter


@transaction.atomic
def seat_employee(
    tandem: Tandem,
    *,
    role: str,
    employee: Employee,
    start: date,
    end: date | None = None,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Event:
    """Change of partner: who sat there ends on `start`; the tandem keeps its customers.

    The seat ends by itself where the person leaves or the tandem closes. Invalid when somebody is planned from
    `start` or later, or when the person cannot sit there.
    """
    require(can_change_tandem, actor, tandem)
    tandem, employee = lock(tandem, version=version), lock(employee)
    until = check_sitter(tandem, role=role, employee=employee, start=start, end=end)
    seats = tandem.seats.filter(role=role)
    former = seats.filter(overlapping(start, until)).select_related("employee").first()
    kept = cut(seats.filter(overlapping(start, until)), start)
    seat = Seat.objects.create(tandem=tandem, role=role, employee=employee, start=start, end=until)
    touch(tandem, actor.today)
    before = former.employee if former else None
    return record(
        "seat.taken",
        tandem,
        employee,
        before,
        actor=actor,
        at=at,
        changes={role: [str(before) if before else None, str(employee)]},
        data={**_place(tandem, role, start, until), "seat": seat.pk, "before": kept},
    )


@transaction.atomic
def vacate_seat(
    tandem: Tandem, *, role: str, start: date, version: int | None = None, actor: Actor, at: datetime
) -> Event:
    """From that day on nobody sits there: who sits ends, who is planned is taken out. What has been stays."""
    require(can_change_tandem, actor, tandem)
    tandem = lock(tandem, version=version)
    touched = tandem.seats.filter(overlapping(start, None), role=role).select_related("employee")
    begun = next((seat for seat in touched if start <= seat.start < actor.today), None)
    if begun:
        text = _("%(name)s has sat here since %(day)s. Choose a later day.")
        raise Invalid(
            "seat_begun", text % {"name": begun.employee, "day": _day(begun.start)}, {"start": _("Choose a later day.")}
        )
    event = _vacate(tandem, role, None, start, actor, at)
    if event is None:
        raise Invalid("vacant_already", _("Nobody sits here from that day on."), {"start": _("Choose another day.")})
    return event


def end_seats(employee: Employee, *, day: date, actor: Actor, at: datetime) -> list[Event]:
    """All seats of somebody who is gone from that day on end, also planned ones; a second call finds none."""
    rows = Seat.objects.filter(overlapping(day, None), employee=employee)
    places = sorted(set(rows.values_list("tandem", "role")))
    events = []
    for key, role in places:
        with transaction.atomic():
            tandem = lock(Tandem(pk=key))
            require(can_change_tandem, actor, tandem)
            event = _vacate(tandem, role, employee, day, actor, at)
        events += [event] if event else []
    return events


def undo_seat_taken(event: Event, actor: Actor, at: datetime) -> tuple[Tandem | Employee, ...]:
    """Back to who sat there before."""
    tandem = _locked(event, actor)
    start, end = date.fromisoformat(event.data["from"]), event.data["to"]
    seat = Seat.objects.filter(pk=event.data["seat"], start=start, end=end or None).first()
    if seat is None:
        raise changed_since()
    seat.delete()
    return _seat_again(tandem, event.data["before"], start, actor, seat.employee)


def undo_seat_vacated(event: Event, actor: Actor, at: datetime) -> tuple[Tandem | Employee, ...]:
    """Back to their seat."""
    return _seat_again(_locked(event, actor), event.data["before"], date.fromisoformat(event.data["from"]), actor)


def _vacate(
    tandem: Tandem, role: str, employee: Employee | None, day: date, actor: Actor, at: datetime
) -> Event | None:
    seats = tandem.seats.filter(overlapping(day, None), role=role)
    if employee:
        seats = seats.filter(employee=employee)
    people = list({seat.employee_id: seat.employee for seat in seats.select_related("employee")}.values())
    kept = cut(seats, day)
    if not kept:
        return None
    touch(tandem, actor.today)
    return record(
        "seat.vacated",
        tandem,
        *people,
        actor=actor,
        at=at,
        changes={role: [", ".join(map(str, people)), None]},
        data={**_place(tandem, role, day, None), "before": kept},
    )


def _seat_again(
    tandem: Tandem, kept: Kept, day: date, actor: Actor, *others: Employee
) -> tuple[Tandem | Employee, ...]:
    """Mend the rows; nobody gets a seat back beyond the day they left, or in a tandem that closed."""
    seats: list[Seat] = mend(kept, day)
    for seat in seats:
        for last in (seat.employee.left_on, tandem.closed_on):
            if last and (seat.end is None or seat.end > last):
                raise changed_since()
    touch(tandem, actor.today)
    return (tandem, *(seat.employee for seat in seats), *others)


def _locked(event: Event, actor: Actor) -> Tandem:
    tandem = Tandem.objects.get(pk=event.subjects.get(kind=Tandem.ref_kind).object_id)
    require(can_change_tandem, actor, tandem)
    return lock(tandem)


def _place(tandem: Tandem, role: str, start: date, end: date | None) -> dict[str, str]:
    return {
        "tandem": tandem.name,
        "role": SeatRole(role).value,
        "from": start.isoformat(),
        "to": end.isoformat() if end else "",
    }


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
