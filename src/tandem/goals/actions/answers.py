"""What people say to a proposed goal: accept, object, set all the same, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.goals.models import GoalVersion
from tandem.goals.rules import can_answer_goal, can_change_goal, can_set_goal
from tandem.people.queries import signed_in

from .common import answer, consents, lock_version, put_in_force, settle, tell


@transaction.atomic
def accept_goal(version: GoalVersion, *, seen: int | None = None, actor: Actor, at: datetime) -> Event:
    """Accept what one has read; with both, it holds from now on. The event is the receipt, told to both."""
    require(can_answer_goal, actor, version.goal)
    version = lock_version(version, seen=seen)
    if actor.id in consents(version):
        event = settle(version, actor, at)  # the partner's seat may have become vacant since
        if event is None:
            raise Refused("accepted_already", _("You have accepted already. It waits for your partner."))
        return event
    answer(version, actor, at, accepted=True)
    event = tell("goal.accepted", version, actor=actor, at=at)
    return settle(version, actor, at) or event


@transaction.atomic
def object_to_goal(version: GoalVersion, *, reason: str, seen: int | None = None, actor: Actor, at: datetime) -> Event:
    """Say no, and why. Kept for good: also to a version that the manager has set."""
    require(can_answer_goal, actor, version.goal)
    goal = version.goal
    lock(goal)
    version = lock(version, version=seen)
    version.goal = goal
    if version.withdrawn_at or version.ended_at or (version.in_force_at and version.set_by_id is None):
        raise Refused("decided", _("This version is not open to objections any more."))
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    answer(version, actor, at, accepted=False, reason=reason.strip())
    return tell("goal.objected", version, actor=actor, at=at, reason=reason.strip()[:200])


@transaction.atomic
def set_goal(version: GoalVersion, *, seen: int | None = None, actor: Actor, at: datetime) -> Event:
    """Put a proposal in force without the consent of both; what they said stays beside it."""
    require(can_set_goal, actor, version.goal)
    version = lock_version(version, seen=seen)
    version.set_by = signed_in(actor)
    put_in_force(version, at=at)
    against = version.answers.filter(accepted=False).count()
    return tell("goal.set", version, actor=actor, at=at, objections=against)


@transaction.atomic
def withdraw_goal(version: GoalVersion, *, seen: int | None = None, actor: Actor, at: datetime) -> Event:
    """Leave everything as it is."""
    require(can_change_goal, actor, version.goal)
    version = lock_version(version, seen=seen)
    version.withdrawn_at = at
    version.version += 1
    version.save(update_fields=["withdrawn_at", "version"])
    return tell("goal.withdrawn", version, actor=actor, at=at)
