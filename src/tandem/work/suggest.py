"""Who should hold new work: the partner who is free now, then the cover, then whoever of the team is there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engines.worktime import is_open, next_open
from tandem.core.errors import Text
from tandem.core.spans import on_day
from tandem.people.models import SALES, Delegation, Employee
from tandem.people.openings import openings_of
from tandem.people.queries import absence_on, employees_here
from tandem.tandems.models import Lead, Tandem

from .belonging import Home
from .models import COMING, Appointment


@dataclass(frozen=True)
class Suggestion:
    """A person, why, and when they are free where that is not now. Sorted: the first is the suggestion."""

    person: Employee
    reason: Text
    free_at: datetime | None  # None: now


def suggest_holders(home: Home, at: datetime, *, lead: str = "") -> list[Suggestion]:
    """Everybody who comes into question, best first; five statements, six where the team has to help.

    Free now: at work, not away, in no appointment. Of two free partners the half that leads the step comes first;
    if nobody of the tandem is there, who covers them, then the team, then who is back soonest.
    """
    day = timezone.localdate(at)
    covers = _covers(home, day)
    first = sorted(home.people, key=lambda person: lead not in ("", Lead.BOTH, person.half))
    found = [*_rated(first, at, _("of the tandem")), *_rated(covers, at, _("covers"))]
    if not any(each.free_at is None for each in found):
        known = {each.person.pk for each in found}
        team = employees_here(day).filter(team=home.team).select_related("team").order_by("name_key")
        found += _rated([p for p in team if p.pk not in known and SALES & p.roles], at, _("of the team"))
    return sorted(found, key=lambda each: (each.free_at is not None, each.free_at or at))


def _covers(home: Home, day: object) -> list[Employee]:
    if home.tandem is None:
        return []
    own = {person.pk for person in home.people}
    rows = Delegation.objects.filter(
        on_day(day),  # type: ignore[arg-type]
        purpose=Delegation.COVER,
        scope_kind=Tandem.ref_kind,
        scope_id=home.tandem.pk,
    ).select_related("deputy__team")
    return [row.deputy for row in rows if row.deputy_id not in own]


def _rated(people: Sequence[Employee], at: datetime, reason: Text) -> list[Suggestion]:
    """These people with when they are free; who is away for longer than two weeks is left out."""
    if not people:
        return []
    openings = openings_of(people, at)
    busy = busy_until([person.pk for person in people], at)
    away = absence_on([person.pk for person in people], timezone.localdate(at))
    found = []
    for person in people:
        start = busy.get(person.pk, at)
        free = next_open(start, [openings[person.pk]])
        if free is None:
            continue
        if free == at and is_open(at, [openings[person.pk]]):
            found.append(Suggestion(person, _why(reason, free=True, away=False), None))
        else:
            found.append(Suggestion(person, _why(reason, free=False, away=person.pk in away), free))
    return found


def _why(reason: Text, *, free: bool, away: bool) -> Text:
    if free:
        return _("%s, free now") % reason
    return _("%s, absent") % reason if away else _("%s, not free now") % reason


def busy_until(employee_ids: Iterable[int], at: datetime) -> dict[int, datetime]:
    """Who is in an appointment at that instant, and until when; private ones count as any other."""
    ids = list(employee_ids)
    now = Appointment.objects.filter(start__lte=at, end__gt=at, cancelled_at=None)
    rows = [*now.filter(holder__in=ids).values_list("holder", "end")]
    coming = now.filter(attendees__employee__in=ids, attendees__removed_at=None, attendees__reply__in=COMING)
    rows += coming.values_list("attendees__employee", "end")
    found: dict[int, datetime] = {}
    for person, end in rows:
        if person in ids:
            found[person] = max(end, found.get(person, end))
    return found
