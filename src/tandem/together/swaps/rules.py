"""Who plans and reads swap days. Notes are between host and guest; who leads them sees that a day takes place."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.people.models import Employee, Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.together.models import SwapDay


def can_plan_swaps(actor: Actor, tandem: Tandem) -> bool:
    """Who sits in the tandem, and the manager of its team."""
    scope = scope_of(actor)
    return tandem.pk in scope.tandem_ids or tandem.team_id in scope.led_team_ids


def can_plan_for_team(actor: Actor, team: Team) -> bool:
    """The team's manager."""
    return team.pk in scope_of(actor).led_team_ids


def can_change_swap(actor: Actor, swap: SwapDay) -> bool:
    """Move, cancel, renew the programme: host, guest, who sits in the tandem, the manager of its team."""
    return is_part_of(actor, swap) or can_plan_swaps(actor, swap.tandem)


def can_note_swap(actor: Actor, swap: SwapDay) -> bool:
    """Write in the evening and answer later: host and guest."""
    return is_part_of(actor, swap)


def is_part_of(actor: Actor, swap: SwapDay) -> bool:
    """Whether the actor is host or guest."""
    person: Employee | None = signed_in(actor)
    return person is not None and swap.is_of(person.pk)
