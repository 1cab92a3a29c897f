"""A lost race on an order: the head field by field, the lines by what they come to."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tandem.core import forms
from tandem.core.errors import Conflict
from tandem.core.models import Event
from tandem.core.templatetags.tandem import money

from .forms import EntryForm
from .models import Order


def conflict_rows(entry: EntryForm, error: Conflict) -> dict[str, Any]:
    """What core/_conflict.html needs; the typed lines stay, and saving them again is a decision."""
    order: Order = error.current
    found = forms.conflict_rows(entry.head, error)
    amounts = {
        "mine": entry.table.net_cents,
        "theirs": order.net_cents,
        "before": _net_before(order, entry.head.shown_version),
    }
    if len(set(amounts.values())) > 1 or not found["conflict"]:
        told = {side: money(cents, order.currency) for side, cents in amounts.items()}
        found["conflict"].append({"label": _("Lines, net in all"), **told})
    return found


def _net_before(order: Order, version: int) -> int:
    """The net at the version the person saw: what the corrections since then have replaced."""
    events = Event.objects.filter(
        verb="order.edited", subjects__kind=Order.ref_kind, subjects__object_id=order.pk
    ).order_by("-id")[: max(0, order.version - version)]
    olds: list[int] = [event.changes["net_cents"][0] for event in events if "net_cents" in event.changes]
    return olds[-1] if olds else order.net_cents
