"""What people do with mail that no rule could place: choose its customer, or discard it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.templatetags.tandem import moment
from tandem.customers.actions import add_contact
from tandem.customers.models import Customer
from tandem.customers.queries import about
from tandem.customers.rules import can_serve_customer
from tandem.people.queries import signed_in
from tandem.tandems.models import RequestKind

from .becoming import become_chosen
from .keeping import move_files
from .models import Became, Mail, MailState
from .rules import can_sort_mail
from .senders import contact_with


@transaction.atomic
def assign_mail(
    mail: Mail,
    customer: Customer,
    *,
    become: str = Became.REQUEST,
    kind: RequestKind | None = None,
    add_sender: bool = False,
    actor: Actor,
    at: datetime,
) -> Mail:
    """Say whose it is: a request of the customer, or an entry in the timeline. `add_sender` makes them a contact."""
    require(can_sort_mail, actor, mail)
    require(can_serve_customer, actor, customer)
    mail = _lock_unsettled(mail, but=MailState.TAKEN)
    if add_sender and mail.sender and contact_with(customer, mail.sender) is None:
        add_contact(customer, values={**_name_of(mail), "email": mail.sender}, actor=actor, at=at)
    mail.reason = ""
    become_chosen(mail, customer, become, kind, (), actor=actor, at=at)
    told: dict[str, Any] = {"mail": mail.pk, "became": str(mail.became), "subject": str(mail)[:200]}
    record("mail.assigned", mail, mail.request, *about(customer, actor), actor=actor, at=at, data=told)
    return mail


@transaction.atomic
def discard_mail(mail: Mail, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Nothing for us: it stays findable, with who said so and why."""
    require(can_sort_mail, actor, mail)
    reason = reason.strip()
    if not reason:
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    mail = _lock_unsettled(mail)
    new: dict[str, object] = {
        "state": MailState.DISCARDED,
        "settled_by": signed_in(actor),
        "settled_at": at,
        "reason": reason[:300],
    }
    changes = save_changes(mail, new)
    told = {"mail": mail.pk, "subject": str(mail)[:200], "reason": reason[:300]}
    return record("mail.discarded", mail, actor=actor, at=at, changes=changes, data=told)


def undo_discarded(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """Back into the list, as it stood there."""
    mail = lock(Mail.objects.get(pk=event.data["mail"]))
    require(can_sort_mail, actor, mail)
    if mail.state != MailState.DISCARDED:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    save_changes(mail, {"state": event.changes["state"][0], "settled_by": None, "settled_at": None, "reason": ""})
    return (mail,)


def undo_filed(event: Event, actor: Actor, at: datetime) -> tuple[models.Model, ...]:
    """An entry in the timeline was not meant: the mail waits again, with its files."""
    mail = lock(Mail.objects.get(pk=event.data["mail"]))
    require(can_sort_mail, actor, mail)
    if mail.became != Became.FILED or mail.customer is None:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    customer = mail.customer
    move_files(mail, mail)
    state = MailState.AUTOMATIC if mail.automatic else MailState.WAITING
    nothing = {"customer": None, "contact": None, "settled_by": None, "settled_at": None, "became": ""}
    save_changes(mail, {"state": state, "suggested": customer, **nothing})
    return mail, customer


def _lock_unsettled(mail: Mail, but: str = "") -> Mail:
    """The mail locked; Refused with who was faster where it is settled. What was discarded may still be assigned."""
    current = lock(mail)
    done = current.state == but if but else current.is_settled
    if done:
        said = {"who": current.settled_by or _("Tandem"), "when": moment(current.settled_at)}
        text = _("%(who)s has dealt with this mail already (%(when)s). Nothing was changed; look at what came of it.")
        raise Refused("settled_already", text % said)
    return current


def _name_of(mail: Mail) -> dict[str, str]:
    """First and last name out of what stands before the address, be it "Thomsen, Birte" or "Birte Thomsen"."""
    name = mail.sender_name or mail.sender.partition("@")[0].replace(".", " ").title()
    last, comma, first = (part.strip() for part in name.partition(","))
    if not comma:
        first, _blank, last = (part.strip() for part in name.rpartition(" "))
    return {"first_name": first[:60], "last_name": (last or first)[:60]}
