"""Planning: the default quarter, and each step with its owner, day and to-do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee, Team
from tandem.people.queries import signed_in
from tandem.programme.models import Programme, Review, Step
from tandem.programme.rules import can_finish_step, can_plan_programme
from tandem.programme.texts import quarter
from tandem.work.actions.todos import add_todo, edit_todo, finish_todo, give_todo, remove_todo, reopen_todo
from tandem.work.days import end_of
from tandem.work.models import Todo

REVIEWS = (30, 90, 180)


@transaction.atomic
def plan_programme(*, title: str, starts_on: date, actor: Actor, at: datetime) -> Programme:
    """With all steps of the default quarter and the three reviews; nobody owns a step yet."""
    require(can_plan_programme, actor)
    programme = Programme.objects.create(title=title, starts_on=starts_on, created_by=signed_in(actor), created_at=at)
    Step.objects.bulk_create(
        Step(programme=programme, key=one.key, due_on=starts_on + timedelta(one.day)) for one in quarter()
    )
    Review.objects.bulk_create(Review(programme=programme, days=days) for days in REVIEWS)
    record("programme.planned", programme, actor=actor, at=at, data={"title": title, "from": starts_on.isoformat()})
    return programme


@transaction.atomic
def edit_programme(
    programme: Programme, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Title and first day; with the day all open steps move along. None when nothing differs."""
    require(can_plan_programme, actor)
    programme = lock(programme, version=version)
    moved = values.get("starts_on", programme.starts_on) - programme.starts_on
    changes = save_changes(programme, dict(values))
    if not changes:
        return None
    if moved:
        for step in programme.steps.filter(done_at=None).select_related("owner__team", "todo"):
            save_changes(step, {"due_on": step.due_on + moved})
            _keep_todo(step, actor, at)
    return record("programme.edited", programme, actor=actor, at=at, changes=changes)


@transaction.atomic
def add_step(programme: Programme, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> Step:
    """One of one's own."""
    require(can_plan_programme, actor)
    step = Step.objects.create(programme=programme, **values)
    _keep_todo(step, actor, at)
    record("programme.step_added", programme, actor=actor, at=at, data={"step": str(step)})
    return step


@transaction.atomic
def change_step(step: Step, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Owner and day (title of one's own); the owner gets it as a to-do. None when nothing differs."""
    require(can_plan_programme, actor)
    step = _lock_open(step, version=version)
    changes = save_changes(step, dict(values))
    if not changes:
        return None
    _keep_todo(step, actor, at)
    data = {"step": str(step)}
    return record("programme.step_changed", step.programme, actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def finish_step(step: Step, *, actor: Actor, at: datetime) -> Event:
    """Done, and its to-do with it."""
    require(can_finish_step, actor, step)
    step = _lock_open(step)
    save_changes(step, {"done_at": at, "done_by": signed_in(actor)})
    todo = step.todo
    if todo is not None and todo.done_at is None and todo.removed_at is None:
        finish_todo(todo, actor=Actor.system(at, actor.label), at=at)
    return record("programme.step_done", step.programme, actor=actor, at=at, data={"step": str(step), "key": step.pk})


def undo_step_done(event: Event, actor: Actor, at: datetime) -> tuple[Programme, ...]:
    """It was not done after all, nor its to-do that ended with it."""
    step = Step.objects.filter(pk=event.data["key"]).first()
    if step is None or step.done_at != event.at:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    require(can_finish_step, actor, step)
    step = lock(step)
    save_changes(step, {"done_at": None, "done_by": None})
    todo = step.todo
    if todo is not None and todo.done_at == event.at and todo.removed_at is None:
        reopen_todo(todo, actor=Actor.system(at, actor.label), at=at)
    return (step.programme,)


@transaction.atomic
def reopen_step(step: Step, *, actor: Actor, at: datetime) -> Event:
    """It was not done after all; the owner gets it anew."""
    require(can_plan_programme, actor)
    step = lock(step)
    if step.done_at is None:
        raise Refused("open", _("This step is open."))
    save_changes(step, {"done_at": None, "done_by": None, "todo": None})
    _keep_todo(step, actor, at)
    return record("programme.step_reopened", step.programme, actor=actor, at=at, data={"step": str(step)})


def _lock_open(step: Step, *, version: int | None = None) -> Step:
    step = lock(step, version=version)
    if step.done_at is not None:
        raise Refused("done", _("This step is done. Open it again to change something."))
    return step


def _keep_todo(step: Step, actor: Actor, at: datetime) -> None:
    """The owner's to-do as the step has it. It is planned by the programme, whoever may plan but not work with it."""
    system, owner, todo = Actor.system(at, actor.label), step.owner, step.todo
    if todo is not None and (todo.done_at is not None or todo.removed_at is not None):
        todo = None
    home = _home(owner) if owner is not None else None
    if owner is None or home is None:
        if todo is not None:
            remove_todo(todo, actor=system, at=at)
        save_changes(step, {"todo": None})
        return
    if todo is None:
        save_changes(step, {"todo": _new_todo(step, owner, home, system, at)})
        return
    if todo.holder_id != owner.pk:
        give_todo(todo, owner, actor=system, at=at)
        todo.refresh_from_db()
    edit_todo(todo, values={"due_at": end_of(step.due_on)}, version=todo.version, actor=system, at=at)


def _new_todo(step: Step, owner: Employee, home: Team, system: Actor, at: datetime) -> Todo:
    with override(owner.language):
        title = str(step)
    values = {"title": title[:160], "due_at": end_of(step.due_on)}
    about = (Step.ref_kind, step.pk)
    return add_todo(None, values=values, holder=owner, about=about, team=home, actor=system, at=at)


def _home(owner: Employee) -> Team | None:
    """Where the to-do belongs: the owner's team, or the one they lead."""
    return owner.team or Team.objects.filter(manager=owner).order_by("pk").first()
