"""Who proposes pairs, and who says what of whom. Off until a works agreement in force allows pairing by ratings."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.people.models import Employee, Purpose, Role, Team
from tandem.people.queries import agreement_for, signed_in
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of

from .models import Proposal, Spread


def is_agreed(actor: Actor) -> bool:
    """Whether an agreement in force lets sales managers pair people by what they said; asked once per request."""
    if "pairing_agreed" not in actor.cache:
        found = agreement_for(Purpose.PAIRING, role=Role.MANAGER, on=actor.today)
        actor.cache["pairing_agreed"] = found is not None
    return bool(actor.cache["pairing_agreed"])


def can_open_studio(actor: Actor, thing: Any = None) -> bool:
    """Whoever leads a team; that pairing is off, they may read too."""
    return bool(scope_of(actor).led_team_ids)


def can_propose_pairs(actor: Actor, team: Team | None = None) -> bool:
    """The team's manager, where it was agreed with the works council."""
    led = scope_of(actor).led_team_ids
    return bool(led) and (team is None or team.pk in led) and is_agreed(actor)


def can_change_proposal(actor: Actor, proposal: Proposal) -> bool:
    """As for proposing: the manager of its team."""
    return can_propose_pairs(actor, proposal.team)


def can_speak_for_pairing(actor: Actor, thing: Any = None) -> bool:
    """Who may sit in a tandem says something of themselves and others, each for themselves."""
    return has_role(actor, Role.INSIDE, Role.FIELD) and is_agreed(actor)


def can_take_back(actor: Actor, thing: Any = None) -> bool:
    """Deleting what one said is open always, whatever was agreed or ended."""
    return signed_in(actor) is not None


def can_speak_of(actor: Actor, about: Employee) -> bool:
    """Only of colleagues of the other half with whom one could sit in a tandem."""
    person = signed_in(actor)
    if person is None or not can_speak_for_pairing(actor) or person.pk == about.pk:
        return False
    return person.team_id is not None and person.team_id == about.team_id and about.half not in ("", person.half)


def can_spread_customers(actor: Actor, team: Team | None = None) -> bool:
    """The team's manager: customers move, people are not evaluated."""
    led = scope_of(actor).led_team_ids
    return bool(led) if team is None else team.pk in led


def can_change_spread(actor: Actor, spread: Spread) -> bool:
    """The manager of its team."""
    return can_spread_customers(actor, spread.team)
