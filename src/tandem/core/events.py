"""Recording what happened, in the transaction of the deed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.utils.module_loading import import_string

from .actor import Actor
from .bulk import insert_many
from .models import Delivery, Event, EventSubject

Handler = Callable[[Event, datetime], None]
_trail: ContextVar[uuid.UUID | None] = ContextVar("trail", default=None)


@cache
def reactions() -> Mapping[str, tuple[Handler, ...]]:
    """The one visible map from verbs to handlers (config/reactions.py)."""
    found: Mapping[str, tuple[Handler, ...]] = import_string(settings.TANDEM_REACTIONS)
    return found


def without_lock(handler: Handler) -> Handler:
    """Mark a handler that talks to the world and writes nothing here: the outbox runs it outside its transaction.

    Nobody who writes waits for a slow mail server. Cut off in between it runs again: better twice than never.
    """
    handler.__dict__["without_lock"] = True
    return handler


def handler_name(handler: Handler) -> str:
    """The name under which a delivery is stored: app.function."""
    return f"{handler.__module__.split('.')[1]}.{handler.__name__}"


@contextmanager
def trail(of: uuid.UUID | None = None) -> Iterator[uuid.UUID]:
    """All events recorded inside belong to one trail."""
    current = of or uuid.uuid4()
    token = _trail.set(current)
    try:
        yield current
    finally:
        _trail.reset(token)


def record(
    verb: str,
    *subjects: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event with its subjects and one delivery per handler; None among subjects is passed over."""
    content = dict(data or {})
    if changes:
        content["changes"] = dict(changes)
    event = Event.objects.create(
        verb=verb,
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:150],
        half=actor.half,
        trail=_trail.get() or uuid.uuid4(),
        data=content,
    )
    EventSubject.objects.bulk_create(_subjects(event, subjects))
    Delivery.objects.bulk_create(
        Delivery(event=event, handler=handler_name(handler), next_at=at) for handler in reactions().get(verb, ())
    )
    return event


@dataclass
class Draft:
    """An event of a bulk path, before it has an id. `subjects` are (kind, id) pairs."""

    verb: str
    at: datetime
    subjects: list[tuple[str, int]]
    data: dict[str, Any] = field(default_factory=dict)
    half: str = ""
    actor: Actor | None = None
    trail: uuid.UUID = field(default_factory=uuid.uuid4)


def record_many(drafts: Iterable[Draft], *, actor: Actor, deliver: bool) -> int:
    """Write many events at once; `deliver=False` for history that nothing has to react to any more."""
    drafts = list(drafts)
    events = [_event(draft, draft.actor or actor) for draft in drafts]
    insert_many(events)
    _insert_subjects(
        (event.pk, kind, key) for event, draft in zip(events, drafts, strict=True) for kind, key in draft.subjects
    )
    if deliver:
        Delivery.objects.bulk_create(
            [
                Delivery(event_id=event.pk, handler=handler_name(handler), next_at=event.at)
                for event in events
                for handler in reactions().get(event.verb, ())
            ],
            2000,
        )
    return len(events)


def _insert_subjects(rows: Iterable[tuple[int, str, int]]) -> None:
    """Most rows of every bulk path: as plain tuples, since nobody needs them as objects."""
    table = connection.ops.quote_name(EventSubject._meta.db_table)
    statement = f"INSERT INTO {table} (event_id, kind, object_id) VALUES (%s, %s, %s)"  # noqa: S608  our own table
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _event(draft: Draft, actor: Actor) -> Event:
    return Event(
        verb=draft.verb,
        at=draft.at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label,
        half=draft.half or actor.half,
        trail=draft.trail,
        data=draft.data,
    )


def _subjects(event: Event, subjects: Iterable[models.Model | None]) -> list[EventSubject]:
    refs = {(thing.ref_kind, thing.pk): None for thing in subjects if thing is not None}  # type: ignore[attr-defined]
    return [EventSubject(event=event, kind=kind, object_id=key) for kind, key in refs]
