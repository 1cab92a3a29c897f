"""Reading hand-offs: how many wait on each side, and how long acceptance took."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from tandem.people.openings import openings_of

from .clocks import ran
from .models import Handoff, HandoffState


def waiting_count(tandem_id: int | None) -> Coalesce:
    """For employees: how many offered hand-offs of the tandem wait for each of them; part of another statement."""
    rows = Handoff.objects.filter(taker=OuterRef("pk"), tandem=tandem_id or 0, state=HandoffState.OFFERED)
    counted = rows.order_by().values("taker").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0)


def acceptance_of(handoff: Handoff, at: datetime) -> timedelta | None:
    """Working time of the taker from the offer to its acceptance, or to the answer that came instead.

    While it waits: how much has run so far. Two statements.
    """
    if handoff.state == HandoffState.WITHDRAWN:
        return None
    openings = openings_of([handoff.taker], handoff.created_at)
    return ran(handoff.created_at, handoff.accepted_at or handoff.ended_at or at, list(openings.values()))
