"""Writing to a contact: checked, kept, and sent by the worker after the commit."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.kinds import visible_object
from tandem.core.models import Document
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.letters import language_for
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import about as subjects_of
from tandem.customers.queries import owner_of
from tandem.letters.models import SentMail
from tandem.letters.queries import mail_refused, sent_about
from tandem.letters.rules import can_write_to
from tandem.letters.words import Voice, signature_for
from tandem.people.queries import signed_in

MOST_DOCUMENTS = 10
LONGEST = 20_000
MOST_THREAD = 20


@transaction.atomic
def write_mail(
    customer: Customer,
    *,
    contact: Contact,
    subject: str,
    body: str,
    about: Any = None,
    documents: Sequence[Document] = (),
    actor: Actor,
    at: datetime,
) -> SentMail:
    """Write to a contact about a thing, with papers. It leaves after the commit, once.

    Refused where the contact has left, has no address, or said that they want no mail. A further mail about the same
    thing to the same contact goes on in the same thread.
    """
    require(can_write_to, actor, customer)
    customer = lock_standing(customer)
    _check_contact(customer, contact)
    _check_content(subject, body, documents, actor)
    language = language_for(customer, contact)
    signature, answers = signature_for(Voice.of(customer, at), language, actor=actor)
    ref = (about.ref_kind, about.pk) if about is not None else ("", None)
    mail = SentMail.objects.create(
        customer=customer, contact=contact, tandem=owner_of(customer, actor.today), about_kind=ref[0], about_id=ref[1],
        recipient=contact.email, language=language, subject=" ".join(subject.split())[:250], body=body.strip(),
        signature=signature, documents=[document.pk for document in documents], message_id=_new_id(),
        thread=_thread(ref, contact), reply_to=answers, written_by=signed_in(actor), written_at=at,
    )  # fmt: skip
    told = {
        "mail": mail.pk, "own": True, "who": str(contact), "subject": mail.subject, "text": mail.body[:500],
        "documents": [document.name for document in documents],
    }  # fmt: skip
    record("mail.written", mail, about, *subjects_of(customer, actor), contact, actor=actor, at=at, data=told)
    return mail


def _check_contact(customer: Customer, contact: Contact) -> None:
    if contact.customer_id != customer.pk or contact.merged_into_id:
        raise _wrong("contact", _("This contact belongs to another customer."))
    if contact.left_at:
        raise _wrong("contact", _("This contact is no longer there."))
    if not contact.email:
        raise _wrong("contact", _("This contact has no mail address yet."))
    if known := mail_refused(contact):
        text = _("%(name)s wants no mail (%(known)s). Call, or record a new consent first.")
        raise Refused("no_consent", text % {"name": contact, "known": known})


def _check_content(subject: str, body: str, documents: Sequence[Document], actor: Actor) -> None:
    if not subject.strip():
        raise _wrong("subject", _("Say what it is about."))
    if not body.strip() or len(body) > LONGEST:
        raise _wrong("body", _("Write something, and no more than a few pages."))
    for name, text in (("subject", subject), ("body", body)):
        if "{" in text or "}" in text:
            raise _wrong(name, _("A placeholder is still open here. Fill it in, or take the braces away."))
    if len(documents) > MOST_DOCUMENTS:
        raise _wrong("documents", _("At most %d documents in one mail.") % MOST_DOCUMENTS)
    for document in documents:
        if visible_object(document.about_kind, document.about_id, actor) is None:
            raise _wrong("documents", _("This document is not there."))


def _wrong(field: str, text: Text) -> Invalid:
    return Invalid("mail_wrong", text, {field: text})


def _thread(ref: tuple[str, int | None], contact: Contact) -> list[str]:
    """Message-IDs of what went to the contact about this before, the oldest first."""
    if ref[1] is None:
        return []
    rows = sent_about(ref[0], ref[1]).filter(contact=contact).values_list("message_id", flat=True)
    return list(reversed(rows[:MOST_THREAD]))


def _new_id() -> str:
    """An id that nobody can guess, so that an answer bearing it is one to this mail."""
    host = urlsplit(settings.ADDRESS).hostname
    return f"letter-{hashlib.blake2s(secrets.token_bytes(32), digest_size=16).hexdigest()}@{host}"
