"""What follows from a day."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.models import Event

from .actions import run_terms


def run_terms_daily(event: Event, at: datetime) -> None:
    """Every morning: contracts begin, are renewed or end, and both partners are reminded in time."""
    run_terms(actor=Actor.system(at, "schedule"), at=at)
