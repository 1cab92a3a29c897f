"""Taking back what was done to a goal, as long as nobody has gone on from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.goals.models import Goal, GoalValue, GoalVersion
from tandem.goals.rules import can_answer_goal, can_change_goal, can_enter_value

Subjects = tuple[Any, ...]


def undo_accepted(event: Event, actor: Actor, at: datetime) -> Subjects:
    """Take one's own word back while the version still waits for the other one."""
    version = _version(event)
    require(can_answer_goal, actor, version.goal)
    last = version.answers.filter(employee=event.actor_id).order_by("-at", "-pk").first()
    if not version.is_open or last is None or not last.accepted:
        raise _changed()
    last.delete()
    return _subjects(version)


def undo_withdrawn(event: Event, actor: Actor, at: datetime) -> Subjects:
    """Let it wait again, unless another version was proposed since."""
    version = _version(event)
    require(can_change_goal, actor, version.goal)
    if version.withdrawn_at is None or version.goal.versions.filter(number__gt=version.number).exists():
        raise _changed()
    version.withdrawn_at = None
    version.version += 1
    version.save(update_fields=["withdrawn_at", "version"])
    return _subjects(version)


def undo_value(event: Event, actor: Actor, at: datetime) -> Subjects:
    """The figure before counts again, unless a newer one of that month was entered since."""
    row = GoalValue.objects.select_related("goal__tandem", "goal__team").filter(pk=event.data.get("row") or 0).first()
    if row is None:
        raise _changed()
    require(can_enter_value, actor, row.goal)
    lock(row.goal)
    if GoalValue.objects.filter(goal=row.goal, month=row.month, pk__gt=row.pk).exists():
        raise _changed()
    row.delete()
    return (row.goal, row.goal.tandem, row.goal.team)


def _version(event: Event) -> GoalVersion:
    """The version, locked after its goal."""
    rows = GoalVersion.objects.select_related("goal__tandem", "goal__team")
    found = rows.get(pk=event.subjects.get(kind=GoalVersion.ref_kind).object_id)
    lock(Goal(pk=found.goal_id))
    version = lock(found)
    version.goal = found.goal
    return version


def _subjects(version: GoalVersion) -> Subjects:
    return (version.goal, version, version.goal.tandem, version.goal.team)


def _changed() -> Conflict:
    return Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
