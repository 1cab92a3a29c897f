"""What other pages tell of the weekly meeting: that it takes place, never what was said."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.core.sections import Section
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Meeting


def meetings_of_tandem(tandem: Tandem, actor: Actor) -> Section | None:
    """The last and the next one, for their manager; one statement. The two have their room for it."""
    if tandem.team_id not in scope_of(actor).led_team_ids:
        return None
    rows: list[Any] = list(Meeting.objects.filter(tandem=tandem).order_by("-starts_at", "-pk")[:10])
    data = {
        "next": next((row for row in rows if row.is_open), None),
        "last": next((row for row in rows if row.held_at), None),
        "tandem": tandem,
    }
    return Section("together/_section.html", data)
