"""What a merge does, step by step, written down so that it can be undone: rows that move and fields that change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import models

from tandem.core.locking import Versioned
from tandem.core.models import EventSubject

AT_ONCE = 5000
Step = dict[str, Any]


class Steps:
    """Does each step at once and remembers it as plain data."""

    def __init__(self) -> None:
        self.done: list[Step] = []

    def move(self, rows: models.QuerySet[Any], field: str, old: Any, new: Any) -> list[int]:
        """Write `new` where `field` says `old`, among these rows; the ids of those that moved."""
        model = rows.model
        ids = list(rows.filter(**{field: old}).order_by("pk").values_list("pk", flat=True))
        if ids:
            _write(model, ids, field, old, new)
            step = {"do": "rows", "model": model._meta.label_lower, "field": field, "old": old, "new": new, "ids": ids}
            self.done.append(step)
        return ids

    def change(self, thing: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Set the fields of one row that differ, by the names of their columns."""
        changes = _save(thing, values)
        if changes:
            kept = {name: [_stored(thing, name, value) for value in pair] for name, pair in changes.items()}
            self.done.append({"do": "set", "model": thing._meta.label_lower, "id": thing.pk, "fields": kept})
        return changes

    def retell(self, kind: str, old: int, new: int) -> None:
        """The events about one are from now on about the other, except those that concern both anyway."""
        both = EventSubject.objects.filter(kind=kind, object_id=new)
        mine = EventSubject.objects.filter(kind=kind, object_id=old).exclude(event__in=both.values("event"))
        self.move(mine, "object_id", old, new)


def undo_steps(steps: list[Step]) -> list[Step]:
    """Take the steps back, last first; what has been changed since stays, and is told: model, id, field, was, is."""
    kept: list[Step] = []
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        if step["do"] == "rows":
            _write(model, step["ids"], step["field"], step["new"], step["old"])
        else:
            kept += _set_back(model, step)
    return kept


def _set_back(model: type[models.Model], step: Step) -> list[Step]:
    thing = model._default_manager.filter(pk=step["id"]).first()
    if thing is None:
        return []
    back, kept = {}, []
    for name, (old, new) in step["fields"].items():
        current = getattr(thing, name)
        if current == _loaded(thing, name, new) and _is_there(thing, name, old):
            back[name] = _loaded(thing, name, old)
        else:
            told = {"was": old, "is": _stored(thing, name, current)}
            kept.append({"model": step["model"], "id": step["id"], "field": name, **told})
    _save(thing, back)
    return kept


def _is_there(thing: models.Model, name: str, value: Any) -> bool:
    """Whether what a field named before can be named again: a group may have been removed since."""
    column = _column(thing, name)
    if not column.is_relation or not column.null or value is None:
        return True
    return bool(column.related_model._default_manager.filter(pk=value).exists())


def _write(model: type[models.Model], ids: list[int], field: str, old: Any, new: Any) -> None:
    for start in range(0, len(ids), AT_ONCE):
        rows = model._default_manager.filter(pk__in=ids[start : start + AT_ONCE], **{field: old})
        rows.update(**{field: new})


def _save(thing: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    changes = {}
    for name, new in values.items():
        old = getattr(thing, name)
        if old != new:
            changes[name] = [old, new]
            setattr(thing, name, new)
    if changes:
        fields = [*changes]
        if isinstance(thing, Versioned):
            thing.version += 1
            fields.append("version")
        thing.save(update_fields=fields)
    return changes


def _column(thing: models.Model, name: str) -> Any:
    return next(field for field in thing._meta.concrete_fields if name in (field.attname, field.name))


def _stored(thing: models.Model, name: str, value: Any) -> Any:
    """As JSON keeps it."""
    column = _column(thing, name)
    if value is None or isinstance(value, bool | int | str) or column.get_internal_type() == "JSONField":
        return value
    return column.to_python(value).isoformat() if hasattr(value, "isoformat") else column.value_to_string(thing)


def _loaded(thing: models.Model, name: str, value: Any) -> Any:
    column = _column(thing, name)
    return column.target_field.to_python(value) if column.is_relation else column.to_python(value)
