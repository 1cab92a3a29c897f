"""The evening after: a note of each, shared once both have written, and what becomes of it. No words in events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.together.models import SwapDay, SwapNote, SwapStatus
from tandem.work.actions.todos import add_todo, finish_todo
from tandem.work.belonging import home_of_tandem
from tandem.work.days import end_of
from tandem.work.models import Todo

from .queries import visible_notes
from .rules import can_note_swap

LONGEST = 2000  # characters of each answer
QUESTIONS = ("surprised", "will_do", "should_change")


@transaction.atomic
def write_note(
    swap: SwapDay, *, values: Mapping[str, str], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """One's own note, new or changed. With the second one the day is closed, and each reads the other's."""
    require(can_note_swap, actor, swap)
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only the two write about their day."))
    swap = lock(swap)
    _require_lived(swap, actor)
    wanted = _checked(values)
    note = SwapNote.objects.filter(swap=swap, author=person).first()
    if note is None:
        if version:
            raise Conflict("removed_meanwhile", _("This note was deleted meanwhile."))
        SwapNote.objects.create(swap=swap, author=person, written_at=at, **wanted)
        event = record("swap_day.noted", swap, actor=actor, at=at)
        return _close(swap, actor, at) or event
    note = lock(note, version=version)
    if not save_changes(note, dict(wanted)):
        return None
    return record("swap_day.note_changed", swap, actor=actor, at=at)


@transaction.atomic
def remove_note(note: SwapNote, *, actor: Actor, at: datetime) -> Event:
    """Gone for good: nobody has to keep standing what they wrote about themselves."""
    require(is_author, actor, note)
    swap = lock(note.swap)
    lock(note).delete()
    return record("swap_day.note_removed", swap, actor=actor, at=at)


@transaction.atomic
def turn_note_into_todo(
    note: SwapNote, *, title: str, holder: Employee, due_on: date, actor: Actor, at: datetime
) -> Event:
    """What should change becomes work of the tandem with one holder, once."""
    require(can_read_note, actor, note)
    swap = lock(note.swap)
    note = lock(note)
    if note.todo and note.todo.removed_at is None:
        raise Refused("todo_already", _("This is a to-do already."))
    if holder.pk not in {person.pk for person in home_of_tandem(swap.tandem, actor.today).people}:
        text = _("One of the two holds it.")
        raise Invalid("holder", text, {"holder": text})
    if due_on < actor.today:
        text = _("Choose today or a later day.")
        raise Invalid("past", text, {"due_on": text})
    note.todo = add_todo(
        None,
        values={"title": title.strip()[:200], "due_at": end_of(due_on)},
        holder=holder,
        about=(SwapDay.ref_kind, swap.pk),
        tandem=swap.tandem,
        actor=actor,
        at=at,
    )
    note.version += 1
    note.save(update_fields=["todo", "version"])
    return record("swap_day.turned", swap, actor=actor, at=at, data={"todo": note.todo.pk})


@transaction.atomic
def tell_outcome(swap: SwapDay, *, outcome: str, version: int, actor: Actor, at: datetime) -> Event | None:
    """What came of it, asked after thirty days; the to-do that asked is done with it. None when nothing differs."""
    require(can_note_swap, actor, swap)
    swap = lock(swap, version=version)
    _require_lived(swap, actor)
    if not outcome.strip():
        text = _("Write something.")
        raise Invalid("outcome", text, {"outcome": text})
    if not save_changes(swap, {"outcome": outcome.strip()[:LONGEST], "outcome_by": signed_in(actor)}):
        return None
    asked: Todo | None = swap.asked_todo
    if asked is not None and asked.is_open:
        finish_todo(asked, actor=actor, at=at)
    return record("swap_day.outcome_told", swap, swap.tandem, actor=actor, at=at)


def is_author(actor: Actor, note: SwapNote) -> bool:
    """Only who wrote it."""
    person = signed_in(actor)
    return person is not None and person.pk == note.author_id


def can_read_note(actor: Actor, note: SwapNote) -> bool:
    """Its author, and the other one once both have written."""
    return visible_notes(actor).filter(pk=note.pk).exists()


def _close(swap: SwapDay, actor: Actor, at: datetime) -> Event | None:
    """Lived with the first note, closed with the second."""
    both = {swap.host_id, swap.guest_id} <= set(swap.notes.values_list("author", flat=True))
    if not both:
        if swap.is_planned:
            save_changes(swap, {"status": SwapStatus.LIVED.value})
        return None
    if not save_changes(swap, {"status": SwapStatus.CLOSED.value}):
        return None
    return record("swap_day.closed", swap, swap.tandem, actor=actor, at=at)


def _require_lived(swap: SwapDay, actor: Actor) -> None:
    if swap.status == SwapStatus.CANCELLED:
        raise Refused("cancelled", _("This swap day was cancelled. Plan another one."))
    if swap.start > actor.today:
        raise Refused("not_yet", _("This swap day is still to come. Write in the evening of that day."))


def _checked(values: Mapping[str, str]) -> dict[str, str]:
    wanted = {name: values.get(name, "").strip() for name in QUESTIONS}
    if not any(wanted.values()):
        text = _("Write at least one sentence.")
        raise Invalid("empty", text, {"surprised": text})
    long = {name: _("At most %d characters.") % LONGEST for name, text in wanted.items() if len(text) > LONGEST}
    if long:
        raise Invalid("long", _("This is too long."), long)
    return wanted
