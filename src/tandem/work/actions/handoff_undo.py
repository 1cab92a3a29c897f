"""Taking back what was done to a hand-off, and with it what had moved along."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import undo_event
from tandem.customers.models import Customer
from tandem.work.models import Handoff, HandoffState, Request, Todo
from tandem.work.rules import can_answer_handoff, can_withdraw_handoff
from tandem.work.steps import keep_step

from .moving import move_back
from .passing import open_handoff
from .recording import lock_work, take_back

Undone = tuple[Handoff | Customer | Request | Todo, ...]


def undo_offered(event: Event, actor: Actor, at: datetime) -> Undone:
    """Withdraw it, as long as nobody has answered."""
    handoff = _handoff_of(event, actor)
    if handoff.state != HandoffState.OFFERED:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    save_changes(handoff, {"state": HandoffState.WITHDRAWN, "ended_at": at})
    keep_step(handoff)
    return _subjects(handoff)


def undo_answered(event: Event, actor: Actor, at: datetime) -> Undone:
    """Take back an acceptance, a return, a withdrawal: it stands as before, and so does what had moved."""
    handoff = _handoff_of(event, actor)
    _refuse_second(handoff)
    take_back(handoff, event)
    piece = move_back(handoff.about, event.data.get("moved"))
    return _subjects(handoff, *([piece] if piece is not None else []))


def undo_done(event: Event, actor: Actor, at: datetime) -> Undone:
    """It is not done after all; neither is the to-do that was done with it."""
    handoff = _handoff_of(event, actor)
    _refuse_second(handoff)
    take_back(handoff, event)
    finished = Event.objects.filter(pk=event.data.get("todo_done") or 0, undo=None).first()
    if finished is not None:
        undo_event(finished, actor=actor, at=at)
    piece = move_back(handoff.about, event.data.get("moved"))
    return _subjects(handoff, *([piece] if piece is not None else []))


def _refuse_second(handoff: Handoff) -> None:
    """What was passed on anew since cannot be open twice."""
    other = open_handoff(handoff.about) if handoff.about else None
    if other is not None and other.pk != handoff.pk:
        raise Conflict("changed_since", _("This was handed over anew since, so it cannot be taken back."))


def _handoff_of(event: Event, actor: Actor) -> Handoff:
    key = event.subjects.get(kind=Handoff.ref_kind).object_id
    handoff = Handoff.objects.select_related("customer", "giver", "taker").get(pk=key)
    gave = event.verb in ("handoff.offered", "handoff.withdrawn")
    require(can_withdraw_handoff if gave else can_answer_handoff, actor, handoff)
    return lock_work(handoff)


def _subjects(handoff: Handoff, *others: Request | Todo) -> Undone:
    return (handoff, *([handoff.customer] if handoff.customer else []), *others)


def withdraw_open(key: int, at: datetime) -> None:
    """A hand-off whose ground is gone: withdrawn, as long as nobody has answered."""
    handoff = Handoff.objects.filter(pk=key, state=HandoffState.OFFERED).first()
    if handoff is not None:
        save_changes(lock_work(handoff), {"state": HandoffState.WITHDRAWN, "ended_at": at})
        keep_step(Handoff.objects.get(pk=key))
