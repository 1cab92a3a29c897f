"""Sending what was written: after the commit, by the worker, once."""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

from tandem.core.documents.keeping import read_document
from tandem.core.events import without_lock
from tandem.core.models import Document, Event

from .models import SentMail


@without_lock
def send_written(event: Event, at: datetime) -> None:
    """Hand the mail to the mail server. Cut off in between it leaves again under the same Message-ID."""
    mail = SentMail.objects.select_related("written_by").get(pk=event.data["mail"])
    if mail.sent_at is not None:
        return
    message_of(mail).send()
    SentMail.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=at)


def message_of(mail: SentMail) -> EmailMessage:
    """The mail as it leaves: text with both people below it, its thread, its papers."""
    headers = {"Message-ID": f"<{mail.message_id}>"}
    if mail.thread:
        headers["In-Reply-To"] = f"<{mail.thread[-1]}>"
        headers["References"] = " ".join(f"<{each}>" for each in mail.thread)
    message = EmailMessage(
        mail.subject,
        f"{mail.body}\n\n{mail.signature}\n",
        from_email=_from(mail),
        to=[mail.recipient],
        reply_to=mail.reply_to,
        headers=headers,
    )
    papers = Document.objects.in_bulk(mail.documents)
    for key in mail.documents:
        message.attach(papers[key].name, read_document(papers[key]), "application/pdf")
    return message


def _from(mail: SentMail) -> str:
    """The house's address under the name of who writes: what leaves under another address is taken for forged."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((str(mail.written_by or ""), address))
