"""Taking a mail in: once, whichever way and however often it comes."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, TandemError
from tandem.core.events import record
from tandem.core.ical import read_reply
from tandem.core.locking import lock_name
from tandem.core.models import Event
from tandem.core.rules import allows, require
from tandem.customers.models import Customer
from tandem.tandems.models import RequestKind
from tandem.work.actions.appointments.replying import reply_by_mail

from . import message
from .becoming import become_chosen, become_entry, become_request, become_thread, settle, thread_of
from .keeping import keep_mail, note_problem
from .models import Became, Mail
from .rules import can_see_mail, can_take_in_mail
from .senders import Sender, customers_with, sender_of
from .sorting import assign_mail

MOST_NAMED = 20  # addresses in a forwarded text that are looked up
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")


@transaction.atomic
def take_in_mail(
    raw: bytes,
    *,
    customer: Customer | None = None,
    become: str = "",
    kind: RequestKind | None = None,
    remark: str = "",
    actor: Actor,
    at: datetime,
) -> Mail:
    """Keep the message and do what it calls for; the same one again gives what came of it the first time.

    With `customer`, from somebody who knows: `become` says whether it is a request or an entry in the timeline.
    `remark` stands for the text of which only the headers were read.
    """
    require(can_take_in_mail, actor, customer)
    said = message.read_mail(raw)
    if not actor.is_system and not (said.sender.mail or said.subject or said.text):
        raise Invalid("no_mail", _("This is no mail that can be read."), {"file": _("Choose a mail (.eml).")})
    lock_name(f"mail:{said.key}")
    known = Mail.objects.filter(key=said.key).select_related("customer", "suggested").first()
    if known is not None:
        return _known(known, customer, become, kind, actor=actor, at=at)
    mail = keep_mail(said, raw, remark=remark, at=at)
    if customer is not None:
        become_chosen(mail, customer, become, kind, said.thread, actor=actor, at=at)
    else:
        _place(mail, said, raw, actor=actor, at=at)
    told = {"mail": mail.pk, "state": str(mail.state), "became": str(mail.became)}
    record("mail.came", mail, actor=actor, at=at, data=told)
    return mail


def _known(
    mail: Mail, customer: Customer | None, become: str, kind: RequestKind | None, *, actor: Actor, at: datetime
) -> Mail:
    """It has come before. Where it still waits, who brings it may say what becomes of it."""
    if actor.is_system:
        return mail
    if not allows(can_see_mail, actor, mail):
        raise Refused("taken_in", _("This mail is here already, at a customer that you may not see."))
    if customer is None or mail.is_settled:
        return mail
    return assign_mail(mail, customer, become=become, kind=kind, actor=actor, at=at)


def _place(mail: Mail, said: message.Mail, raw: bytes, *, actor: Actor, at: datetime) -> None:
    """Do what the rules say; where an action refuses it, the mail waits and says why."""
    sender = sender_of(said.sender.mail)
    try:
        with transaction.atomic():
            _by_rule(mail, said, raw, sender, actor=actor, at=at)
    except TandemError as error:
        mail.refresh_from_db()
        _wait(mail, sender.customer or sender.suggested)
        note_problem(mail, [str(error.text)])


def _by_rule(mail: Mail, said: message.Mail, raw: bytes, sender: Sender, *, actor: Actor, at: datetime) -> None:
    """The answer to an invitation; else a machine's mail, one of our own, a known thread, a known customer."""
    if read_reply(raw) is not None:
        event = reply_by_mail(raw, at=at)
        settle(mail, Became.REPLY, customer=_customer_of(event), actor=actor, at=at)
    elif said.automatic:
        _wait(mail, sender.customer or sender.suggested)
    elif sender.employee is not None:
        _from_us(mail, said, Actor.of(sender.employee, at), at=at)
    elif request := thread_of(said.subject, said.thread, sender):
        become_thread(mail, request, actor=actor, at=at)
    elif sender.customer is not None:
        become_request(mail, sender.customer, actor=actor, at=at)
    else:
        _wait(mail, sender.suggested)


def _from_us(mail: Mail, said: message.Mail, writer: Actor, *, at: datetime) -> None:
    """Sent in copy: an entry at the customer it was written to. Forwarded: who is named in it is suggested."""
    written_to = customers_with(each.mail for each in said.recipients)
    if len(written_to) == 1 and allows(can_take_in_mail, writer, written_to[0]):
        become_entry(mail, written_to[0], own=True, actor=writer, at=at)
        return
    found = written_to or customers_with(_named(f"{said.text}\n{said.rest}"))
    narrow = next((each for each in found if each.restricted), None)
    _wait(mail, found[0] if len(found) == 1 else narrow)


def _named(text: str) -> list[str]:
    return list(dict.fromkeys(each.lower() for each in _ADDRESS.findall(text)))[:MOST_NAMED]


def _wait(mail: Mail, suggested: Customer | None) -> None:
    """In the list, for somebody who knows."""
    mail.suggested = suggested
    mail.save(update_fields=["suggested"])


def _customer_of(event: Event | None) -> Customer | None:
    """Whom an invitation was about."""
    keys = event.subjects.filter(kind=Customer.ref_kind).values_list("object_id", flat=True) if event else []
    return Customer.objects.filter(pk__in=keys).first()
