"""What other pages tell of goals."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.core.sections import Section
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of


def goals_of_tandem(tandem: Tandem, actor: Actor) -> Section | None:
    """How far the running joint goals are, loaded when the page stands; for the two, their cover and their manager."""
    scope = scope_of(actor)
    if tandem.pk not in scope.acting_ids and tandem.team_id not in scope.led_team_ids:
        return None
    return Section("goals/_section.html", {"tandem": tandem})
