"""Writing the company's lists: steps of the playbook, kinds of requests, customer classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.tandems.models import ClassPace, PlaybookStep, RequestKind
from tandem.tandems.rules import can_change_lists

from .rows import changed_since

Entry = PlaybookStep | RequestKind
E = TypeVar("E", PlaybookStep, RequestKind)
KEY = 40  # characters of a key
MOST = 40  # entries of a list that rules of play still show on one page


def add_step(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> PlaybookStep:
    """One more step, at the end."""
    return _add(PlaybookStep, "playbook_step.added", values, actor, at)


def add_kind(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> RequestKind:
    """One more kind of request, at the end."""
    return _add(RequestKind, "request_kind.added", values, actor, at)


def edit_step(
    step: PlaybookStep, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change names, lead or what it gives; None when nothing differs."""
    return _edit(step, "playbook_step.edited", values, version, actor, at)


def edit_kind(
    kind: RequestKind, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change names or answer times; requests that came in before keep their promise. None when nothing differs."""
    return _edit(kind, "request_kind.edited", values, version, actor, at)


def move_step(step: PlaybookStep, *, by: int, actor: Actor, at: datetime) -> Event:
    """One place up (-1) or down (+1) among the steps in use."""
    return _move(step, "playbook_step.moved", by, actor, at)


def move_kind(kind: RequestKind, *, by: int, actor: Actor, at: datetime) -> Event:
    """One place up (-1) or down (+1) among the kinds in use."""
    return _move(kind, "request_kind.moved", by, actor, at)


def retire_step(step: PlaybookStep, *, actor: Actor, at: datetime) -> Event:
    """Offered no more; what refers to it keeps it."""
    return _retire(step, "playbook_step.retired", actor, at)


def retire_kind(kind: RequestKind, *, actor: Actor, at: datetime) -> Event:
    """Offered no more; requests of this kind keep it."""
    return _retire(kind, "request_kind.retired", actor, at)


def restore_step(step: PlaybookStep, *, actor: Actor, at: datetime) -> Event:
    """Offered again, at the end."""
    return _restore(step, "playbook_step.restored", actor, at)


def restore_kind(kind: RequestKind, *, actor: Actor, at: datetime) -> Event:
    """Offered again, at the end."""
    return _restore(kind, "request_kind.restored", actor, at)


@transaction.atomic
def edit_pace(pace: ClassPace, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """How many days may pass between calls and visits of this class; None when nothing differs."""
    require(can_change_lists, actor, pace)
    pace = lock(pace, version=version)
    changes = save_changes(pace, dict(values))
    if not changes:
        return None
    return record("class_pace.edited", pace, actor=actor, at=at, changes=changes, data={"name": pace.customer_class})


def undo_entry_added(event: Event, actor: Actor, at: datetime) -> tuple[Entry, ...]:
    """Remove an entry that nobody has changed or used."""
    entry = _subject(event, actor)
    if entry.version != 1:
        raise changed_since()
    try:
        with transaction.atomic():
            entry.delete()
    except (ProtectedError, IntegrityError) as error:
        raise changed_since() from error
    return ()


def undo_entry(event: Event, actor: Actor, at: datetime) -> tuple[Entry, ...]:
    """The former names, times, lead, or whether it is in use."""
    entry = _subject(event, actor)
    values: dict[str, Any] = old_values(entry, event)
    if "name_de" in values:
        _check_name(type(entry), values, entry)
    save_changes(entry, values)
    return (entry,)


def undo_moved(event: Event, actor: Actor, at: datetime) -> tuple[Entry, ...]:
    """Back to its former place."""
    entry = _subject(event, actor)
    old, _new = event.changes["position"]
    old_values(entry, event)
    _place(entry, old - 1)
    return (entry,)


def undo_pace(event: Event, actor: Actor, at: datetime) -> tuple[ClassPace, ...]:
    """The former days."""
    pace = lock(ClassPace.objects.get(pk=event.subjects.get(kind=ClassPace.ref_kind).object_id))
    require(can_change_lists, actor, pace)
    save_changes(pace, old_values(pace, event))
    return (pace,)


@transaction.atomic
def _add(model: type[E], verb: str, values: Mapping[str, Any], actor: Actor, at: datetime) -> E:
    require(can_change_lists, actor)
    lock_name(model.ref_kind)  # two who add at once take different keys and places
    _check_name(model, values)
    if model.objects.filter(retired_at=None).count() >= MOST:
        raise Refused("list_full", _("This list is full. Retire an entry first."))
    entry = model.objects.create(key=_key(model, values), position=_last(model) + 1, **values)
    record(verb, entry, actor=actor, at=at, data={"name": entry.name_de})
    return entry


@transaction.atomic
def _edit(entry: Entry, verb: str, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    require(can_change_lists, actor, entry)
    entry = lock(entry, version=version)
    _check_name(type(entry), values, entry)
    changes = save_changes(entry, dict(values))
    return record(verb, entry, actor=actor, at=at, changes=changes, data=_named(entry)) if changes else None


@transaction.atomic
def _move(entry: Entry, verb: str, by: int, actor: Actor, at: datetime) -> Event:
    require(can_change_lists, actor, entry)
    lock_name(entry.ref_kind)
    entry = lock(entry)
    if entry.retired_at:
        raise Refused("not_in_use", _("This is not in use. Bring it back first."))
    changes = _place(entry, None, by)
    return record(verb, entry, actor=actor, at=at, changes=changes, data=_named(entry))


@transaction.atomic
def _retire(entry: Entry, verb: str, actor: Actor, at: datetime) -> Event:
    require(can_change_lists, actor, entry)
    lock_name(entry.ref_kind)
    entry = lock(entry)
    if entry.retired_at:
        raise Refused("retired_already", _("This has been retired already."))
    if not type(entry).objects.filter(retired_at=None).exclude(pk=entry.pk).exists():
        raise Refused("last_entry", _("This is the last one in use, so it stays."))
    changes = save_changes(entry, {"retired_at": at})
    return record(verb, entry, actor=actor, at=at, changes=changes, data=_named(entry))


@transaction.atomic
def _restore(entry: Entry, verb: str, actor: Actor, at: datetime) -> Event:
    require(can_change_lists, actor, entry)
    lock_name(entry.ref_kind)
    entry = lock(entry)
    if not entry.retired_at:
        raise Refused("in_use_already", _("This is in use already."))
    changes = save_changes(entry, {"retired_at": None, "position": _last(type(entry)) + 1})
    return record(verb, entry, actor=actor, at=at, changes=changes, data=_named(entry))


def _place(entry: Entry, index: int | None, by: int = 0) -> dict[str, list[Any]]:
    """Put the entry at an index, or so many places on, among those in use, which are numbered from 1 anew."""
    rows: list[Any] = list(type(entry).objects.filter(retired_at=None))
    old = rows.index(entry)
    new = old + by if index is None else index
    if not 0 <= new < len(rows):
        raise Refused("at_the_end", _("It stands at the end already."))
    rows.insert(new, rows.pop(old))
    for number, row in enumerate(rows, 1):
        if row.pk == entry.pk:
            save_changes(entry, {"position": number})
        elif row.position != number:
            type(row).objects.filter(pk=row.pk).update(position=number)
    return {"position": [old + 1, new + 1]}


def _check_name(model: type[Entry], values: Mapping[str, Any], entry: Entry | None = None) -> None:
    others = model.objects.filter(name_de__iexact=values["name_de"])
    if entry:
        others = others.exclude(pk=entry.pk)
    if others.exists():
        text = _("This name is taken.")
        raise Invalid("name_taken", text, {"name_de": text})


def _key(model: type[Entry], values: Mapping[str, Any]) -> str:
    """A word for code and rules of play that stays the same when names change."""
    base = slugify(values.get("name_en") or values["name_de"])[: KEY - 4] or model.ref_kind.replace("_", "-")
    taken = set(model.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _last(model: type[Entry]) -> int:
    return model.objects.aggregate(last=Max("position"))["last"] or 0


def _subject(event: Event, actor: Actor) -> Entry:
    found = event.subjects.get()
    model: type[Entry] = PlaybookStep if found.kind == PlaybookStep.ref_kind else RequestKind
    lock_name(model.ref_kind)
    entry = model.objects.filter(pk=found.object_id).first()
    if entry is None:
        raise changed_since()
    require(can_change_lists, actor, entry)
    return lock(entry)


def _named(entry: Entry) -> dict[str, str]:
    return {"name": entry.name_de}
