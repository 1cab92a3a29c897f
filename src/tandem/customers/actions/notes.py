"""Writing notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Customer, Note
from tandem.customers.queries import about
from tandem.customers.rules import can_edit_note, can_serve_customer
from tandem.people.mentions import mentioned, newly_mentioned
from tandem.people.queries import signed_in

from .standing import lock_standing


@transaction.atomic
def add_note(customer: Customer, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> tuple[Note, Event]:
    """Keep what was said or seen; whoever talks to the customer may."""
    require(can_serve_customer, actor, customer)
    customer = lock_standing(customer)
    _check_contact(values, customer)
    named = mentioned(values.get("text", ""), actor, about=customer)
    note = Note.objects.create(customer=customer, at=at, author=signed_in(actor), mentions=named, **values)
    subjects = (*about(customer, actor), note.contact)
    data = {"kind": note.kind, **({"mentions": named} if named else {})}
    return note, record("note.added", note, *subjects, actor=actor, at=at, data=data)


@transaction.atomic
def edit_note(note: Note, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event | None:
    """Change one's own note; the event keeps the former text."""
    require(can_edit_note, actor, note)
    note = lock(note, version=version)
    _check_contact(values, note.customer)
    changes = save_changes(note, dict(values))
    if not changes:
        return None
    former, note.mentions = note.mentions, mentioned(note.text, actor, about=note.customer)
    note.save(update_fields=["mentions"])
    new = newly_mentioned(former, note.mentions)
    data = {"mentions": new} if new else None
    return record("note.edited", note, *about(note.customer, actor), actor=actor, at=at, changes=changes, data=data)


@transaction.atomic
def remove_note(note: Note, *, actor: Actor, at: datetime) -> Event:
    """Take a note out of the timeline; it can be brought back."""
    require(can_edit_note, actor, note)
    note = lock(note)
    if note.removed_at:
        raise Refused("removed_already", _("This note has been removed already."))
    save_changes(note, {"removed_at": at})
    return record("note.removed", note, *about(note.customer, actor), actor=actor, at=at)


def undo_note_added(event: Event, actor: Actor, at: datetime) -> tuple[Note, Customer]:
    """Take back a note just written."""
    return _set_removed(event, actor, at)


def undo_note_removed(event: Event, actor: Actor, at: datetime) -> tuple[Note, Customer]:
    """Bring a removed note back."""
    return _set_removed(event, actor, None)


def _set_removed(event: Event, actor: Actor, removed_at: datetime | None) -> tuple[Note, Customer]:
    note = lock(Note.objects.get(pk=event.subjects.get(kind=Note.ref_kind).object_id))
    require(can_edit_note, actor, note)
    if bool(note.removed_at) == bool(removed_at):
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    save_changes(note, {"removed_at": removed_at})
    return note, note.customer


def _check_contact(values: Mapping[str, Any], customer: Customer) -> None:
    contact = values.get("contact")
    if contact is not None and contact.customer_id != customer.pk:
        raise Invalid("other_customer", _("This contact belongs to another customer."), {"contact": _("Choose again.")})
