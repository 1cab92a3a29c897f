"""Looking into the mailbox every minute: one delivery that comes again and again, until the next day's takes over."""

from __future__ import annotations

from datetime import datetime, timedelta

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record, without_lock
from tandem.core.models import Delivery, Event
from tandem.core.outbox import Postponed
from tandem.core.schedule import DAILY

from .fetching import look_into
from .place import place_set

WATCHED = "mailbox.watched"
EVERY = timedelta(minutes=1)


@without_lock
def watch_mailbox(event: Event, at: datetime) -> None:
    """Look, and come again: in a minute, or at once where more is waiting."""
    try:
        place = place_set()
    except Refused:  # its page says so
        return
    if place is None or Event.objects.filter(verb__in=[DAILY, WATCHED], pk__gt=event.pk).exists():
        return
    more = look_into(place, at=at)
    raise Postponed(timedelta(0) if more else EVERY)


def start_watching(*, at: datetime) -> None:
    """At the worker's start: where a mailbox is set and nobody watches it, begin."""
    watching = Delivery.objects.filter(handler="exchange.watch_mailbox", done_at=None, parked_at=None)
    try:
        wanted = place_set() is not None and not watching.exists()
    except Refused:
        return
    if wanted:
        record(WATCHED, actor=Actor.system(at, "mailbox"), at=at)
