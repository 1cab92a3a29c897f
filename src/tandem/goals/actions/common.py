"""What the actions on goals share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.spans import on_day
from tandem.goals.models import Goal, GoalAnswer, GoalVersion
from tandem.people.queries import signed_in


def lock_version(version: GoalVersion, *, seen: int | None) -> GoalVersion:
    """The proposal, locked after its goal; Refused once it is decided, Conflict where it changed since it was read."""
    goal = version.goal
    lock(goal)
    current = lock(version)
    current.goal = goal
    if not current.is_open:
        text = _("Version %d has been withdrawn.") if current.withdrawn_at else _("Version %d is in force already.")
        raise Refused("decided", text % current.number)
    current = lock(version, version=seen)
    current.goal = goal
    return current


def next_number(goal: Goal) -> int:
    """The number of the goal's next version."""
    return (goal.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def sitting(goal: Goal, actor: Actor) -> set[int]:
    """Who sits in the goal's tandem today."""
    if goal.tandem is None:
        return set()
    return set(goal.tandem.seats.filter(on_day(actor.today)).values_list("employee", flat=True))


def answer(version: GoalVersion, actor: Actor, at: datetime, *, accepted: bool, reason: str = "") -> None:
    """Keep what the actor says; the system says nothing."""
    person = signed_in(actor)
    if person is not None:
        GoalAnswer.objects.create(version=version, employee=person, accepted=accepted, reason=reason, at=at)


def consents(version: GoalVersion) -> set[int]:
    """Who accepts it: the last word of each counts."""
    said = dict(version.answers.order_by("at", "pk").values_list("employee", "accepted"))
    return {person for person, accepted in said.items() if accepted}


def put_in_force(version: GoalVersion, *, at: datetime) -> None:
    """It holds from now on, and the one before it does not."""
    former = version.goal.versions.filter(in_force_at__isnull=False, ended_at=None).exclude(pk=version.pk).first()
    if former is not None:
        former.ended_at = at
        former.save(update_fields=["ended_at"])
    version.in_force_at = at
    version.version += 1
    version.save(update_fields=["in_force_at", "set_by", "version"])


def settle(version: GoalVersion, actor: Actor, at: datetime) -> Event | None:
    """In force once everybody who sits in the tandem today accepts it."""
    people = sitting(version.goal, actor)
    if not people or people - consents(version):
        return None
    put_in_force(version, at=at)
    return tell("goal.agreed", version, actor=actor, at=at)


def tell(verb: str, version: GoalVersion, *, actor: Actor, at: datetime, **data: Any) -> Event:
    """An event of a version, its goal, and the tandem or team whose goal it is."""
    goal = version.goal
    kept = {
        "name": goal.label,
        "goal": goal.pk,
        "number": version.number,
        "target": version.target,
        "start": goal.start.isoformat(),
        "late": version.is_late,
        **data,
    }
    return record(verb, goal, version, goal.tandem, goal.team, actor=actor, at=at, data=kept)
