"""A month of the day's work: requests, hand-offs, to-dos, appointments, calls and visit reports of every tandem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

from django.db import models

from tandem.core import search
from tandem.customers.models import Lifecycle
from tandem.tandems.models import RequestKind
from tandem.work.entries import request_entry
from tandem.work.models import (
    Answer,
    Appointment,
    Attendee,
    Call,
    Handoff,
    NextStep,
    Request,
    Todo,
    TodoItem,
    VisitReport,
)
from tandem.work.over import sweep_over
from tandem.work.pace import refresh_paces
from tandem.work.steps import Piece, step_of

from .dealings import Desk
from .firms import Firm
from .meetings import Meetings
from .passing import Passing
from .rota import Rota
from .stage import Stage
from .wishes import Wishes

M = TypeVar("M", bound=models.Model)


def write_work(stage: Stage, rota: Rota, firms: Sequence[Firm]) -> None:
    """Plan all of it tandem by tandem, then write kind by kind, steps last."""
    dice = stage.dice("work")
    kinds = {kind.key: kind for kind in RequestKind.objects.all()}
    desks = [Desk(stage, rota, tandem, own, kinds, dice) for tandem, own in _by_tandem(stage, firms)]
    wishes = [Wishes(desk) for desk in desks]
    passing = [Passing(desk) for desk in desks]
    meetings = [Meetings(desk) for desk in desks]
    requests = _write(Request, chain.from_iterable(part.requests() for part in wishes))
    search.put_many(request_entry(request) for request in requests)
    _write(Answer, chain.from_iterable(part.answers() for part in wishes))
    handoffs = _write(Handoff, chain.from_iterable(part.handoffs() for part in passing))
    todos = _write(Todo, chain.from_iterable(part.todos() for part in passing))
    _write(TodoItem, chain.from_iterable(part.items() for part in passing))
    appointments = _write(Appointment, chain.from_iterable(part.appointments() for part in meetings))
    _write(Attendee, chain.from_iterable(part.attendees() for part in meetings))
    _write(VisitReport, chain.from_iterable(part.reports() for part in meetings))
    _write(Call, chain.from_iterable(part.calls() for part in meetings))
    pieces: list[Piece] = [*requests, *handoffs, *todos, *appointments]
    NextStep.objects.bulk_create([row for row in map(step_of, pieces) if row is not None], 2000)
    parts: list[Wishes | Passing | Meetings] = [*wishes, *passing, *meetings]
    for part in parts:
        part.tell()
    search.replace_many(request_entry(request) for request in requests)
    refresh_paces(None, stage.calendar.at)
    while sweep_over(stage.calendar.at):
        pass


def _write(model: type[M], rows: Iterable[M]) -> list[M]:
    return list(model._default_manager.bulk_create(list(rows), 2000))


def _by_tandem(stage: Stage, firms: Sequence[Firm]) -> list[tuple[int, list[Firm]]]:
    """The firms that each tandem owns today and still sells to, in the order of their numbers."""
    found: dict[int, list[Firm]] = {}
    for firm in firms:
        owner = firm.owner_on(stage.calendar.today)
        if owner is not None and firm.fate != Lifecycle.LOST and firm.contacts:
            found.setdefault(owner, []).append(firm)
    return sorted(found.items())
