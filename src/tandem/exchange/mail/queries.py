"""Reading mails: what a viewer may see of them, and how the mailbox is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.attachments.queries import files_of
from tandem.core.models import Attachment
from tandem.customers.models import Customer
from tandem.customers.queries import seen
from tandem.people.models import SALES
from tandem.people.queries import signed_in

from .keeping import ORIGINAL
from .models import Mail


def visible_mails(actor: Actor) -> QuerySet[Mail]:
    """Mails of visible customers, and those that wait, unless they point to a customer that is not visible."""
    rows = Mail.objects.select_related("customer", "suggested", "contact", "request", "settled_by")
    person = signed_in(actor)
    if actor.is_system:
        return rows
    if person is None or not person.has_role(*SALES):
        return rows.none()
    nobodys = Q(customer=None, became="") & (Q(suggested=None) | seen(actor, "suggested__"))
    return rows.filter(nobodys | (Q(customer__isnull=False) & seen(actor, "customer__")))


@dataclass(frozen=True)
class MailPage:
    """A mail with its files, wherever they lie now, and who could be meant."""

    mail: Mail
    original: Attachment | None
    files: Sequence[Attachment]
    suggested: Customer | None
    may_add_sender: bool


def mail_page(mail: Mail) -> MailPage:
    """Two statements."""
    return MailPage(
        mail=mail,
        original=files_of(mail.ref_kind, mail.pk).filter(name=ORIGINAL).first(),
        files=list(Attachment.objects.filter(pk__in=mail.files, removed_at=None).order_by("pk")),
        suggested=mail.suggested,
        may_add_sender=bool(mail.sender),
    )
