"""Who may form and change tandems."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Role, Team
from tandem.people.queries import signed_in
from tandem.people.rules import has_role

from .models import Tandem
from .queries import scope_of


def can_form_tandem(actor: Actor, team: Team | None = None) -> bool:
    """The team's manager, or administration."""
    if has_role(actor, Role.ADMIN):
        return True
    led = scope_of(actor).led_team_ids
    return bool(led) if team is None else team.pk in led


def can_change_tandem(actor: Actor, tandem: Tandem) -> bool:
    """Seats, weights, name and end: the team's manager, or administration."""
    return has_role(actor, Role.ADMIN) or tandem.team_id in scope_of(actor).led_team_ids


def can_see_weights(actor: Actor, tandem: Tandem) -> bool:
    """How two people share what they earn: themselves, their manager, and those who pay, watch over it or set it up."""
    if has_role(actor, Role.ADMIN, Role.PAYROLL, Role.COUNCIL):
        return True
    scope = scope_of(actor)
    return tandem.pk in scope.tandem_ids or tandem.team_id in scope.led_team_ids


def can_change_lists(actor: Actor, thing: Any = None) -> bool:
    """Playbook, kinds of requests and customer classes: sales managers and administration; everybody may read them."""
    return has_role(actor, Role.ADMIN, Role.MANAGER)


def can_see_rules(actor: Actor, tandem: Tandem) -> bool:
    """What the two promise each other: themselves, who covers them, and their manager."""
    scope = scope_of(actor)
    return tandem.pk in scope.acting_ids or tandem.team_id in scope.led_team_ids


def can_agree_rules(actor: Actor, tandem: Tandem) -> bool:
    """Propose, change, agree, withdraw: only the two. Who covers may keep a promise, not give one."""
    return tandem.pk in scope_of(actor).tandem_ids


def sits_in(actor: Actor, tandem: Tandem) -> bool:
    """Whether the actor sits in the tandem today, or covers somebody who does."""
    return tandem.pk in scope_of(actor).acting_ids


def can_choose_tandem(actor: Actor, tandem: Tandem) -> bool:
    """Only a tandem for which one acts can stand in one's bar."""
    return signed_in(actor) is not None and sits_in(actor, tandem)
