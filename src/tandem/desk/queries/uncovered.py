"""Absences that nobody covers: days on which a seat stays empty, and where that is put right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.spans import Spanned, overlapping
from tandem.people.models import Absence, Delegation, Employee
from tandem.people.rules import can_change_absence
from tandem.tandems.models import Seat, Tandem

AHEAD = timedelta(weeks=4)


@dataclass(frozen=True)
class Uncovered:
    """Somebody's absence, the seats that stay empty, and on which days; `url` leads to where cover is named."""

    absence: Absence
    tandems: Sequence[Tandem]
    first: date
    last: date
    days: int
    url: str

    @property
    def person(self) -> Employee:
        """Who is away."""
        return self.absence.employee


def uncovered_of(team_ids: Collection[int], today: date, actor: Actor) -> list[Uncovered]:
    """Of the seats of these teams' tandems, today and in the four weeks to come; three statements at most."""
    horizon = today + AHEAD
    seats = list(Seat.objects.filter(overlapping(today, horizon), tandem__team__in=team_ids).select_related("tandem"))
    away = _absences({seat.employee_id for seat in seats}, today, horizon)
    covers = list(
        Delegation.objects.filter(
            overlapping(today, horizon),
            purpose=Delegation.COVER,
            scope_kind=Tandem.ref_kind,
            scope_id__in={seat.tandem_id for seat in seats},
        )
    )
    found = (_line(absence, seats, covers, today, horizon, actor) for absence in away)
    return sorted((line for line in found if line), key=lambda line: (line.first, line.person.name_key))


def _absences(employee_ids: Collection[int], today: date, horizon: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(overlapping(today, horizon), employee__in=employee_ids)
    return rows.select_related("employee__team")


def _line(
    absence: Absence, seats: Iterable[Seat], covers: Iterable[Delegation], today: date, horizon: date, actor: Actor
) -> Uncovered | None:
    empty: dict[Tandem, list[date]] = {}
    for seat in seats:
        if seat.employee_id == absence.employee_id:
            mine = [one for one in covers if (one.person_id, one.scope_id) == (seat.employee_id, seat.tandem_id)]
            days = _empty_days(absence, seat, mine, today, horizon)
            if days:
                empty.setdefault(seat.tandem, []).extend(days)
    if not empty:
        return None
    days = sorted({day for found in empty.values() for day in found})
    name = "people:absence_edit" if allows(can_change_absence, actor, absence) else "people:absence"
    return Uncovered(absence, list(empty), days[0], days[-1], len(days), reverse(name, args=[absence.pk]))


def _empty_days(absence: Absence, seat: Seat, covers: Sequence[Spanned], today: date, horizon: date) -> list[date]:
    """Monday to Friday: at the weekend nobody misses the cover."""
    days = (today + timedelta(n) for n in range((horizon - today).days))
    return [
        day
        for day in days
        if day.weekday() < 5
        and absence.holds_on(day)
        and seat.holds_on(day)
        and not any(cover.holds_on(day) for cover in covers)
    ]
