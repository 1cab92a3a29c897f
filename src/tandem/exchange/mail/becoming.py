"""What becomes of a mail: a request, an entry in a request's thread, an entry in the timeline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.queries import about
from tandem.customers.rules import can_serve_customer
from tandem.letters.models import SentMail
from tandem.people.queries import signed_in
from tandem.tandems.models import RequestKind
from tandem.work.actions.hearing import hear_from_customer
from tandem.work.actions.requests import open_request
from tandem.work.models import Request, Source

from .keeping import move_files, words_of
from .message import key_of
from .models import Became, Mail, MailState
from .senders import Sender, contact_with, sender_of

REFERENCE = re.compile(r"\[T#(\d{1,18})\]")  # in the subject of what is written from a request's page


def become_request(
    mail: Mail, customer: Customer, *, kind: RequestKind | None = None, actor: Actor, at: datetime
) -> None:
    """Something the customer wants, with a clock from when it came."""
    contact = contact_with(customer, mail.sender)
    request = open_request(
        customer,
        kind=kind or usual_kind(),
        wish=words_of(mail),
        contact=contact,
        source=Source.MAIL,
        received_at=mail.came_at,
        source_key=f"mail:{mail.key}",
        actor=actor,
        at=at,
    )
    settle(mail, Became.REQUEST, request=request, customer=customer, contact=contact, actor=actor, at=at)


def become_thread(mail: Mail, request: Request, *, actor: Actor, at: datetime) -> None:
    """An entry in the thread of a request, by who wrote it."""
    customer = request.customer
    assert customer is not None  # noqa: S101  a request always has one
    contact = contact_with(customer, mail.sender)
    answer = hear_from_customer(request, text=words_of(mail), contact=contact, source=Source.MAIL, actor=actor, at=at)
    there = {"request": answer.request, "customer": customer, "contact": contact}
    settle(mail, Became.THREAD, **there, actor=actor, at=at)


def become_entry(mail: Mail, customer: Customer, *, own: bool, actor: Actor, at: datetime) -> None:
    """An entry in the timeline and nothing to do; `own` where one of us wrote it."""
    require(can_serve_customer, actor, customer)
    addresses = mail.recipients if own else [mail.sender]
    found = (contact_with(customer, address) for address in addresses)
    contact = next((each for each in found if each is not None), None)
    settle(mail, Became.FILED, customer=customer, contact=contact, actor=actor, at=at)
    kept = {
        "mail": mail.pk,
        "own": own,
        "who": str(contact or (customer.label if own else mail.who)),
        "subject": str(mail)[:200],
        "text": mail.text[:500],
    }
    record("mail.filed", mail, *about(customer, actor), contact, actor=actor, at=at, data=kept)


def become_chosen(
    mail: Mail,
    customer: Customer,
    become: str,
    kind: RequestKind | None,
    ids: Sequence[str],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """What somebody chose for it; a request of the same thread is gone on with."""
    sender = sender_of(mail.sender)
    request = thread_of(mail.subject, ids, sender)
    if become == Became.FILED:
        become_entry(mail, customer, own=sender.employee is not None, actor=actor, at=at)
    elif request is not None and request.customer_id == customer.pk:
        become_thread(mail, request, actor=actor, at=at)
    else:
        become_request(mail, customer, kind=kind, actor=actor, at=at)


def settle(mail: Mail, became: Became, *, actor: Actor, at: datetime, **where: Any) -> None:
    """The mail needs nobody any more."""
    mail.state, mail.became, mail.settled_at, mail.settled_by = MailState.TAKEN, became, at, signed_in(actor)
    for name, value in where.items():
        setattr(mail, name, value)
    mail.version += 1
    mail.save()
    thing = mail.request or mail.customer
    if thing is not None:
        move_files(mail, thing)


def thread_of(subject: str, ids: Sequence[str], sender: Sender) -> Request | None:
    """The request that a mail goes on with: by the mails it answers to, or by the sign in its subject.

    Only for who writes from that customer: nobody gets into another one's thread with a number.
    """
    keys = [key_of(each) for each in ids]
    rows = Mail.objects.filter(key__in=keys, request__isnull=False).select_related("request__customer")
    known = {row.key: row.request for row in rows}
    found = [known[key] for key in keys if key in known]
    found += _requests_written_about(ids)
    if sign := REFERENCE.search(subject):
        found += Request.objects.filter(pk=int(sign[1])).select_related("customer")
    return next((each for each in found if each is not None and sender.belongs_to(each.customer_id)), None)


def _requests_written_about(ids: Sequence[str]) -> list[Request]:
    """The requests that mails of ours were about, which this one answers to."""
    keys = SentMail.objects.filter(message_id__in=ids, about_kind=Request.ref_kind).values("about_id")
    return list(Request.objects.filter(pk__in=keys).select_related("customer"))


def usual_kind() -> RequestKind:
    """What a mail asks is for people to say; until then it is a question."""
    kinds = RequestKind.objects.filter(retired_at=None)
    return kinds.filter(key="question").first() or kinds.order_by("position", "id")[0]
