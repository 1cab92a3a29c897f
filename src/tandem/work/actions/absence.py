"""Passing on what somebody holds while they are away: one hand-off per piece, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, TandemError
from tandem.core.jobs import Work as Running
from tandem.core.jobs import start_job
from tandem.core.models import Job
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.people.models import Absence, Employee
from tandem.work.leaving import pieces_left
from tandem.work.rules import can_hand_over_absence

from .handoffs import Offer, offer_handoff
from .recording import Ref

JOB = "handoffs.absence"
AT_ONCE = 300  # pieces that a page passes on itself; more are a job


@dataclass(frozen=True)
class Passing:
    """One piece on its way: what, to whom, by when."""

    ref: Ref
    customer: Customer | None
    title: str
    taker: Employee
    due_at: datetime


@dataclass(frozen=True)
class Passed:
    """What came of it."""

    offered: int
    refused: Sequence[str]  # why some were not, each once


def hand_over_absence(
    absence: Absence, passings: Iterable[Passing], *, expected: str, actor: Actor, at: datetime
) -> Passed:
    """Offer each piece; what is passed on already or over meanwhile is left where it is, and told."""
    require(can_hand_over_absence, actor, absence)
    if not expected.strip():
        raise Invalid("no_expected", _("Say what is expected."), {"expected": _("Say what is expected.")})
    offered, refused = 0, []
    for passing in passings:
        try:
            _offer(absence, passing, expected, actor, at)
            offered += 1
        except TandemError as error:
            refused.append(str(error.text))
    return Passed(offered, list(dict.fromkeys(refused)))


def start_absence_job(absence: Absence, takers: Mapping[int, int], *, expected: str, actor: Actor, at: datetime) -> Job:
    """The same for very many pieces, in the background: {tandem id or 0: taker's id}."""
    require(can_hand_over_absence, actor, absence)
    params: dict[str, Any] = {"absence": absence.pk, "expected": expected}
    params["takers"] = {str(tandem): taker for tandem, taker in takers.items()}
    title = _("Hand over the work of %s") % absence.employee
    return start_job(JOB, title=title, params=params, actor=actor, at=at, about=absence)


def run_absence_job(running: Running) -> Mapping[str, Any]:
    """The runner: what was passed on before it was cut off is refused a second time, so nothing is doubled."""
    params, actor = running.params, running.actor
    absence = Absence.objects.select_related("employee__team").get(pk=params["absence"])
    takers = Employee.objects.select_related("team").in_bulk(params["takers"].values())
    chosen = {int(tandem): takers[taker] for tandem, taker in params["takers"].items()}
    pieces = pieces_left(absence, actor)
    passings = passings_of(pieces, chosen, running.at)
    offered, refused = 0, 0
    for number, passing in enumerate(passings):
        running.progress(number, len(passings))
        done = hand_over_absence(absence, [passing], expected=params["expected"], actor=actor, at=running.at)
        offered, refused = offered + done.offered, refused + len(done.refused)
    return {"text": str(told(offered, refused)), "url": absence_url(absence)}


def passings_of(pieces: Iterable[Any], takers: Mapping[int, Employee], at: datetime) -> list[Passing]:
    """Pieces with the taker chosen for their tandem; what is late already is due on the next day."""
    return [
        Passing((step.kind, step.object_id), step.customer, step.title, taker, max(step.due_at, at + timedelta(days=1)))
        for step in pieces
        if (taker := takers.get(step.tandem_id or 0)) is not None
    ]


def told(offered: int, refused: int) -> str:
    """How it went, in a sentence."""
    if refused:
        return _("%(offered)d offered, %(refused)d stayed where they are.") % {"offered": offered, "refused": refused}
    return _("%d offered.") % offered


def absence_url(absence: Absence) -> str:
    """The page of the absence."""
    return reverse("people:absence", args=[absence.pk])


def _offer(absence: Absence, passing: Passing, expected: str, actor: Actor, at: datetime) -> None:
    offer = Offer(passing.title[:160], expected, passing.due_at)
    offer_handoff(
        passing.customer,
        offer,
        taker=passing.taker,
        about=passing.ref,
        giver=absence.employee,
        actor=actor,
        at=at,
    )
