"""Who may form and change tandems."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.people.models import Role, Team
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


def sits_in(actor: Actor, tandem: Tandem) -> bool:
    """Whether the actor sits in the tandem today, or covers somebody who does."""
    return tandem.pk in scope_of(actor).acting_ids
