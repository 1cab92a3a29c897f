"""Every morning: pairs that have had nothing together for long are reminded, once per stretch."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event, EventSubject
from tandem.core.spans import on_day
from tandem.tandems.models import Seat, Tandem
from tandem.together.models import ActivityState, TeamActivity, TogetherSettings

VERB = "tandem.idle"


def remind_idle_pairs(event: Event, at: datetime) -> None:
    """Two who sit together for at least as long, without an activity, a plan for one, or a reminder since."""
    day = timezone.localdate(at)
    since = at - timedelta(days=TogetherSettings.load().idle_days)
    lively = TeamActivity.objects.exclude(state=ActivityState.CANCELLED).filter(made_at__gte=since)
    recent = TeamActivity.objects.filter(state=ActivityState.FIXED, starts_at__gte=since)
    busy = {*lively.values_list("tandem", flat=True), *recent.values_list("tandem", flat=True)}
    told = EventSubject.objects.filter(kind=Tandem.ref_kind, event__verb=VERB, event__at__gte=since)
    busy |= set(told.values_list("object_id", flat=True))
    seats: dict[Tandem, set[int]] = {}
    rows = Seat.objects.filter(on_day(day), start__lte=timezone.localdate(since)).select_related("tandem")
    for seat in rows.order_by("tandem__pk"):
        seats.setdefault(seat.tandem, set()).add(seat.employee_id)
    for tandem, people in seats.items():
        if tandem.pk not in busy and len(people) > 1:
            _remind(tandem, at)


@transaction.atomic
def _remind(tandem: Tandem, at: datetime) -> None:
    record("tandem.idle", lock(tandem), actor=Actor.system(at, "schedule"), at=at)
