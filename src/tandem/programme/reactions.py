"""A step and its to-do are one piece of work: done or open again together, whichever of the two was touched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.core.actor import EMPLOYEE, Actor
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.work.models import Todo

from .models import Step


@transaction.atomic
def follow_todo(event: Event, at: datetime) -> None:
    """The to-do was done, opened again, or its end taken back; a step that is so already stays."""
    keys = event.subjects.filter(kind=Todo.ref_kind).values("object_id")
    step = Step.objects.filter(todo__in=keys).select_related("todo").first()
    todo = step.todo if step is not None else None
    if step is None or todo is None:
        return
    step = lock(step)
    if todo.removed_at or (todo.done_at is None) == (step.done_at is None):
        return
    person = event.actor_id if event.actor_kind == EMPLOYEE and todo.done_at else None
    save_changes(step, {"done_at": todo.done_at, "done_by_id": person})
    verb = "programme.step_done" if todo.done_at else "programme.step_reopened"
    record(verb, step.programme, actor=Actor.system(at, event.actor_label), at=at, data={"step": str(step)})
