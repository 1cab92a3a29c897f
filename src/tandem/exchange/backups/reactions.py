"""Every morning: a backup."""

from __future__ import annotations

from datetime import datetime

from tandem.core.actor import Actor
from tandem.core.models import Event

from .actions import start_backup
from .folder import are_daily


def start_daily_backup(event: Event, at: datetime) -> None:
    """Put the day's backup into the queue, unless they are switched off."""
    if are_daily():
        start_backup(actor=Actor.system(at, "schedule"), at=at)
