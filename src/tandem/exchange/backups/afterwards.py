"""What must not simply go on in a restored house: sessions, and mail that may have been sent since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.events import handler_name, reactions, record
from tandem.core.models import Delivery, Job, JobState
from tandem.people.sessions import end_all_sessions

from .manifest import Manifest

JOB = "backup"  # the name of its runner in config/reactions.py
HELD = "held back by tandem restore --hold"


@dataclass(frozen=True)
class Settled:
    """How many sessions were ended, how much mail waits, and whether it was held back."""

    sessions: int
    mail: int
    held: bool


@transaction.atomic
def settle(head: Manifest, *, hold: bool, at: datetime) -> Settled:
    """End all sessions, count the mail that waits and park it when asked, and record that this house was restored."""
    outward = [
        handler_name(handler)
        for handlers in reactions().values()
        for handler in handlers
        if hasattr(handler, "without_lock")
    ]
    waiting = Delivery.objects.filter(done_at__isnull=True, parked_at__isnull=True, handler__in=outward)
    mail = waiting.update(parked_at=at, error=HELD) if hold else waiting.count()
    # The backup that this came from was still running when it looked at the database.
    open_jobs = Job.objects.filter(name=JOB, state__in=[JobState.WAITING, JobState.RUNNING])
    open_jobs.update(state=JobState.CANCELLED, ended_at=at)
    ended = end_all_sessions()
    data = {"made_at": head.made_at.isoformat(), "product": head.product, "mail": mail, "held": hold}
    record("backup.restored", actor=Actor.system(at, "restore"), at=at, data=data)
    return Settled(ended, mail, hold)
