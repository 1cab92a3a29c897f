"""Who should hold new work: the partner who is free now, then the cover, then whoever of the team is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
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


def suggest_holders(home: Home, at: datetime, *, lead: str = "", own_only: bool = False) -> list[Suggestion]:
    """Everybody who comes into question, best first; six statements. `own_only` leaves out the team.

    Free now: at work, not away, in no appointment. Of two free partners the half that leads the step comes first;
    if nobody of the tandem is there, who covers them, then the team, then who is back soonest.
    """
    first = sorted(home.people, key=lambda person: lead not in ("", Lead.BOTH, person.half))
    covers, team = _others(home, timezone.localdate(at), own_only=own_only)
    reasons: dict[int, Text] = {person.pk: _("of the team") for person in team}
    reasons |= {person.pk: _("covers") for person in covers}
    reasons |= {person.pk: _("of the tandem") for person in first}
    found = _rated([*first, *covers, *team], reasons, at)
    mates = {person.pk for person in team}
    own = [each for each in found if each.person.pk not in mates]
    if any(each.free_at is None for each in own):
        found = own
    return sorted(found, key=lambda each: (each.free_at is not None, each.free_at or at))


def _others(home: Home, day: date, *, own_only: bool) -> tuple[list[Employee], list[Employee]]:
    """Who covers the tandem on a day, and who else sells in its team; one statement."""
    covers = Delegation.objects.filter(
        on_day(day),
        purpose=Delegation.COVER,
        scope_kind=Tandem.ref_kind,
        scope_id=home.tandem.pk if home.tandem else 0,
    )
    stands_in = Exists(covers.filter(deputy=OuterRef("pk")))
    wanted = Q(covering=True) if own_only else Q(covering=True) | Q(team=home.team)
    rows = employees_here(day).annotate(covering=stands_in).filter(wanted)
    others: list[Employee] = [
        p for p in rows.select_related("team").order_by("name_key") if p.pk not in {one.pk for one in home.people}
    ]
    deputies = [person for person in others if person.__dict__["covering"]]
    mates = [person for person in others if not person.__dict__["covering"] and SALES & person.roles]
    return deputies, sorted(mates, key=lambda person: not person.half)  # who leads them comes last


def _rated(people: Sequence[Employee], reasons: Mapping[int, Text], at: datetime) -> list[Suggestion]:
    """These people with when they are free; who is away for longer than a year is left out."""
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
            found.append(Suggestion(person, _why(reasons[person.pk], free=True, away=False), None))
        else:
            found.append(Suggestion(person, _why(reasons[person.pk], free=False, away=person.pk in away), free))
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
