"""Writing pipelines and their stages. What stands in a stage is never lost with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.pipeline.models import Opportunity, Pipeline, Stage, State
from tandem.pipeline.rules import can_change_pipelines

from .bulk import move_all, weigh_all

MOST_PIPELINES, MOST_STAGES = 12, 12
KEY = 40  # characters of a key


@transaction.atomic
def add_pipeline(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> Pipeline:
    """One more way to sell, with a first stage, for without one nothing can stand in it."""
    require(can_change_pipelines, actor)
    lock_name("pipelines")
    rows = Pipeline.objects.filter(retired_at=None)
    _check_name(rows, values["name_de"])
    if rows.count() >= MOST_PIPELINES:
        raise Refused("list_full", _("There are enough pipelines. Retire one first."))
    pipeline = Pipeline.objects.create(key=_key(Pipeline, values), position=_last(Pipeline.objects.all()) + 1, **values)
    first = {"name_de": "Neu", "name_en": "New", "chance_ppm": 100_000, "position": 1}
    Stage.objects.create(pipeline=pipeline, key=_key(Stage, {"name_de": f"{pipeline.key} new"}), **first)
    record("pipeline.added", pipeline, actor=actor, at=at, data={"name": pipeline.name_de})
    return pipeline


@transaction.atomic
def edit_pipeline(
    pipeline: Pipeline, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Another name; None when nothing differs."""
    require(can_change_pipelines, actor, pipeline)
    pipeline = lock(pipeline, version=version)
    _check_name(Pipeline.objects.filter(retired_at=None).exclude(pk=pipeline.pk), values["name_de"])
    changes = save_changes(pipeline, dict(values))
    data = {"name": pipeline.name_de}
    return record("pipeline.edited", pipeline, actor=actor, at=at, changes=changes, data=data) if changes else None


@transaction.atomic
def retire_pipeline(pipeline: Pipeline, *, actor: Actor, at: datetime) -> Event:
    """Offered no more; refused while something is open in it, and for the last one."""
    require(can_change_pipelines, actor, pipeline)
    lock_name("pipelines")
    pipeline = lock(pipeline)
    if pipeline.retired_at:
        raise Refused("retired_already", _("This has been retired already."))
    if Opportunity.objects.filter(stage__pipeline=pipeline, state=State.OPEN).exists():
        raise Refused("still_open", _("Opportunities are open in it. Move them into another pipeline first."))
    if not Pipeline.objects.filter(retired_at=None).exclude(pk=pipeline.pk).exists():
        raise Refused("last_entry", _("This is the last one in use, so it stays."))
    changes = save_changes(pipeline, {"retired_at": at})
    data = {"name": pipeline.name_de}
    return record("pipeline.retired", pipeline, actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def add_stage(pipeline: Pipeline, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> Stage:
    """One more stage, at the end."""
    require(can_change_pipelines, actor, pipeline)
    lock_name("pipelines")
    rows = Stage.objects.filter(pipeline=pipeline, retired_at=None)
    _check_name(rows, values["name_de"])
    if rows.count() >= MOST_STAGES:
        raise Refused("list_full", _("This pipeline has enough stages. Merge two first."))
    key = _key(Stage, {"name_de": f"{pipeline.key} {values.get('name_en') or values['name_de']}"})
    stage = Stage.objects.create(pipeline=pipeline, key=key, position=_last(pipeline.stages.all()) + 1, **values)
    record("stage.added", stage, pipeline, actor=actor, at=at, data={"name": stage.name_de})
    return stage


@transaction.atomic
def edit_stage(stage: Stage, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Names, lead, probability, what it demands; None when nothing differs.

    Another probability weighs everything anew that stands in it and has none of its own. What a stage demands is
    asked when something enters it: what stands there already may stay.
    """
    require(can_change_pipelines, actor, stage)
    stage = lock(stage, version=version)
    others = Stage.objects.filter(pipeline=stage.pipeline_id, retired_at=None).exclude(pk=stage.pk)
    _check_name(others, values.get("name_de", stage.name_de))
    changes = save_changes(stage, dict(values))
    if not changes:
        return None
    weighed = weigh_all(stage, actor=actor, at=at) if "chance_ppm" in changes else 0
    data = {"name": stage.name_de, "weighed": weighed}
    return record("stage.edited", stage, stage.pipeline, actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def move_stage(stage: Stage, *, by: int, actor: Actor, at: datetime) -> Event:
    """One place on (+1) or back (-1) among the stages in use, which are numbered from 1 anew."""
    require(can_change_pipelines, actor, stage)
    lock_name("pipelines")
    stage = lock(stage)
    rows = list(Stage.objects.filter(pipeline=stage.pipeline_id, retired_at=None).order_by("position", "pk"))
    if stage not in rows:
        raise Refused("not_in_use", _("This is not in use. Bring it back first."))
    old = rows.index(stage)
    if not 0 <= old + by < len(rows):
        raise Refused("at_the_end", _("It stands at the end already."))
    rows.insert(old + by, rows.pop(old))
    for number, row in enumerate(rows, 1):
        if row.position != number:
            save_changes(row, {"position": number})
    changes = {"position": [old + 1, old + by + 1]}
    data = {"name": stage.name_de}
    return record("stage.moved", stage, stage.pipeline, actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def retire_stage(stage: Stage, *, into: Stage | None, actor: Actor, at: datetime) -> Event:
    """Offered no more. What is open in it goes into another stage of a pipeline in use; refused without one."""
    require(can_change_pipelines, actor, stage)
    lock_name("pipelines")
    stage = lock(stage)
    if stage.retired_at:
        raise Refused("retired_already", _("This has been retired already."))
    if not Stage.objects.filter(pipeline=stage.pipeline_id, retired_at=None).exclude(pk=stage.pk).exists():
        raise Refused("last_entry", _("This is the last stage of its pipeline, so it stays."))
    standing = Opportunity.objects.filter(stage=stage, state=State.OPEN).count()
    if standing and (into is None or into.pk == stage.pk or into.retired_at or into.pipeline.retired_at):
        text = _("Opportunities stand in it: choose the stage that they go into.")
        raise Invalid("stage_not_empty", text, {"into": text})
    moved = move_all(stage, into, actor=actor, at=at) if standing and into else 0
    changes = save_changes(stage, {"retired_at": at})
    data = {"name": stage.name_de, "moved": moved, "into": str(into.name_de) if moved and into else ""}
    return record("stage.retired", stage, stage.pipeline, actor=actor, at=at, changes=changes, data=data)


def undo_pipeline(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """The former name."""
    pipeline = lock(Pipeline.objects.get(pk=event.subjects.get(kind=Pipeline.ref_kind).object_id))
    require(can_change_pipelines, actor, pipeline)
    save_changes(pipeline, old_values(pipeline, event))
    return (pipeline,)


def undo_stage(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """The former names, lead, probability and demands; with another probability all is weighed anew."""
    stage = lock(Stage.objects.get(pk=event.subjects.get(kind=Stage.ref_kind).object_id))
    require(can_change_pipelines, actor, stage)
    changes = save_changes(stage, old_values(stage, event))
    if "chance_ppm" in changes:
        weigh_all(stage, actor=actor, at=at)
    return stage, stage.pipeline


def _check_name(others: models.QuerySet[Any], name: str) -> None:
    if others.filter(name_de__iexact=name).exists():
        raise Invalid("name_taken", _("This name is taken."), {"name_de": _("This name is taken.")})


def _key(model: type[Pipeline] | type[Stage], values: Mapping[str, Any]) -> str:
    """A word for code that stays the same when names change."""
    base = slugify(values.get("name_en") or values["name_de"])[: KEY - 4] or model.ref_kind
    taken = set(model._default_manager.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _last(rows: models.QuerySet[Any]) -> int:
    return rows.aggregate(last=Max("position"))["last"] or 0
