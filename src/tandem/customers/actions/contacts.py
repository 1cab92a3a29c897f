"""Writing contacts and their consents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values
from tandem.customers.entries import contact_entry
from tandem.customers.matching.keys import keep_keys_of_contact
from tandem.customers.merging.origin import told_about
from tandem.customers.models import Consent, Contact, Customer
from tandem.customers.queries import about
from tandem.customers.rules import can_serve_customer

from .standing import lock_standing


@transaction.atomic
def add_contact(customer: Customer, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> Contact:
    """Add a person; whoever talks to the customer may."""
    require(can_serve_customer, actor, customer)
    customer = lock_standing(customer)
    if values.get("is_first"):
        _step_back(customer)
    contact = Contact.objects.create(customer=customer, **values)
    search.put(contact_entry(contact))
    keep_keys_of_contact(contact)
    record("contact.added", contact, *about(customer, actor), actor=actor, at=at, data={"name": str(contact)})
    return contact


@transaction.atomic
def edit_contact(
    contact: Contact, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change what we know of a person; None when nothing differs."""
    require(can_serve_customer, actor, contact)
    if values.get("is_first"):
        _step_back(contact.customer, before=contact)
    contact = lock_standing(contact, version=version)
    changes = save_changes(contact, dict(values))
    if not changes:
        return None
    _make_findable(contact)
    subjects, data = about(contact.customer, actor), {"name": str(contact)}
    return record("contact.edited", contact, *subjects, actor=actor, at=at, changes=changes, data=data)


def undo_contact_edit(event: Event, actor: Actor, at: datetime) -> tuple[Contact, Customer]:
    """Take back an edit of a contact."""
    contact = lock_standing(Contact.objects.get(pk=told_about(event, Contact.ref_kind)))
    require(can_serve_customer, actor, contact)
    save_changes(contact, old_values(contact, event))
    _make_findable(contact)
    return contact, contact.customer


@transaction.atomic
def retire_contact(contact: Contact, *, actor: Actor, at: datetime) -> Event:
    """The person is no longer there; the timeline keeps them, search does not."""
    require(can_serve_customer, actor, contact)
    contact = lock_standing(contact)
    if contact.left_at:
        raise Refused("left_already", _("This contact has left already."))
    save_changes(contact, {"left_at": at, "is_first": False})
    search.drop(Contact.ref_kind, contact.pk)
    data = {"name": str(contact)}
    return record("contact.retired", contact, *about(contact.customer, actor), actor=actor, at=at, data=data)


@transaction.atomic
def record_consent(contact: Contact, *, channel: str, given: bool, origin: str, actor: Actor, at: datetime) -> Consent:
    """Note that a contact agreed, or took back, to be reached on a channel; earlier rows stay as evidence."""
    require(can_serve_customer, actor, contact)
    contact = lock_standing(contact)
    consent = Consent.objects.create(contact=contact, channel=channel, given=given, origin=origin, at=at)
    data = {"name": str(contact), "channel": channel, "given": given, "origin": origin}
    record("consent.recorded", contact, *about(contact.customer, actor), actor=actor, at=at, data=data)
    return consent


def _step_back(customer: Customer, *, before: Contact | None = None) -> None:
    """Nobody is the first contact any more, except `before`. The customer's lock keeps two from becoming it at once."""
    customer = lock_standing(customer)
    customer.contacts.filter(is_first=True).exclude(pk__in=[before.pk] if before else []).update(is_first=False)


def _make_findable(contact: Contact) -> None:
    """Search and match keys follow the contact's words; search only as long as the person is there."""
    keep_keys_of_contact(contact)
    if contact.left_at is None:
        search.put(contact_entry(contact))
