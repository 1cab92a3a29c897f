"""Who sees, proposes and answers goals. What tells of one tandem or person needs a works agreement beyond the two."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import SALES, Purpose, Role, Team
from tandem.people.queries import agreement_for
from tandem.people.rules import has_role
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Goal, Scope


def can_read_goals(actor: Actor, thing: Any = None) -> bool:
    """Whoever sells, and administration, which sets those of teams and company."""
    return has_role(actor, *SALES, Role.ADMIN)


def may_evaluate(actor: Actor) -> bool:
    """Whether a works agreement lets sales managers see results of single tandems; asked once per request."""
    if "goal_results" not in actor.cache:
        allowed = has_role(actor, Role.MANAGER)
        found = agreement_for(Purpose.RESULTS, role=Role.MANAGER, on=actor.today) if allowed else None
        actor.cache["goal_results"] = found is not None
    return bool(actor.cache["goal_results"])


def is_of(actor: Actor, goal: Goal) -> bool:
    """Whether the actor sits in the goal's tandem."""
    return goal.tandem_id in scope_of(actor).tandem_ids


def leads_goal(actor: Actor, goal: Goal) -> bool:
    """Whether the actor leads the team whose tandem or team it is."""
    team = goal.team_id if goal.scope == Scope.TEAM else goal.tandem.team_id if goal.tandem else None
    return team in scope_of(actor).led_team_ids


def can_see_progress(actor: Actor, goal: Goal) -> bool:
    """How far one tandem or half is: the two; their manager only under a works agreement."""
    if not goal.is_agreed:
        return True
    return is_of(actor, goal) or (leads_goal(actor, goal) and may_evaluate(actor))


def can_propose_tandem_goal(actor: Actor, tandem: Tandem) -> bool:
    """One of the two, or their manager."""
    scope = scope_of(actor)
    return tandem.pk in scope.tandem_ids or tandem.team_id in scope.led_team_ids


def can_propose_half_goal(actor: Actor, tandem: Tandem) -> bool:
    """A goal of one person: the two; their manager only under a works agreement."""
    scope = scope_of(actor)
    return tandem.pk in scope.tandem_ids or (tandem.team_id in scope.led_team_ids and may_evaluate(actor))


def can_set_team_goal(actor: Actor, team: Team) -> bool:
    """Its manager, and administration."""
    return has_role(actor, Role.ADMIN) or team.pk in scope_of(actor).led_team_ids


def can_set_company_goal(actor: Actor, thing: Any = None) -> bool:
    """Sales managers and administration."""
    return has_role(actor, Role.ADMIN, Role.MANAGER)


def can_change_goal(actor: Actor, goal: Goal) -> bool:
    """Whoever could have proposed it, by a new version."""
    if goal.scope == Scope.COMPANY:
        return can_set_company_goal(actor)
    if goal.scope == Scope.TEAM:
        return has_role(actor, Role.ADMIN) or leads_goal(actor, goal)
    if goal.tandem is None:
        return False
    rule = can_propose_half_goal if goal.scope == Scope.ROLE else can_propose_tandem_goal
    return rule(actor, goal.tandem)


def can_answer_goal(actor: Actor, goal: Goal) -> bool:
    """Only the two: who covers may keep a promise, not give one."""
    return goal.is_agreed and is_of(actor, goal)


def can_set_goal(actor: Actor, goal: Goal) -> bool:
    """Put a tandem's goal in force without the consent of both: its manager, and never for a tandem of their own."""
    return goal.is_agreed and leads_goal(actor, goal) and not is_of(actor, goal) and can_change_goal(actor, goal)


def can_enter_value(actor: Actor, goal: Goal) -> bool:
    """An own figure: whoever may change the goal."""
    return can_change_goal(actor, goal)
