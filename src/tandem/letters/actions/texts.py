"""Keeping the texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.letters.models import TextTemplate
from tandem.letters.placeholders import check_text
from tandem.letters.rules import can_edit_texts

FIELDS = ("subject", "body")


@transaction.atomic
def add_text(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> TextTemplate:
    """A new template; Invalid at the field that holds a placeholder which is not on the list."""
    require(can_edit_texts, actor)
    row = TextTemplate(**values)
    _check(row)
    row.save()
    record("text.added", row, actor=actor, at=at, data={"name": row.name})
    return row


@transaction.atomic
def edit_text(
    row: TextTemplate, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change a template; mails that were sent stay as they were."""
    require(can_edit_texts, actor, row)
    row = lock(row, version=version)
    for name, value in values.items():
        setattr(row, name, value)
    _check(row)
    row.refresh_from_db()
    changes = save_changes(row, dict(values))
    return record("text.edited", row, actor=actor, at=at, changes=changes, data={"name": row.name}) if changes else None


@transaction.atomic
def retire_text(row: TextTemplate, *, actor: Actor, at: datetime) -> Event:
    """Offer it no longer."""
    return _retire(row, "text.retired", at, actor=actor, at=at)


@transaction.atomic
def restore_text(row: TextTemplate, *, actor: Actor, at: datetime) -> Event:
    """Offer it again."""
    return _retire(row, "text.restored", None, actor=actor, at=at)


def undo_retired(event: Event, actor: Actor, at: datetime) -> tuple[TextTemplate, ...]:
    """Take back that a template is offered no longer."""
    row = TextTemplate.objects.get(pk=event.subjects.get(kind=TextTemplate.ref_kind).object_id)
    _retire(row, "text.restored", None, actor=actor, at=at)
    return (row,)


def _retire(row: TextTemplate, verb: str, value: datetime | None, *, actor: Actor, at: datetime) -> Event:
    require(can_edit_texts, actor, row)
    row = lock(row)
    if bool(row.retired_at) == bool(value):
        raise Refused("so_already", _("This is so already."))
    if value is None:
        _check(row)
    changes = save_changes(row, {"retired_at": value})
    return record(verb, row, actor=actor, at=at, changes=changes, data={"name": row.name})


def _check(row: TextTemplate) -> None:
    for name in FIELDS:
        check_text(getattr(row, name), row.kind, name)
    lock_name("letters.templates")
    same = TextTemplate.objects.filter(kind=row.kind, language=row.language, name__iexact=row.name, retired_at=None)
    if same.exclude(pk=row.pk).exists():
        text = _("There is a text of this name for this already.")
        raise Invalid("name_taken", text, {"name": text})
