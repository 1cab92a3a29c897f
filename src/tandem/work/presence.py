"""Who is in an appointment now, until when, and how long the drive after it takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from tandem.core.actor import Actor

from .diary import legs, on_between
from .models import AppointmentKind

AHEAD = timedelta(hours=12)  # a drive to what is later still is nobody's business yet


@dataclass(frozen=True)
class Busy:
    """In an appointment until then. No more is told: neither where nor with whom."""

    until: datetime
    visit: bool
    drive: int = 0


def busy_now(people: Collection[int], actor: Actor) -> dict[int, Busy]:
    """By person; one statement for all. Drives are those known or estimated: no network is asked for a bar."""
    found = {}
    for key, rows in on_between(people, actor.at, actor.at + AHEAD).items():
        now = [row for row in rows if row.start <= actor.at]
        if not now:
            continue
        last = max(now, key=lambda row: row.end)
        visit = last.kind == AppointmentKind.VISIT and not last.private
        after = next((row for row in rows if row.start >= last.end), None)
        leg = legs([last, after], ask=False).get(after.pk) if after else None
        found[key] = Busy(timezone.localtime(last.end), visit, leg.minutes if leg and visit else 0)
    return found
