"""Taking back what was done to a to-do."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.work.models import Todo
from tandem.work.rules import can_work_on
from tandem.work.steps import keep_step

from .passing import open_again
from .recording import lock_work, take_back

Undone = tuple[Todo | Customer, ...]


def undo_added(event: Event, actor: Actor, at: datetime) -> Undone:
    """Take back a to-do just made."""
    todo = _todo_of(event, actor)
    if not todo.is_open:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    drop_todo(todo, at)
    return _subjects(todo)


def undo_changed(event: Event, actor: Actor, at: datetime) -> Undone:
    """Take back an edit, taking, giving, putting off or reopening."""
    todo = _todo_of(event, actor)
    take_back(todo, event)
    return _subjects(todo)


def undo_ended(event: Event, actor: Actor, at: datetime) -> Undone:
    """Open again what was finished or removed; the next one goes where nobody has touched it."""
    todo = _todo_of(event, actor)
    take_back(todo, event)
    open_again(event.data)
    following = Todo.objects.filter(pk=event.data.get("next") or 0, repeats=todo).first()
    if following is not None and following.is_open and following.version == 1:
        drop_todo(lock(following), at)
    return _subjects(todo)


def drop_todo(todo: Todo, at: datetime) -> None:
    """Out of every list, and no longer what another one has become."""
    save_changes(todo, {"removed_at": at, "repeats": None, "source_key": None})
    keep_step(todo)


def _todo_of(event: Event, actor: Actor) -> Todo:
    key = event.subjects.get(kind=Todo.ref_kind).object_id
    todo = Todo.objects.select_related("customer").get(pk=key)
    require(can_work_on, actor, todo)
    return lock_work(todo)


def _subjects(todo: Todo) -> Undone:
    return (todo, todo.customer) if todo.customer else (todo,)
