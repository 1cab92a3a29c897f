"""Writing to-dos: making, changing, passing them around, putting off, finishing. Exactly one person holds each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Customer
from tandem.people.mentions import mentions_told
from tandem.people.models import Employee, Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Tandem
from tandem.work.belonging import home_for
from tandem.work.days import FURTHEST
from tandem.work.models import Todo, TodoItem
from tandem.work.rules import can_add_work, can_work_for, can_work_on
from tandem.work.steps import keep_step

from .passing import end_with, refuse_while_offered
from .recording import Ref, about_fields, check_holder, lock_work, record_work
from .repeating import make_next

MOST_ITEMS = 100


@transaction.atomic
def add_todo(
    customer: Customer | None,
    *,
    values: Mapping[str, Any],
    holder: Employee,
    items: Sequence[str] = (),
    about: Ref | None = None,
    tandem: Tandem | None = None,
    team: Team | None = None,
    source_key: str | None = None,
    actor: Actor,
    at: datetime,
) -> Todo:
    """Note what is to be done, by whom and by when: title, text, due_at, timed, repeat, step.

    With a customer it belongs to its tandem; else to `tandem`, to `team`, or to the tandem of whoever makes it.
    """
    require(can_add_work, actor, customer)
    if tandem is not None:
        require(can_work_for, actor, tandem)
    if customer is not None:
        customer = lock_standing(customer)
    home = home_for(customer, actor, tandem=tandem, team=team)
    todo = Todo(
        customer=customer,
        tandem=home.tandem,
        team=home.team,
        holder=holder,
        created_at=at,
        created_by=signed_in(actor),
        source_key=source_key,
        **about_fields(about),
        **values,
    )
    _check(todo, at)
    check_holder(holder, todo, at)
    todo.repeat_from = timezone.localdate(todo.due_at) if todo.repeat else None
    todo.save()
    _note_items(todo, items)
    keep_step(todo)
    named = mentions_told(todo.text, actor, about=todo)
    record_work("todo.added", todo, actor=actor, at=at, holder=str(holder), **named)
    return todo


@transaction.atomic
def edit_todo(todo: Todo, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change title, text, due time or how it comes again; None when nothing differs."""
    require(can_work_on, actor, todo)
    todo = lock_open(todo, version=version)
    new = dict(values)
    _check(Todo(**{name: getattr(todo, name) for name in ("title", "due_at", "repeat")} | new), at)
    if new.get("due_at", todo.due_at) != todo.due_at:
        new["snoozed_until"] = None
    if {"due_at", "repeat"} & {name for name, value in new.items() if getattr(todo, name) != value}:
        repeats = new.get("repeat", todo.repeat)
        new["repeat_from"] = timezone.localdate(new.get("due_at", todo.due_at)) if repeats else None
    before = todo.text
    changes = save_changes(todo, new)
    if not changes:
        return None
    keep_step(todo)
    named = mentions_told(todo.text, actor, about=todo, before=before)
    return record_work("todo.edited", todo, actor=actor, at=at, changes=changes, **named)


@transaction.atomic
def take_todo(todo: Todo, *, seen: int | None = None, actor: Actor, at: datetime) -> Event:
    """Hold it oneself. `seen` is the holder that was shown (0: nobody); Refused where somebody else was faster."""
    require(can_work_on, actor, todo)
    person = signed_in(actor)
    if person is None:
        raise Refused("nobody", _("Only a person can hold work."))
    shown = (todo.holder_id or 0) if seen is None else seen
    todo = lock_open(todo)
    _refuse_moved(todo, shown, person)
    refuse_while_offered(todo)
    check_holder(person, todo, at)
    before = str(todo.holder or "")
    changes = save_changes(todo, {"holder": person, "snoozed_until": None})
    keep_step(todo)
    return record_work("todo.taken", todo, actor=actor, at=at, changes=changes, holder=str(person), before=before)


@transaction.atomic
def give_todo(
    todo: Todo, holder: Employee, *, reason: str = "", seen: int | None = None, actor: Actor, at: datetime
) -> Event:
    """Let somebody else hold it, with the reason where there is one; a promise with a time is a hand-off."""
    require(can_work_on, actor, todo)
    shown = (todo.holder_id or 0) if seen is None else seen
    todo = lock_open(todo)
    _refuse_moved(todo, shown, holder)
    refuse_while_offered(todo)
    check_holder(holder, todo, at)
    kept = {"holder": str(holder), "before": str(todo.holder or ""), "reason": reason.strip()[:500]}
    changes = save_changes(todo, {"holder": holder})
    keep_step(todo)
    return record_work("todo.given", todo, actor=actor, at=at, changes=changes, **kept)


@transaction.atomic
def snooze_todo(todo: Todo, *, until: datetime, actor: Actor, at: datetime) -> Event:
    """Have it come back at an instant; its due time stays what it was."""
    require(can_work_on, actor, todo)
    todo = lock_open(todo)
    if not at < until <= at + FURTHEST:
        raise Invalid("snooze_when", _("Choose a later time."), {"until": _("Choose a later time.")})
    changes = save_changes(todo, {"snoozed_until": until})
    keep_step(todo)
    return record_work("todo.snoozed", todo, actor=actor, at=at, changes=changes)


@transaction.atomic
def finish_todo(todo: Todo, *, actor: Actor, at: datetime) -> Event:
    """Done. One that comes again makes the next one, exactly once; an open hand-off of it ends with it."""
    require(can_work_on, actor, todo)
    todo = lock_open(todo)
    changes = save_changes(todo, {"done_at": at, "done_by": signed_in(actor)})
    keep_step(todo)
    following = make_next(todo, at)
    kept = end_with(todo, actor=actor, at=at)
    if following is not None:
        record_work("todo.repeated", following, actor=actor, at=at, of=todo.pk)
        kept["next"] = following.pk
    return record_work("todo.done", todo, actor=actor, at=at, changes=changes, **kept)


@transaction.atomic
def reopen_todo(todo: Todo, *, actor: Actor, at: datetime) -> Event:
    """It was not done after all; what came of its repetition stays."""
    require(can_work_on, actor, todo)
    todo = lock_work(todo)
    if todo.done_at is None or todo.removed_at:
        raise Refused("todo_open", _("This to-do is open already."))
    changes = save_changes(todo, {"done_at": None, "done_by": None})
    keep_step(todo)
    return record_work("todo.reopened", todo, actor=actor, at=at, changes=changes)


@transaction.atomic
def remove_todo(todo: Todo, *, actor: Actor, at: datetime) -> Event:
    """Nobody will do it; an open hand-off of it ends with it."""
    require(can_work_on, actor, todo)
    todo = lock_work(todo)
    if todo.removed_at:
        raise Refused("removed_already", _("This to-do has been removed already."))
    changes = save_changes(todo, {"removed_at": at})
    keep_step(todo)
    kept = end_with(todo, actor=actor, at=at)
    return record_work("todo.removed", todo, actor=actor, at=at, changes=changes, **kept)


def lock_open(todo: Todo, *, version: int | None = None) -> Todo:
    """The to-do locked; Refused with who was faster where it is over."""
    current = lock_work(todo, version=version)
    if current.removed_at:
        raise Refused("removed_already", _("This to-do has been removed already."))
    if current.done_at:
        text = _("%s has done this already.") % current.done_by if current.done_by else _("This is done already.")
        raise Refused("done_already", text)
    return current


def _refuse_moved(todo: Todo, shown: int, wanted: Employee) -> None:
    """Somebody was faster, or it is where it shall go."""
    if todo.holder_id == wanted.pk:
        raise Refused("holds_already", _("%s holds this already.") % todo.holder)
    if (todo.holder_id or 0) != shown:
        text = _("%s holds this now and was faster. Nothing was changed; talk to each other, then take it.")
        raise Refused("held", text % todo.holder if todo.holder else _("Nobody holds this any more; look again."))


def _check(todo: Todo, at: datetime) -> None:
    wrong: dict[str, Text] = {}
    if not todo.title.strip():
        wrong["title"] = _("Say what is to be done.")
    if not at - FURTHEST < todo.due_at < at + FURTHEST:
        wrong["day"] = _("Choose a nearer day.")
    if wrong:
        raise Invalid("todo_wrong", _("The to-do is not right yet."), wrong)


def _note_items(todo: Todo, items: Sequence[str]) -> None:
    texts = [text.strip()[:200] for text in items if text.strip()][:MOST_ITEMS]
    TodoItem.objects.bulk_create(TodoItem(todo=todo, position=n, text=text) for n, text in enumerate(texts, 1))
