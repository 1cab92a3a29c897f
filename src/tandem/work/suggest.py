"""Who should hold new work: the partner who is free now, then the cover, then whoever of the team is there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engines.worktime import is_open, next_open
from tandem.core.errors import Text
from tandem.core.spans import on_day
from tandem.people.models import SALES, Absence, Delegation, Employee
from tandem.people.openings import openings_of
from tandem.people.queries import employees_here
from tandem.tandems.models import Lead, Tandem

from .belonging import Home
from .presence import around, busy_columns, busy_from


@dataclass(frozen=True)
class Suggestion:
    """A person, why, and when they are free where that is not now. Sorted: the first is the suggestion."""

    person: Employee
    reason: Text
    free_at: datetime | None  # None: now


def suggest_holders(home: Home, at: datetime, *, lead: str = "", own_only: bool = False) -> list[Suggestion]:
    """Everybody who comes into question, best first; three statements. `own_only` leaves out the team.

    Free now: at work, not away, in no appointment. Of two free partners the half that leads the step comes first;
    if nobody of the tandem is there, who covers them, then the team, then who is back soonest. Of those who are back
    on the same day the tandem comes first: what comes in at night is not for whoever of the team gets up early.
    """
    known = _known(home, timezone.localdate(at), at, own_only=own_only)
    seated = [known[person.pk] for person in home.people if person.pk in known]
    first = sorted(seated, key=lambda person: lead not in ("", Lead.BOTH, person.half))
    others = [person for key, person in known.items() if person not in first]
    covers = [person for person in others if person.covering]
    team = [person for person in others if not person.covering and SALES & person.roles]
    team.sort(key=lambda person: not person.half)  # who leads them comes last
    reasons: dict[int, Text] = {person.pk: _("of the team") for person in team}
    reasons |= {person.pk: _("covers") for person in covers}
    reasons |= {person.pk: _("of the tandem") for person in first}
    found = _rated([*first, *covers, *team], reasons, at)
    mates = {person.pk for person in team}
    own = [each for each in found if each.person.pk not in mates]
    if any(each.free_at is None for each in own):
        found = own

    def rank(each: Suggestion) -> tuple[Any, ...]:
        back = each.free_at
        return (False,) if back is None else (True, timezone.localdate(back), each.person.pk in mates, back)

    return sorted(found, key=rank)


def _known(home: Home, day: date, at: datetime, *, own_only: bool) -> dict[int, Any]:
    """Who sits in the tandem, who covers it and who else is of its team, by name; one statement.

    Each with `covering`, `absent` and what they have on now.
    """
    covers = Delegation.objects.filter(
        on_day(day),
        purpose=Delegation.COVER,
        scope_kind=Tandem.ref_kind,
        scope_id=home.tandem.pk if home.tandem else 0,
    )
    wanted = Q(covering=True) | Q(pk__in=[person.pk for person in home.people])
    rows = employees_here(day).annotate(
        covering=Exists(covers.filter(deputy=OuterRef("pk"))),
        absent=Exists(Absence.objects.filter(on_day(day), employee=OuterRef("pk"))),
        **busy_columns(*around(at)),
    )
    rows = rows.filter(wanted if own_only else wanted | Q(team=home.team))
    return {person.pk: person for person in rows.select_related("team").order_by("name_key")}


def _rated(people: Sequence[Any], reasons: Mapping[int, Text], at: datetime) -> list[Suggestion]:
    """These people with when they are free; who is away for longer than a year is left out."""
    openings = openings_of(people, at) if people else {}
    found = []
    for person in people:
        busy = busy_from(vars(person))
        free = next_open(busy.until if busy else at, [openings[person.pk]])
        if free is None:
            continue
        now = free == at and is_open(at, [openings[person.pk]])
        reason = _why(reasons[person.pk], free=now, away=person.absent)
        found.append(Suggestion(person, reason, None if now else free))
    return found


def _why(reason: Text, *, free: bool, away: bool) -> Text:
    if free:
        return _("%s, free now") % reason
    return _("%s, absent") % reason if away else _("%s, not free now") % reason
