"""What somebody leaves behind while they are away: the open work they hold, by tandem, with who could take it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.spans import on_day
from tandem.people.models import Absence, Delegation, Employee
from tandem.tandems.models import Seat, Tandem

from .days import morning_of
from .models import OPEN, Handoff, NextStep
from .queries import visible_steps
from .steps_told import told

LEFT = ("request", "todo")  # what another one can hold; an appointment is moved or cancelled, a hand-off answered


@dataclass(frozen=True)
class Left:
    """The work that one tandem, or the team's queue, would miss."""

    tandem: Tandem | None
    pieces: list[Any]  # told next steps
    taker: Employee | None  # the cover, else the partner

    @property
    def title(self) -> Text:
        """The tandem's name."""
        return self.tandem.name if self.tandem else _("the team's queue")

    @property
    def key(self) -> int:
        """Of the tandem; 0 for the queue."""
        return self.tandem.pk if self.tandem else 0


def pieces_left(absence: Absence, actor: Actor) -> QuerySet[NextStep]:
    """Requests and to-dos that are due before the person is back, unless they are passed on already."""
    rows = visible_steps(actor).filter(holder=absence.employee, kind__in=LEFT)
    if absence.end:
        rows = rows.filter(due_at__lt=morning_of(absence.end))
    passed = Handoff.objects.filter(about_kind=OuterRef("kind"), about_id=OuterRef("object_id"), state__in=OPEN)
    rows = told(rows.exclude(Exists(passed)), actor, customers=True)
    return rows.select_related("holder", "customer", "tandem").order_by("tandem", "due_at", "id")


def left_behind(absence: Absence, actor: Actor) -> list[Left]:
    """By tandem; three statements."""
    groups: dict[int, list[Any]] = {}
    for step in pieces_left(absence, actor):
        groups.setdefault(step.tandem_id or 0, []).append(step)
    takers = _takers(absence, [key for key in groups if key])
    return [Left(steps[0].tandem, steps, takers.get(key)) for key, steps in groups.items()]


def _takers(absence: Absence, tandem_ids: list[int]) -> dict[int, Employee]:
    seats = Seat.objects.filter(on_day(absence.start), tandem__in=tandem_ids).exclude(employee=absence.employee)
    found = {seat.tandem_id: seat.employee for seat in seats.select_related("employee__team")}
    covers = absence.delegations.filter(scope_kind=Tandem.ref_kind, scope_id__in=tandem_ids)
    covers = covers.filter(purpose=Delegation.COVER).select_related("deputy__team")
    return found | {cover.scope_id: cover.deputy for cover in covers}
