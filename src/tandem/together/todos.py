"""Lines of the minutes as to-dos of the tandem."""

from __future__ import annotations

from datetime import date, datetime

from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.work.actions.todos import add_todo, remove_todo
from tandem.work.days import end_of
from tandem.work.models import Todo

from .models import Meeting, MinuteItem


def todo_from(item: MinuteItem, *, title: str, holder: Employee, due_on: date, actor: Actor, at: datetime) -> Todo:
    """A to-do without a customer, due at the end of that day; what was said stays in the minutes."""
    return add_todo(
        None,
        values={"title": title.strip()[:200], "due_at": end_of(due_on)},
        holder=holder,
        about=(Meeting.ref_kind, item.meeting_id),
        tandem=item.meeting.tandem,
        actor=actor,
        at=at,
    )


def drop_todo(todo: Todo, *, actor: Actor, at: datetime) -> bool:
    """Whether it could be dropped: nobody has touched it yet."""
    if todo.version != 1 or not todo.is_open:
        return False
    remove_todo(todo, actor=actor, at=at)
    return True
