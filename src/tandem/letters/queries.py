"""Reading texts and sent mails."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.customers.models import Channel, Consent, Contact, Customer
from tandem.customers.queries import seen

from .models import SentMail, TextKind, TextTemplate
from .rules import can_see_texts


def visible_texts(actor: Actor) -> QuerySet[TextTemplate]:
    """All templates, retired ones too."""
    return TextTemplate.objects.all() if allows(can_see_texts, actor) else TextTemplate.objects.none()


def texts_for(kind: str, language: str) -> list[TextTemplate]:
    """Templates that fit, those of the kind and language first; then any mail's, then other languages."""
    rows = TextTemplate.objects.filter(Q(kind=kind) | Q(kind=TextKind.FREE), retired_at=None)
    return sorted(rows, key=lambda row: (row.language != language, row.kind != kind, row.name))


def visible_sent(actor: Actor) -> QuerySet[SentMail]:
    """Mails to customers that the viewer may see."""
    return SentMail.objects.filter(seen(actor, "customer__")).select_related("customer", "contact", "written_by")


def sent_about(kind: str, pk: int) -> QuerySet[SentMail]:
    """What was written about a thing that the caller has found visible, newest first."""
    return SentMail.objects.filter(about_kind=kind, about_id=pk).select_related("written_by").order_by("-pk")


def reachable(customer: Customer) -> list[Contact]:
    """People at the customer who have an address, the first contact on top."""
    return list(customer.contacts.filter(left_at=None, merged_into=None).exclude(email=""))


def mail_refused(contact: Contact) -> str:
    """How we know that this contact wants no mail; empty where mail is welcome or was never spoken of."""
    return mails_refused([contact]).get(contact.pk, "")


def mails_refused(contacts: Sequence[Contact]) -> dict[int, str]:
    """The same for those of several contacts who want none, by key; one statement."""
    newest: dict[int, Consent] = {}
    for row in Consent.objects.filter(contact__in=contacts, channel=Channel.MAIL).order_by("at", "id"):
        newest[row.contact_id] = row
    refused = {key: row for key, row in newest.items() if not row.given}
    days = {key: date_format(timezone.localtime(row.at), "SHORT_DATE_FORMAT") for key, row in refused.items()}
    return {key: ", ".join(filter(None, (days[key], row.origin))) for key, row in refused.items()}


def other_channel(contact: Contact) -> str:
    """The way this contact prefers where that is not mail."""
    return "" if contact.channel in ("", Channel.MAIL) else str(Channel(contact.channel).label)
