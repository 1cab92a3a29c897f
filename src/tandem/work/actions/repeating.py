"""What comes again: the next one of a to-do that is done."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from engines.recurrence import next_day
from tandem.people.openings import region_of
from tandem.work.days import END, local, working_days
from tandem.work.models import Todo, TodoItem
from tandem.work.steps import keep_step

_KEPT = ("customer_id", "tandem_id", "team_id", "holder_id", "about_kind", "about_id", "title", "text", "timed", "step")


def make_next(todo: Todo, at: datetime) -> Todo | None:
    """The next one, on a working day of the holder's region; None where there is none or it is there already."""
    if not todo.repeat or Todo.objects.filter(repeats=todo).exists():
        return None
    following = Todo(
        **{name: getattr(todo, name) for name in _KEPT},
        repeat=todo.repeat,
        repeat_from=todo.repeat_from,
        repeats=todo,
        due_at=next_due(todo, at),
        created_at=at,
        created_by=todo.created_by,
    )
    following.save()
    items = todo.items.all()
    TodoItem.objects.bulk_create(TodoItem(todo=following, position=item.position, text=item.text) for item in items)
    keep_step(following)
    return following


def next_due(todo: Todo, at: datetime) -> datetime:
    """When the next one is due: never a day that has passed, at the same hour of the clock."""
    due = timezone.localtime(todo.due_at)
    region = region_of(todo.holder) if todo.holder else todo.team.region
    after = max(due.date(), timezone.localdate(at))
    day = next_day(todo.repeat_from or due.date(), todo.repeat, after, working_days(region, at))
    return local(day, due.time() if todo.timed else END)
