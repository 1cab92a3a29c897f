"""What happened to a tandem, told from its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.core.models import Event, EventSubject
from tandem.tandems.models import SeatRole, Tandem

PAGE = 20


@dataclass(frozen=True)
class HistoryEntry:
    """One event: who did what, and what it replaced."""

    id: int
    at: datetime
    half: str
    who: str
    told: str
    detail: str
    icon: str


def tandem_history(tandem: Tandem, *, with_weights: bool, before: int | None = None) -> tuple[list[HistoryEntry], bool]:
    """A page of the tandem's own events, newest first, and whether there are older ones; one statement."""
    told = [verb for verb in TOLD if with_weights or verb != "weights.set"]
    rows = EventSubject.objects.filter(kind=Tandem.ref_kind, object_id=tandem.pk, event__verb__in=told)
    if before:
        rows = rows.filter(event__lt=before)
    found = list(rows.filter(event__undo=None).select_related("event").order_by("-event")[: PAGE + 1])
    return [_entry(row.event) for row in found[:PAGE]], len(found) > PAGE


def _entry(event: Event) -> HistoryEntry:
    tell, icon = TOLD[event.verb]
    told, detail = tell(event.data)
    return HistoryEntry(event.pk, event.at, event.half, event.who, told, detail, icon)


Told = tuple[str, str]


def _formed(data: Mapping[str, Any]) -> Told:
    people = " · ".join(data[role] for role in SeatRole.values if data.get(role))
    return _("formed this tandem"), people


def _edited(data: Mapping[str, Any]) -> Told:
    changes = data["changes"]
    if "team" in changes:
        former, team = data["teams"]
        return _("moved it to team %s") % team, _("before: %s") % former
    former, name = changes["name"]
    return _("renamed it to %s") % name, _("before: %s") % former


def _closed(data: Mapping[str, Any]) -> Told:
    return _("closed it from %s on") % _day(data["from"]), ""


def _taken(data: Mapping[str, Any]) -> Told:
    former, name = data["changes"][data["role"]]
    words = {"name": name, "seat": SeatRole(data["role"]).label, "day": _day(data["from"])}
    return _("seated %(name)s from %(day)s on (%(seat)s)") % words, _("before: %s") % former if former else ""


def _vacated(data: Mapping[str, Any]) -> Told:
    words = {"seat": SeatRole(data["role"]).label, "day": _day(data["from"])}
    former = data["changes"][data["role"]][0]
    return _("left the seat vacant from %(day)s on (%(seat)s)") % words, _("before: %s") % former


def _weighted(data: Mapping[str, Any]) -> Told:
    former, now = data["changes"]["weights"]
    return _("set the weights to %(weights)s from %(day)s on") % {"weights": now, "day": _day(data["from"])}, _(
        "before: %s"
    ) % former


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso), "SHORT_DATE_FORMAT")


TOLD: dict[str, tuple[Callable[[Mapping[str, Any]], Told], str]] = {
    "tandem.formed": (_formed, "circle-plus"),
    "tandem.edited": (_edited, "pencil"),
    "tandem.closed": (_closed, "circle-x"),
    "seat.taken": (_taken, "arrows-exchange"),
    "seat.vacated": (_vacated, "user-minus"),
    "weights.set": (_weighted, "scale"),
}
