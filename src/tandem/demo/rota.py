"""Who was at work for which tandem on which day, and how its halves shared: looked up thousands of times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

from tandem.core.spans import Spanned
from tandem.orders.credits import Halves
from tandem.people.models import Absence, Employee, WorkingTime
from tandem.tandems.models import Tandem
from tandem.tandems.queries import DEFAULT_WEIGHTS

from .days import Calendar
from .dice import chance
from .people import Crew
from .tandems import ROLES, Pairs

OTHER = {"inside": "field", "field": "inside"}


class Rota:
    """Seats, weights and absences day by day."""

    def __init__(self, calendar: Calendar, crew: Crew, pairs: Pairs, absences: Iterable[Absence]) -> None:
        self._calendar, self._crew = calendar, crew
        self._halves = {tandem.pk: _halves_by_day(calendar, tandem, pairs) for tandem in pairs.tandems.values()}
        self._people = {person.pk: person for person in crew.people.values()}
        self._away = {(row.employee_id, n) for row in absences for n in _numbers(calendar, row)}
        self._weekdays: dict[int, set[int]] = {}
        for key, weekday in WorkingTime.objects.values_list("employee", "weekday"):
            self._weekdays.setdefault(key, set()).add(weekday)

    def halves(self, tandem_id: int, day: date) -> Halves:
        """People and weights of a tandem on a day."""
        return self._halves[tandem_id][self._calendar.index(day)]

    def sitter(self, tandem_id: int, role: str, day: date) -> Employee | None:
        """Who sits there, at work or not; None while the seat is vacant."""
        key = self.halves(tandem_id, day).people.get(role)
        return self._people[key] if key else None

    def on_duty(self, tandem_id: int | None, role: str, day: date, *, team_id: int) -> Employee:
        """Who does it: that half if there, else the other one, else the team's manager."""
        if tandem_id is not None:
            for half in (role, OTHER[role]):
                person = self.sitter(tandem_id, half, day)
                if person is not None and self.is_there(person, day):
                    return person
        return self._crew.manager_of(team_id)

    def is_there(self, person: Employee, day: date) -> bool:
        """Whether the person works on that day."""
        weekdays = self._weekdays.get(person.pk)
        works = weekdays is None or day.weekday() in weekdays
        return works and (person.pk, self._calendar.index(day)) not in self._away

    def one_of(self, tandem_id: int | None, day: date, dice: Random, *, team_id: int, inside: float) -> Employee:
        """One of the two, by how often it is the inside half."""
        role = "inside" if chance(dice, inside) else "field"
        return self.on_duty(tandem_id, role, day, team_id=team_id)


def _halves_by_day(calendar: Calendar, tandem: Tandem, pairs: Pairs) -> list[Halves]:
    """One entry per day of the calendar; days without a change share theirs."""
    seats = [seat for seat in pairs.seats if seat.tandem_id == tandem.pk]
    weights = [row for row in pairs.weights if row.tandem_id == tandem.pk]
    marks = {row.start for row in (*seats, *weights)} | {row.end for row in (*seats, *weights) if row.end}
    found: list[Halves] = []
    for day in calendar.days:
        if not found or day in marks:
            people: Mapping[str, int | None] = {
                role.value: next((s.employee_id for s in seats if s.role == role and s.holds_on(day)), None)
                for role in ROLES
            }
            weight = next(((row.inside, row.field) for row in weights if row.holds_on(day)), DEFAULT_WEIGHTS)
            found.append(Halves(weight, people))
        else:
            found.append(found[-1])
    return found


def _numbers(calendar: Calendar, row: Spanned) -> range:
    end = calendar.index(row.end) if row.end else len(calendar.days)
    return range(max(0, calendar.index(row.start)), min(end, len(calendar.days)))
