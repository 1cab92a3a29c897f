"""A lead becomes a customer with contacts and an opportunity. Nobody and nothing that was known is left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.models import Attachment
from tandem.core.rules import require
from tandem.core.search import fold
from tandem.customers.actions import add_contact, create_customer
from tandem.customers.matching.values import mail_key
from tandem.customers.models import Contact, Customer, Note
from tandem.customers.queries import owner_of
from tandem.customers.rules import can_serve_customer
from tandem.people.queries import signed_in
from tandem.pipeline.models import Lead, LeadPerson, LeadState, Opportunity, Stage
from tandem.pipeline.rules import can_work_on_lead

from .leads import lock_lead, record_lead
from .writing import create_opportunity

PERSON = ("salutation", "first_name", "last_name", "function", "email", "phone", "mobile", "language")
MASTER = ("country", "phone", "email", "website")


@dataclass(frozen=True)
class Converted:
    """What became of a lead."""

    customer: Customer
    contacts: Sequence[Contact]
    opportunity: Opportunity


@transaction.atomic
def convert_lead(
    lead: Lead,
    *,
    customer: Customer | None,
    stage: Stage,
    values: Mapping[str, Any],
    version: int,
    actor: Actor,
    at: datetime,
) -> Opportunity:
    """Make of a qualified lead an opportunity of an existing customer, or of a new one in the lead's tandem.

    Each of its people becomes a contact, unless the customer has that person already; each note a note of the
    customer with its day and author; its files go to the opportunity. `values` are those of the opportunity.
    """
    require(can_work_on_lead, actor, lead)
    lead = lock_lead(lead, version=version)
    if lead.state != LeadState.QUALIFIED:
        raise Refused("not_qualified", _("Qualify the lead first: ask what they need and who decides."))
    is_new = customer is None
    if customer is None:
        customer = _new_customer(lead, actor, at)
    else:
        require(can_serve_customer, actor, customer)
    known = set(customer.contacts.values_list("pk", flat=True))
    contacts = [_contact_for(person, customer, actor, at) for person in lead.people.all()]
    told = {"contact": contacts[0] if contacts else None, **values}
    opportunity = create_opportunity(customer, stage=stage, values=told, lead=lead, actor=actor, at=at)
    notes = _take_notes_along(lead, customer, actor)
    fresh = [contact.pk for contact in contacts if contact.pk not in known]
    made = {"customer": is_new, "contacts": fresh, "notes": [note.pk for note in notes]}  # for taking it back
    Attachment.objects.filter(about_kind=Lead.ref_kind, about_id=lead.pk).update(
        about_kind=Opportunity.ref_kind, about_id=opportunity.pk
    )
    before = lead.state
    save_changes(
        lead,
        {
            "state": LeadState.CONVERTED.value,
            "customer": customer,
            "ended_at": at,
            "ended_by": signed_in(actor),
        },
    )
    changes = {"state": [before, lead.state]}
    told = {"opportunity": opportunity.number, "customer": customer.label}
    record_lead("lead.converted", lead, customer, opportunity, actor=actor, at=at, changes=changes, made=made, **told)
    return opportunity


def _new_customer(lead: Lead, actor: Actor, at: datetime) -> Customer:
    values = {"name": lead.company, **{name: getattr(lead, name) for name in MASTER}}
    site = {"town": lead.town, "country": lead.country} if lead.town else None
    tandem = lead.tandem if lead.tandem and lead.tandem.team_id == lead.team_id else None
    return create_customer(values=values, team=lead.team, tandem=tandem, actor=actor, at=at, site=site)


def _contact_for(person: LeadPerson, customer: Customer, actor: Actor, at: datetime) -> Contact:
    """The customer's own contact of the same mail, or of the same name where no two mails say otherwise."""
    for contact in customer.contacts.filter(left_at=None, merged_into=None):
        if _same(person, contact):
            return contact
    values = {name: getattr(person, name) for name in PERSON}
    first = not customer.contacts.filter(is_first=True).exists()
    return add_contact(customer, values={**values, "is_first": first}, actor=actor, at=at)


def _same(person: LeadPerson, contact: Contact) -> bool:
    mails = [mail_key(one.email) for one in (person, contact)]
    if all(mails):
        return mails[0] == mails[1]
    return bool(person.first_name) and fold(str(person)) == fold(str(contact))


def _take_notes_along(lead: Lead, customer: Customer, actor: Actor) -> list[Note]:
    """Each as it was written, when and by whom; the timeline tells it so."""
    rows = [Note(customer=customer, text=note.text, at=note.at, author=note.author) for note in lead.notes.all()]
    notes = Note.objects.bulk_create(rows)
    owner = owner_of(customer, actor.today)
    shared = [(customer.ref_kind, customer.pk), *([(owner.ref_kind, owner.pk)] if owner else [])]
    drafts = [
        Draft(
            "note.added",
            note.at,
            [(Note.ref_kind, note.pk), *shared],
            {"kind": note.kind},
            actor=Actor.of(note.author, note.at) if note.author else None,
        )
        for note in notes
    ]
    record_many(drafts, actor=actor, deliver=True)
    return notes
