"""Every morning: the programme is made fresh, days that are over are lived, old ones are asked about."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.people.models import Employee
from tandem.together.models import SwapDay, SwapStatus
from tandem.work.actions.todos import add_todo
from tandem.work.belonging import home_of_tandem
from tandem.work.days import end_of

from .programme import build_programme

ASKED_AFTER = timedelta(days=30)
ANSWERED_WITHIN = timedelta(days=7)


def follow_swaps(event: Event, at: datetime) -> None:
    """Daily; a second run finds nothing left to do."""
    actor, day = Actor.system(at, "schedule"), timezone.localdate(at)
    rows = SwapDay.objects.select_related("tandem__team", "host__team", "guest__team")
    for swap in rows.filter(status=SwapStatus.PLANNED, start__lte=day, end__gt=day):
        _renew(swap, actor, at)
    for swap in rows.filter(status=SwapStatus.PLANNED, end__lte=day):
        _mark_lived(swap, actor, at)
    asked = rows.filter(status__in=(SwapStatus.LIVED, SwapStatus.CLOSED), asked_at=None, outcome="")
    for swap in asked.filter(end__lte=day - ASKED_AFTER):
        _ask(swap, actor, at)


@transaction.atomic
def _renew(swap: SwapDay, actor: Actor, at: datetime) -> None:
    if lock(swap).is_planned:
        build_programme(swap, actor=actor, at=at)


@transaction.atomic
def _mark_lived(swap: SwapDay, actor: Actor, at: datetime) -> None:
    found = lock(swap)
    if found.is_planned:
        save_changes(found, {"status": SwapStatus.LIVED.value})
        record("swap_day.lived", found, found.tandem, actor=actor, at=at)


@transaction.atomic
def _ask(swap: SwapDay, actor: Actor, at: datetime) -> None:
    """A to-do of the guest, or of the host where the guest sits in another tandem."""
    found = lock(swap)
    if found.asked_at is not None:
        return
    holder = _holder(found, timezone.localdate(at))
    if holder is not None:
        with override(holder.language):
            title = _("What came of the swap day on %s?") % date_format(found.start, "SHORT_DATE_FORMAT")
        found.asked_todo = add_todo(
            None,
            values={"title": title, "due_at": end_of(timezone.localdate(at) + ANSWERED_WITHIN)},
            holder=holder,
            about=(SwapDay.ref_kind, found.pk),
            tandem=found.tandem,
            actor=actor,
            at=at,
        )
    found.asked_at = at
    found.version += 1
    found.save(update_fields=["asked_at", "asked_todo", "version"])
    record("swap_day.asked", found, found.tandem, actor=actor, at=at)


def _holder(swap: SwapDay, day: date) -> Employee | None:
    people = {person.pk: person for person in home_of_tandem(swap.tandem, day).people}
    return people.get(swap.guest_id) or people.get(swap.host_id)
