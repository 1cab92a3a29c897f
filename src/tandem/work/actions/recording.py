"""What the actions on hand-offs, to-dos, calls and reports share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.undo import old_values
from tandem.customers.rules import can_see_customer
from tandem.people.models import Employee
from tandem.work.models import Handoff, Todo, Work
from tandem.work.rules import may_hold
from tandem.work.steps import keep_step

W = TypeVar("W", bound=Work)
Ref = tuple[str, int]


def lock_work(piece: W, *, version: int | None = None) -> W:
    """The piece locked, with its customer at hand."""
    current = lock(piece, version=version)
    if current.customer_id == piece.customer_id:  # else it has gone to another one with its customer meanwhile
        current.customer = piece.customer
    return current


def record_work(
    verb: str,
    piece: Work,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the piece, its customer and its tandem; what the piece is called always goes with it."""
    subjects = (piece, piece.customer, piece.tandem, *others)
    return record(
        verb, *subjects, actor=actor, at=at, changes=changes, data={"name": str(piece)[:200], "piece": piece.pk, **data}
    )


def check_holder(person: Employee, piece: Work, at: datetime, *, field: str = "holder") -> None:
    """Invalid for somebody who cannot hold it: who does not sell, has left, or may not know its customer."""
    if not may_hold(person, piece) or not person.works_here_on(Actor.of(person, at).today):
        text = _("%s cannot hold work.") % person
        raise Invalid("cannot_hold", text, {field: text})
    customer = piece.customer
    if customer is not None and customer.restricted and not can_see_customer(Actor.of(person, at), customer):
        text = _("%s may not see this customer.") % person
        raise Invalid("cannot_see", text, {field: text})


def take_back(piece: Handoff | Todo, event: Event) -> dict[str, list[object]]:
    """Set the event's fields back to what they were; a Conflict when one of them has moved on since."""
    changes = save_changes(piece, old_values(piece, event))
    keep_step(piece)
    return changes


def about_fields(about: Ref | None) -> dict[str, Any]:
    """The two columns of what a piece springs from."""
    return {"about_kind": about[0], "about_id": about[1]} if about else {}
