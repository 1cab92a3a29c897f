"""Ringing a lead in a call session: taking it, and what the call gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.people.queries import signed_in
from tandem.pipeline.models import Lead, LeadNote, LeadState
from tandem.pipeline.rules import can_work_on_lead
from tandem.work.actions.calls import NextTodo
from tandem.work.actions.todo_undo import drop_todo
from tandem.work.actions.todos import add_todo
from tandem.work.models import Outcome, Todo

from .leads import lead_of, lock_lead, record_lead


@transaction.atomic
def take_lead_call(lead: Lead, *, actor: Actor, at: datetime) -> bool:
    """Hold it from now on, so that nobody is rung twice; False where somebody else was faster."""
    require(can_work_on_lead, actor, lead)
    person, current = signed_in(actor), lock(lead)
    if current.state != LeadState.NEW or current.holder_id not in (None, actor.id):
        return False
    if current.holder_id is None and (changes := save_changes(current, {"holder": person})):
        record_lead("lead.edited", current, actor=actor, at=at, changes=changes)
    return True


@transaction.atomic
def log_lead_call(
    lead: Lead, *, outcome: str, text: str = "", following: NextTodo | None = None, actor: Actor, at: datetime
) -> LeadNote:
    """Keep that somebody rang, as a note of the lead, with the to-do that follows. Who was reached is not new."""
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead)
    if outcome not in Outcome.values:
        raise Invalid("talk_wrong", _("This is not right yet."), {"outcome": _("Say what came of it.")})
    told = _("Called: %s.") % Outcome(outcome).label
    note = LeadNote.objects.create(lead=lead, text=f"{told} {text.strip()}".strip(), at=at, author=signed_in(actor))
    values: dict[str, object] = {} if outcome == Outcome.MISSED else {"state": LeadState.TALKING.value}
    changes = save_changes(lead, values if lead.state == LeadState.NEW else {})
    kept: dict[str, Any] = {"outcome": outcome, "text": text.strip()[:200], "note": note.pk}
    if following is not None:
        about = (Lead.ref_kind, lead.pk)
        todo = add_todo(None, values=following.values(), holder=following.holder, about=about, actor=actor, at=at)
        kept["todo"] = todo.pk
    record_lead("lead.called", lead, actor=actor, at=at, changes=changes, **kept)
    return note


def undo_called(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Nobody rang: the note goes, and the to-do while nobody has touched it."""
    lead = lock_lead(lead_of(event, actor))
    note = LeadNote.objects.filter(pk=event.data["note"], lead=lead).first()
    if note is None:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    if "state" in event.changes:
        save_changes(lead, old_values(lead, event))
    note.delete()
    todo = Todo.objects.filter(pk=event.data.get("todo") or 0, version=1, done_at=None, removed_at=None).first()
    if todo is not None:
        drop_todo(lock(todo), at)
    return lead, lead.tandem
