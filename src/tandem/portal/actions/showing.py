"""Putting a file into the portal, and taking it out again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Attachment, Event
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.queries import about
from tandem.customers.rules import can_own_customer
from tandem.people.queries import signed_in
from tandem.portal.models import ShownFile


@transaction.atomic
def show_file(file: Attachment, customer: Customer, *, actor: Actor, at: datetime) -> Event | None:
    """Let the customer's contacts with the right for documents read it; None where they may already."""
    require(can_own_customer, actor, customer)
    file = lock(file)
    _row, made = ShownFile.objects.get_or_create(file=file, defaults={"by": signed_in(actor), "at": at})
    told = {"name": file.name, "file": file.pk}
    return record("portal.file_shown", file, *about(customer, actor), actor=actor, at=at, data=told) if made else None


@transaction.atomic
def hide_file(file: Attachment, customer: Customer, *, actor: Actor, at: datetime) -> Event | None:
    """Take it out again; None where it was not there."""
    require(can_own_customer, actor, customer)
    gone, _each = ShownFile.objects.filter(file=file).delete()
    told = {"name": file.name, "file": file.pk}
    return record("portal.file_hidden", file, *about(customer, actor), actor=actor, at=at, data=told) if gone else None
