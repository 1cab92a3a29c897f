"""Recurring work: at its hour a day records an event, and its handlers run like any other delivery."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from .actor import Actor
from .events import record
from .locking import lock
from .models import ScheduledDay

DAILY = "schedule.daily"
HOUR = time(3, 0)  # of the company's zone


def record_due(*, at: datetime) -> bool:
    """Record `schedule.daily` once per business day after its hour, however many workers ask."""
    day = timezone.localdate(at) if timezone.localtime(at).time() >= HOUR else timezone.localdate(at) - timedelta(1)
    if ScheduledDay.objects.filter(pk=1, last_day__gte=day).exists():
        return False
    with transaction.atomic():
        ScheduledDay.objects.get_or_create(pk=1, defaults={"last_day": day - timedelta(1)})
        row = lock(ScheduledDay(pk=1))
        if row.last_day >= day:
            return False
        row.last_day = day
        row.save(update_fields=["last_day"])
        record(DAILY, actor=Actor.system(at, "schedule"), at=at, data={"day": day.isoformat()})
    return True
