"""Swap days in the calendars of host and guest."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.spans import overlapping
from tandem.together.models import SwapDay, SwapStatus
from tandem.work.occasions import Occasion

from .rules import can_change_swap


def swap_occasions(people: Collection[int], start: date, end: date, actor: Actor) -> list[Occasion]:
    """The guest's time is taken; the host works on, which is what there is to see."""
    if not people:
        return []
    rows = SwapDay.objects.filter(overlapping(start, end), Q(host__in=people) | Q(guest__in=people))
    rows = rows.exclude(status=SwapStatus.CANCELLED).select_related("tandem", "host", "guest").order_by("start", "pk")
    found = []
    for swap in rows:
        url = swap.get_absolute_url() if can_change_swap(actor, swap) else ""
        for person, text in (
            (swap.guest, _("Swap day with %s") % swap.host.first_name),
            (swap.host, _("%s is here as a guest") % swap.guest.first_name),
        ):
            if person.pk in people:
                title = text if url else _("Busy")
                found.append(Occasion(person.pk, swap.start, swap.end, title, url, person == swap.guest))
    return [one for one in found if one.url or one.busy]
