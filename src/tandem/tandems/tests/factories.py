"""Tandems for tests, as plain functions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import count
from typing import Any

from tandem.people.models import Employee, Team
from tandem.people.tests.factories import a_team, an_employee
from tandem.tandems.models import Seat, SeatRole, SeatWeight, Tandem

SINCE = date(2024, 1, 1)
_numbers = count(1)


def a_tandem(
    team: Team | None = None,
    inside: Employee | None = None,
    field: Employee | None = None,
    since: date = SINCE,
    *,
    vacant: Collection[str] = (),
    weights: tuple[int, int] | None = None,
    **fields: Any,
) -> Tandem:
    """Two people who sell together since a day; `vacant=["field"]` leaves a seat empty."""
    team = team or a_team()
    values: dict[str, Any] = {"name": f"Tandem {next(_numbers)}", "founded_on": since, **fields}
    tandem = Tandem.objects.create(team=team, **values)
    for role, person in ((SeatRole.INSIDE, inside), (SeatRole.FIELD, field)):
        if role not in vacant:
            a_seat(tandem, role, person or an_employee([role], team), since)
    if weights:
        SeatWeight.objects.create(tandem=tandem, start=since, inside=weights[0], field=weights[1])
    return tandem


def a_seat(tandem: Tandem, role: str, employee: Employee, start: date = SINCE, end: date | None = None) -> Seat:
    """The employee sits there on those days."""
    return Seat.objects.create(tandem=tandem, role=role, employee=employee, start=start, end=end)


def sitting(tandem: Tandem, role: str, day: date) -> Employee | None:
    """Who sits there on a day."""
    rows = [seat for seat in tandem.seats.filter(role=role).select_related("employee") if seat.holds_on(day)]
    return rows[0].employee if rows else None
