"""Whether a person can sit in a seat on certain days, each no in plain words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Invalid
from tandem.core.spans import overlapping
from tandem.people.models import Employee
from tandem.tandems.models import SeatRole, Tandem


def check_sitter(tandem: Tandem, *, role: str, employee: Employee, start: date, end: date | None) -> date | None:
    """The day on which the seat ends: as asked, or when the person leaves or the tandem closes. Raises Invalid."""
    if role not in SeatRole.values:
        raise Invalid("unknown_seat", _("There are two seats: inside sales and field sales."))
    if end is not None and end <= start:
        raise Invalid("ends_first", _("A seat ends after it starts."), {"end": _("Choose a later day.")})
    _check_person(employee, role, start)
    check_days(tandem, start)
    ends = [day for day in (end, employee.left_on, tandem.closed_on) if day]
    until = min(ends, default=None)
    _check_places(tandem, role, employee, start, until)
    return until


def check_days(tandem: Tandem, start: date) -> None:
    """The tandem exists on that day."""
    if start < tandem.founded_on or (tandem.closed_on and tandem.closed_on <= start):
        raise Invalid(
            "tandem_closed", _("This tandem does not exist on that day."), {"start": _("Choose another day.")}
        )


def _check_person(employee: Employee, role: str, start: date) -> None:
    if not employee.has_role(role):
        text = _("%(name)s does not have the role “%(role)s”.") % {"name": employee, "role": SeatRole(role).label}
        raise Invalid("wrong_role", text, {"employee": text})
    if employee.left_on and employee.left_on <= start:
        text = _("%(name)s is gone from %(day)s on.") % {"name": employee, "day": _day(employee.left_on)}
        raise Invalid("has_left", text, {"employee": text})
    if employee.joined_on and start < employee.joined_on:
        text = _("%(name)s joins on %(day)s.") % {"name": employee, "day": _day(employee.joined_on)}
        raise Invalid("not_yet_here", text, {"start": text})


def _check_places(tandem: Tandem, role: str, employee: Employee, start: date, end: date | None) -> None:
    """One person per seat, two people per tandem."""
    for seat in tandem.seats.filter(overlapping(start, end)).select_related("employee"):
        words = {"name": seat.employee, "day": _day(seat.start)}
        same = seat.employee_id == employee.pk
        if same and seat.role != role:
            text = _("%(name)s sits in the other seat then. A tandem is two people.") % words
            raise Invalid("both_seats", text, {"employee": text})
        if same and seat.start <= start:
            text = _("%(name)s sits here already since %(day)s.") % words
            raise Invalid("sits_already", text, {"employee": text})
        if seat.role == role and seat.start >= start:
            text = _("%(name)s sits here from %(day)s on. End before that day, or leave the seat vacant first.") % words
            raise Invalid("seat_planned", text, {"start": text})


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
