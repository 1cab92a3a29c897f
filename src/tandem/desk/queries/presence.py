"""Where people are right now, as far as working time and absence tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Absence, Employee, WorkingTime
from tandem.people.queries import at_work_until


@dataclass(frozen=True)
class Presence:
    """One person's state: `there` until a time, away with a cover, or off work."""

    there: bool
    until: datetime | None = None
    absent: bool = False
    back_on: object = None
    cover: str = ""


def presence_of(people: Iterable[Employee], actor: Actor) -> dict[int, Presence]:
    """The state of these people now; two statements, remembered for the request."""
    known: dict[int, Presence] = actor.cache.setdefault("presence", {})
    missing = {person.pk for person in people} - known.keys()
    if missing:
        known.update(_load(missing, actor))
    return known


def _load(ids: set[int], actor: Actor) -> dict[int, Presence]:
    away = Absence.objects.filter(on_day(actor.today), employee__in=ids).prefetch_related("delegations__deputy")
    absences = {row.employee_id: row for row in away}
    times: dict[int, list[WorkingTime]] = {}
    for stretch in WorkingTime.objects.filter(employee__in=ids):
        times.setdefault(stretch.employee_id, []).append(stretch)
    return {key: _state(absences.get(key), times.get(key, []), actor) for key in ids}


def _state(absence: Absence | None, times: list[WorkingTime], actor: Actor) -> Presence:
    if absence:
        covers = [row.deputy for row in absence.delegations.all() if row.holds_on(actor.today)]
        return Presence(False, absent=True, back_on=absence.end, cover=str(covers[0]) if covers else "")
    until = at_work_until(times, actor.at)
    return Presence(until is not None, until=until)
