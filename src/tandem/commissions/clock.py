"""Days and instants by the clock of a plan: what happened at an instant belongs to the day that its zone has then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

HOURS = {
    "order": 8,
    "line": 8,
    "invoice": 10,
    "payment": 12,
    "visit": 9,
    "answer": 9,
    "credit_note": 18,
    "withdrawal": 19,
    "cancellation": 20,
}


def house_zone() -> str:
    """The company's own, for plans that name none."""
    return settings.TIME_ZONE


@dataclass(frozen=True)
class Clock:
    """The clock of a zone. A day alone, such as that of an order, is that day in every zone."""

    zone: ZoneInfo

    def day(self, at: datetime) -> date:
        """On which day an instant lies."""
        return at.astimezone(self.zone).date()

    def moment(self, day: date, kind: str) -> datetime:
        """The hour of a day that stands for facts of a kind: on one day an order stands before what follows from it."""
        return datetime.combine(day, time(HOURS[kind]), self.zone)

    def start(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time(), self.zone)

    def known(self, at: datetime, day: date) -> datetime:
        """From when a fact counts: recorded, and not before its day, whatever the hour."""
        return max(at, self.start(day))
