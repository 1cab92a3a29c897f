"""Keeping a mail: its row, its original, and what was attached to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_file
from tandem.core.attachments.storing import received
from tandem.core.errors import TandemError
from tandem.core.events import record
from tandem.core.models import Attachment

from . import message
from .models import Mail, MailState
from .parts import File

OLDEST = timedelta(days=30)  # a date further back is taken for a mistake, or for a mail that nobody waits for
ORIGINAL = "original.eml"


@dataclass(frozen=True)
class _Content:
    """A file out of a mail, as `received` wants it."""

    name: str
    data: bytes

    def chunks(self) -> Iterator[bytes]:
        yield self.data


def keep_mail(said: message.Mail, raw: bytes, *, remark: str = "", at: datetime) -> Mail:
    """The row with its original among its files. Where it came from and what becomes of it follows."""
    mail = Mail.objects.create(
        key=said.key,
        sender_name=said.sender.name,
        sender=said.sender.mail,
        recipients=[each.mail for each in said.recipients],
        subject=said.subject,
        text=said.text or remark,
        problem=remark[:300],
        rest=said.rest,
        sent_at=said.sent_at,
        came_at=_came(said.sent_at, at),
        state=MailState.AUTOMATIC if said.automatic else MailState.WAITING,
        automatic=said.automatic,
    )
    house = Actor.system(at, "mailbox")
    _kept, lost = _attach(mail, [File(ORIGINAL, raw)], actor=house, at=at)
    mail.files, left = _attach(mail, said.files, actor=house, at=at)
    mail.save(update_fields=["files"])
    note_problem(mail, [*lost, *left])
    return mail


@transaction.atomic
def keep_unread(key: str, raw: bytes, *, at: datetime) -> Mail:
    """A mail on which we failed: it waits with its original, and is not tried again."""
    text = _("This mail could not be read; its original is among its files.")
    mail, new = Mail.objects.get_or_create(key=key, defaults={"came_at": at, "problem": text})
    if new:
        _attach(mail, [File(ORIGINAL, raw)], actor=Actor.system(at, "mailbox"), at=at)
        record("mail.came", mail, actor=Actor.system(at, "mailbox"), at=at, data={"mail": mail.pk, "unread": True})
    return mail


def _attach(mail: Mail, files: Sequence[File], *, actor: Actor, at: datetime) -> tuple[list[int], list[str]]:
    """The files by the rules that hold for all; the keys of those that were kept, and why others were not."""
    kept, left = [], []
    for file in files:
        try:
            with transaction.atomic(), received(_Content(file.name, file.content)) as content:
                kept.append(add_file(mail, name=file.name, content=content, actor=actor, at=at).pk)
        except TandemError as error:
            left.append(f"{file.name}: {error.text}")
    return kept, left


def move_files(mail: Mail, thing: Any) -> None:
    """What was attached goes to what became of the mail, or back to it; the original stays."""
    Attachment.objects.filter(pk__in=mail.files).update(about_kind=thing.ref_kind, about_id=thing.pk)


def note_problem(mail: Mail, texts: Sequence[str]) -> None:
    """Say on the mail what could not be done with it."""
    if texts:
        mail.problem = " ".join([mail.problem, *texts]).strip()[:300]
        mail.save(update_fields=["problem"])


def words_of(mail: Mail) -> str:
    """Subject and text, as a request keeps them; a mail without either says so."""
    return "\n\n".join(part for part in (mail.subject, mail.text) if part.strip()) or _("A mail without text")


def _came(sent: datetime | None, at: datetime) -> datetime:
    """The customer waits since they sent it; a date that cannot be right is passed over."""
    return sent if sent is not None and at - OLDEST <= sent <= at else at
