"""The demo's post: mails that would leave are kept as files in the house, and can be read in the browser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Message
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

MOST = 50  # shown; further ones stay as files


@dataclass(frozen=True)
class KeptMail:
    """One that would have left."""

    to: str
    subject: str
    text: str
    sent_at: datetime
    files: Sequence[str]


class KeepMail(BaseEmailBackend):
    """Writes each mail into a file of its own; its name sorts by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep them; a mail that is there under its Message-ID already stays the one it was."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            raw = message.message()
            key = re.sub(r"[^\w-]", "", str(raw["Message-ID"] or "")) or uuid4().hex
            if not any(folder.glob(f"*.{key}.eml")):
                stamp = timezone.now().strftime("%Y%m%d-%H%M%S-%f")
                fresh = folder / f"{stamp}.{key}.new"
                fresh.write_bytes(raw.as_bytes())
                fresh.replace(fresh.with_suffix(".eml"))
        return len(email_messages)


def kept_mails() -> list[KeptMail]:
    """The newest first."""
    paths = sorted(_folder().glob("*.eml"), reverse=True)[:MOST]
    return [_read(path.read_bytes()) for path in paths]


def _folder() -> Path:
    return settings.KEPT_MAIL or settings.HOME / "mail"


def _read(content: bytes) -> KeptMail:
    message = message_from_bytes(content, _class=Message, policy=policy.default)
    body = message.get_body(("plain",))
    return KeptMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
        sent_at=parsedate_to_datetime(str(message["Date"])).replace(tzinfo=UTC),  # as Django writes it
        files=[part.get_filename() or "" for part in message.iter_attachments()],
    )
