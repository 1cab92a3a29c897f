"""Proposing a goal, and changing one by a new version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engines.goals import months_of
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Text
from tandem.core.locking import lock, lock_name
from tandem.core.rules import require
from tandem.goals.models import ROLE_METRICS, Goal, GoalVersion, Metric, Scope
from tandem.goals.rules import (
    can_change_goal,
    can_propose_half_goal,
    can_propose_tandem_goal,
    can_set_company_goal,
    can_set_team_goal,
    is_of,
)
from tandem.goals.spans import period_of
from tandem.people.models import Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem

from .common import answer, next_number, put_in_force, settle, tell

MOST = 10**13
WHOLE = 1_000_000


@dataclass(frozen=True)
class Wanted:
    """Whose goal, of what, for which period."""

    scope: str
    metric: str
    span: str
    start: date
    tandem: Tandem | None = None
    seat: str = ""
    team: Team | None = None
    name: str = ""
    currency: str = ""


@transaction.atomic
def propose_goal(
    wanted: Wanted, *, target: int, weights: Sequence[int] = (), note: str = "", actor: Actor, at: datetime
) -> GoalVersion:
    """The first version of a goal. A tandem's waits for both; a team's or the company's holds at once.

    Conflict with the goal that somebody was faster to propose.
    """
    _require(wanted, actor)
    _check_wanted(wanted)
    lock_name("goals")
    goal = Goal(**_columns(wanted))
    same = Goal.objects.filter(**{name: getattr(goal, name) for name in _SAME}).select_related("tandem").first()
    if same is not None:
        raise Conflict("goal_there", _("There is such a goal for this period already. Change that one."), current=same)
    _check(goal, target, weights)
    goal.save()
    return _write(goal, target, weights, note, actor, at)


@transaction.atomic
def change_goal(
    goal: Goal, *, target: int, weights: Sequence[int] = (), note: str, actor: Actor, at: datetime
) -> GoalVersion:
    """A new version, with the reason; the former one stays readable, and holds until the new one does."""
    require(can_change_goal, actor, goal)
    kept, goal = goal, lock(goal)
    goal.tandem, goal.team = kept.tandem, kept.team
    _check(goal, target, weights)
    if not note.strip():
        raise Invalid("no_reason", _("Say why."), {"note": _("Say why.")})
    waiting = goal.versions.filter(in_force_at=None, withdrawn_at=None).first()
    if waiting is not None:
        raise Conflict("goal_waits", _("A version of this goal waits already. Answer or withdraw that one."), waiting)
    last = goal.versions.filter(in_force_at__isnull=False, ended_at=None).first()
    if last and (last.target, last.weights) == (target, list(weights)):
        raise Invalid("same_goal", _("That is what holds already."), {"target": _("That is what holds already.")})
    return _write(goal, target, weights, note, actor, at)


_SAME = ("scope", "tandem", "seat", "team", "metric", "name", "start", "end")


def _write(goal: Goal, target: int, weights: Sequence[int], note: str, actor: Actor, at: datetime) -> GoalVersion:
    version = GoalVersion.objects.create(
        goal=goal,
        number=next_number(goal),
        target=target,
        weights=list(weights),
        note=note.strip(),
        proposed_by=signed_in(actor),
        proposed_at=at,
    )
    if not goal.is_agreed:
        version.set_by = signed_in(actor)
        put_in_force(version, at=at)
        tell("goal.set", version, actor=actor, at=at)
        return version
    tell("goal.proposed", version, actor=actor, at=at)
    if is_of(actor, goal):
        answer(version, actor, at, accepted=True)
        settle(version, actor, at)
    return version


def _require(wanted: Wanted, actor: Actor) -> None:
    if wanted.scope == Scope.COMPANY:
        require(can_set_company_goal, actor)
    elif wanted.scope == Scope.TEAM:
        require(can_set_team_goal, actor, wanted.team)
    elif wanted.scope == Scope.ROLE:
        require(can_propose_half_goal, actor, wanted.tandem)
    else:
        require(can_propose_tandem_goal, actor, wanted.tandem)


def _columns(wanted: Wanted) -> dict[str, object]:
    period = period_of(wanted.span, wanted.start)
    money = wanted.metric in (Metric.REVENUE, Metric.MARGIN)
    return {
        "scope": wanted.scope,
        "tandem": wanted.tandem if wanted.scope in (Scope.TANDEM, Scope.ROLE) else None,
        "seat": wanted.seat if wanted.scope == Scope.ROLE else "",
        "team": wanted.team if wanted.scope == Scope.TEAM else None,
        "metric": wanted.metric,
        "name": wanted.name.strip() if wanted.metric == Metric.OWN else "",
        "currency": (wanted.currency or "EUR") if money else "",
        "span": wanted.span,
        "start": period.start,
        "end": period.end,
    }


def _check_wanted(wanted: Wanted) -> None:
    wrong: dict[str, Text] = {}
    if wanted.scope == Scope.ROLE and wanted.metric not in ROLE_METRICS:
        wrong["metric"] = _("This counts for both: make it a goal of the tandem.")
    if wanted.scope == Scope.ROLE and wanted.seat not in ("inside", "field"):
        wrong["seat"] = _("Choose a half.")
    if wanted.metric == Metric.OWN and not wanted.name.strip():
        wrong["name"] = _("Say what is counted.")
    if wrong:
        raise Invalid("goal_wrong", _("The goal is not right yet."), wrong)


def _check(goal: Goal, target: int, weights: Sequence[int]) -> None:
    wrong: dict[str, Text] = {}
    if not 0 < target < MOST or (goal.is_share and target > WHOLE):
        wrong["target"] = _("Above zero, and for a share not above 100 per cent.")
    if weights and (len(weights) != len(months_of(goal.period)) or min(weights) < 0 or not 0 < sum(weights) < 10**6):
        wrong["weights"] = _("One weight per month, none below zero, not all zero.")
    if wrong:
        raise Invalid("goal_wrong", _("The goal is not right yet."), wrong)
