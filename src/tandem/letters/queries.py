"""Reading texts and sent mails."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.customers.models import Channel, Contact, Customer
from tandem.customers.queries import current_consents, seen

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
    label = Channel.MAIL.label
    for name, consent in current_consents(contact):
        if name == str(label) and consent is not None and not consent.given:
            return f"{consent.at:%d.%m.%Y}{f', {consent.origin}' if consent.origin else ''}"
    return ""


def other_channel(contact: Contact) -> str:
    """The way this contact prefers where that is not mail."""
    return "" if contact.channel in ("", Channel.MAIL) else str(Channel(contact.channel).label)
