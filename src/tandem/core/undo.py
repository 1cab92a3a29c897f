"""Taking back one's own change, as long as nothing else came on top of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .errors import Conflict, Refused
from .events import record
from .locking import lock
from .models import Event, EventUndo
from .rules import require

Undoer = Callable[[Event, Actor, datetime], tuple[models.Model | None, ...]]  # None is passed over, as by `record`
KEPT = timedelta(days=30)


@cache
def undoers() -> Mapping[str, Undoer]:
    """Which verbs can be taken back, and how (config/reactions.py)."""
    found: Mapping[str, Undoer] = import_string(settings.TANDEM_UNDOERS)
    return found


def can_undo_event(actor: Actor, event: Event) -> bool:
    """Own changes only, of a kind that can be taken back, for thirty days."""
    mine = (event.actor_kind, event.actor_id) == (actor.kind, actor.id)
    return mine and event.verb in undoers() and event.at > actor.at - KEPT


@transaction.atomic
def undo_event(event: Event, *, actor: Actor, at: datetime) -> Event:
    """Run the verb's undoer and record `<verb>.undone`; a second call is refused."""
    require(can_undo_event, actor, event)
    event = lock(event)
    if EventUndo.objects.filter(event=event).exists():
        raise Refused("undone_already", _("This has been taken back already."))
    subjects = undoers()[event.verb](event, actor, at)
    undone = record(f"{event.verb}.undone", *subjects, actor=actor, at=at, data={"undoes": event.pk})
    try:
        EventUndo.objects.create(event=event, undone_by=undone)
    except IntegrityError as error:
        raise Refused("undone_already", _("This has been taken back already.")) from error
    return undone


def old_values(instance: models.Model, event: Event) -> dict[str, object]:
    """The old values of the event's changes; a Conflict when a field has moved on since."""
    values: dict[str, object] = {}
    for name, (old, new) in event.changes.items():
        column = instance._meta.get_field(name)
        attribute = str(column.attname) if column.is_relation else name  # type: ignore[union-attr]
        if getattr(instance, attribute) != column.to_python(new):  # type: ignore[union-attr]
            raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
        values[attribute] = column.to_python(old)  # type: ignore[union-attr]
    return values
