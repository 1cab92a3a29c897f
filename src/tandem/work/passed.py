"""Reading hand-offs: how many wait on each side, and how long acceptance took."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count

from tandem.people.openings import openings_of
from tandem.tandems.models import Tandem

from .clocks import ran
from .models import Handoff, HandoffState


def waiting_for(tandem: Tandem) -> dict[int, int]:
    """How many offered hand-offs of the tandem wait for whom; one statement."""
    rows = Handoff.objects.filter(tandem=tandem, state=HandoffState.OFFERED).order_by()
    return {row["taker"]: row["count"] for row in rows.values("taker").annotate(count=Count("pk"))}


def acceptance_of(handoff: Handoff, at: datetime) -> timedelta | None:
    """Working time of the taker from the offer to its acceptance, or to the answer that came instead.

    While it waits: how much has run so far. Two statements.
    """
    if handoff.state == HandoffState.WITHDRAWN:
        return None
    openings = openings_of([handoff.taker], handoff.created_at)
    return ran(handoff.created_at, handoff.accepted_at or handoff.ended_at or at, list(openings.values()))
