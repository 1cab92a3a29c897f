"""The council's page: every purpose with its switch, and what has ever been switched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.models import Event, EventSubject

from .models import Purpose, Role, WorksAgreement
from .queries import visible_agreements

HISTORY = 100
DEEDS = {
    "agreement.recorded": _("recorded"),
    "agreement.ended": _("ended"),
    "agreement.withdrawn": _("withdrawn"),
}


@dataclass(frozen=True)
class Switch:
    """One purpose: the agreements in force today (none: off), and those to come."""

    purpose: str
    label: str
    holding: Sequence[WorksAgreement]
    coming: Sequence[WorksAgreement]


@dataclass(frozen=True)
class Deed:
    """One entry of the history, told from its event alone."""

    event: Event
    label: str
    purpose: str
    audience: str
    first: date
    last: date | None
    agreement_id: int | None  # where its row still stands


def switches(actor: Actor) -> list[Switch]:
    """Every purpose, on or off, with who recorded what is in force as `recorded`; two statements."""
    rows = list(visible_agreements(actor).exclude(end__lte=actor.today).order_by("start", "pk"))
    for row, event in _recorded(rows):
        row.recorded = event  # type: ignore[attr-defined]
    return [
        Switch(
            purpose.value,
            str(purpose.label),
            [row for row in rows if row.purpose == purpose and row.holds_on(actor.today)],
            [row for row in rows if row.purpose == purpose and row.start > actor.today],
        )
        for purpose in Purpose
    ]


def history(actor: Actor, *, before: int | None = None) -> list[Deed]:
    """What was recorded, ended and withdrawn, newest first; the next page goes on before the last one's id."""
    found = Event.objects.filter(verb__in=DEEDS).order_by("-pk")
    if before:
        found = found.filter(pk__lt=before)
    events = found.prefetch_related("subjects")[:HISTORY]
    rows = set(visible_agreements(actor).values_list("pk", flat=True))
    return [_deed(event, rows) for event in events]


def _recorded(rows: Sequence[WorksAgreement]) -> list[tuple[WorksAgreement, Event]]:
    found = EventSubject.objects.filter(
        kind=WorksAgreement.ref_kind, object_id__in=[row.pk for row in rows], event__verb="agreement.recorded"
    ).select_related("event")
    events = {subject.object_id: subject.event for subject in found}
    return [(row, events[row.pk]) for row in rows if row.pk in events]


def _deed(event: Event, rows: set[int]) -> Deed:
    keys = [subject.object_id for subject in event.subjects.all() if subject.kind == WorksAgreement.ref_kind]
    audience = event.data.get("audience", [])
    end = event.data["to"]
    return Deed(
        event=event,
        first=date.fromisoformat(event.data["from"]),
        last=date.fromisoformat(end) - timedelta(1) if end else None,
        label=str(DEEDS[event.verb]),
        purpose=str(Purpose(event.data["purpose"]).label),
        audience=", ".join(str(role.label) for role in Role if role in audience),
        agreement_id=next((key for key in keys if key in rows), None),
    )
