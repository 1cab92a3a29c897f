"""What the pages of tandems and teams tell of swap days: that they take place, never what was written."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.core.sections import Section
from tandem.people.models import Team
from tandem.tandems.models import Tandem
from tandem.together.models import SwapStatus

from .queries import visible_swaps
from .rules import can_plan_for_team, can_plan_swaps


def swaps_of_tandem(tandem: Tandem, actor: Actor) -> Section | None:
    """The next and the last one, for their manager; one statement. The two have their room for it."""
    if not can_plan_for_team(actor, tandem.team) or not can_plan_swaps(actor, tandem):
        return None
    rows = visible_swaps(actor).filter(tandem=tandem).exclude(status=SwapStatus.CANCELLED).order_by("-start", "-pk")
    found = list(rows[:10])
    coming = [swap for swap in found if swap.end > actor.today]
    data = {
        "tandem": tandem,
        "next": coming[-1] if coming else None,
        "last": next((swap for swap in found if swap.end <= actor.today), None),
    }
    return Section("together/_swaps_section.html", data)


def swaps_of_team(team: Team, actor: Actor) -> Section | None:
    """The way to planning, for the team's manager; no statement."""
    return Section("together/_swaps_team_section.html", {"team": team}) if can_plan_for_team(actor, team) else None
