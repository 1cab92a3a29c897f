"""What follows from a day and from what happened to a quote."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.models import Event

from .actions import expire_quotes


def expire_daily(event: Event, at: datetime) -> None:
    """Every morning: quotes whose last day is over have run out."""
    expire_quotes(actor=Actor.system(at, "schedule"), at=at)
