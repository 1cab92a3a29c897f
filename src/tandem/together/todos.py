"""Lines of the minutes as to-dos of the tandem."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.models import Todo
from tandem.work.steps import keep_step

from .models import Meeting, MinuteItem


def todo_from(item: MinuteItem, *, title: str, holder: Employee, due_on: date, actor: Actor, at: datetime) -> Todo:
    """A to-do without a customer, due at the end of that day; what was said stays in the minutes."""
    tandem = item.meeting.tandem
    todo = Todo.objects.create(
        tandem=tandem,
        team_id=tandem.team_id,
        holder=holder,
        title=title.strip()[:200],
        due_at=timezone.make_aware(datetime.combine(due_on, time(23, 59))),
        about_kind=Meeting.ref_kind,
        about_id=item.meeting_id,
        created_at=at,
        created_by=signed_in(actor),
    )
    keep_step(todo)
    record("todo.added", todo, tandem, holder, actor=actor, at=at, data={"title": todo.title})
    return todo


def drop_todo(todo: Todo, *, actor: Actor, at: datetime) -> bool:
    """Whether it could be dropped: nobody has touched it yet."""
    todo = lock(todo)
    if todo.version != 1 or not todo.is_open:
        return False
    todo.removed_at = at
    todo.save(update_fields=["removed_at"])
    keep_step(todo)
    return True
