"""Writing a to-do's checklist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.work.models import Todo, TodoItem
from tandem.work.rules import can_work_on

from .recording import record_work
from .todos import MOST_ITEMS, lock_open


@transaction.atomic
def add_item(todo: Todo, *, text: str, actor: Actor, at: datetime) -> TodoItem:
    """One more line at the end."""
    require(can_work_on, actor, todo)
    todo = lock_open(todo)
    if not text.strip():
        raise Invalid("no_text", _("Say what belongs to it."), {"text": _("Say what belongs to it.")})
    if todo.items.count() >= MOST_ITEMS:
        raise Refused("too_many", _("A checklist has at most %d lines.") % MOST_ITEMS)
    last = todo.items.aggregate(last=Max("position"))["last"] or 0
    item = TodoItem.objects.create(todo=todo, position=last + 1, text=text.strip()[:200])
    record_work("todo.item_added", todo, actor=actor, at=at, item=item.pk, text=item.text)
    return item


@transaction.atomic
def tick_item(item: TodoItem, *, actor: Actor, at: datetime) -> Event:
    """Done; Refused where somebody else did it meanwhile."""
    require(can_work_on, actor, item.todo)
    todo = lock_open(item.todo)
    item = _there(item.pk)
    if item.done_at:
        raise Refused("ticked_already", _("%s has ticked this already.") % (item.done_by or ""))
    _set(item, at, actor)
    return record_work("todo.item_ticked", todo, actor=actor, at=at, item=item.pk, text=item.text)


@transaction.atomic
def untick_item(item: TodoItem, *, actor: Actor, at: datetime) -> Event:
    """Not done after all."""
    require(can_work_on, actor, item.todo)
    todo = lock_open(item.todo)
    item = _there(item.pk)
    if item.done_at is None:
        raise Refused("not_ticked", _("This is open already."))
    _set(item, None, actor)
    return record_work("todo.item_unticked", todo, actor=actor, at=at, item=item.pk, text=item.text)


@transaction.atomic
def remove_item(item: TodoItem, *, actor: Actor, at: datetime) -> Event:
    """It does not belong to it."""
    require(can_work_on, actor, item.todo)
    todo = lock_open(item.todo)
    item = _there(item.pk)
    kept: dict[str, Any] = {"text": item.text, "position": item.position, "ticked": item.done_at is not None}
    item.delete()
    return record_work("todo.item_removed", todo, actor=actor, at=at, **kept)


def undo_item_added(event: Event, actor: Actor, at: datetime) -> tuple[Todo]:
    """Take the line out again."""
    todo = _todo_of(event, actor)
    _there(event.data["item"]).delete()
    return (todo,)


def undo_item_ticked(event: Event, actor: Actor, at: datetime) -> tuple[Todo]:
    """Untick, or tick again."""
    todo = _todo_of(event, actor)
    item, ticked = _there(event.data["item"]), event.verb == "todo.item_ticked"
    if bool(item.done_at) != ticked:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    _set(item, None if ticked else at, actor)
    return (todo,)


def undo_item_removed(event: Event, actor: Actor, at: datetime) -> tuple[Todo]:
    """Put the line back where it was."""
    todo, data = _todo_of(event, actor), event.data
    item = TodoItem(todo=todo, position=data["position"], text=data["text"])
    _set(item, at if data["ticked"] else None, actor)
    return (todo,)


def _todo_of(event: Event, actor: Actor) -> Todo:
    todo = Todo.objects.select_related("customer").get(pk=event.subjects.get(kind=Todo.ref_kind).object_id)
    require(can_work_on, actor, todo)
    return lock_open(todo)


def _there(key: int) -> TodoItem:
    item = TodoItem.objects.select_related("done_by").filter(pk=key).first()
    if item is None:
        raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."))
    return item


def _set(item: TodoItem, at: datetime | None, actor: Actor) -> None:
    item.done_at, item.done_by = at, signed_in(actor) if at else None
    item.save()
