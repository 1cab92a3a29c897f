"""One raw message, read: who wrote what to whom, in which thread, with which files. Never raises for bad mail."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message as Raw
from email.utils import getaddresses, parsedate_to_datetime

from .automatic import kind_of_automatic
from .folding import fold
from .headers import decoded, first, values
from .parts import File, files_and_text

MOST_ADDRESSES = 50
MOST_THREAD = 50
LONGEST_ID = 500
_ID = re.compile(r"<([^<>\s]{1,500})>")


@dataclass(frozen=True)
class Person:
    """An address and the name before it; both empty where there is none."""

    name: str
    mail: str


@dataclass(frozen=True)
class Mail:
    """What a message says. `text` is what is new in it, `rest` signature and what it quotes."""

    key: str  # of its Message-ID, or of all its bytes where it has none
    message_id: str
    thread: Sequence[str]  # Message-IDs it answers to, the nearest first
    sender: Person
    recipients: Sequence[Person]
    subject: str
    text: str
    rest: str
    sent_at: datetime | None
    files: Sequence[File]
    automatic: str  # "bounce", "answer" or "bulk"; empty for what a person wrote

    @property
    def wish(self) -> str:
        """Subject and text, as a request keeps them."""
        return "\n\n".join(part for part in (self.subject, self.text) if part)


def read_mail(raw: bytes) -> Mail:
    """The message as far as it can be read; an empty one is a mail that says nothing."""
    message: Raw = message_from_bytes(raw)
    files, text = files_and_text(message)
    fresh, rest = fold(text)
    own_id = _ids(first(message, "Message-ID"))
    message_id = own_id[0] if own_id else ""
    people = _people(values(message, "From")) or _people(values(message, "Sender"))
    return Mail(
        key=key_of(message_id) if message_id else _digest(b"raw:" + raw),
        message_id=message_id,
        thread=_thread(message),
        sender=people[0] if people else Person("", ""),
        recipients=_people([*values(message, "To"), *values(message, "Cc")])[:MOST_ADDRESSES],
        subject=decoded(first(message, "Subject"))[:300],
        text=fresh,
        rest=rest,
        sent_at=_moment(first(message, "Date")),
        files=files,
        automatic=kind_of_automatic(message, people[0].mail if people else ""),
    )


def key_of(message_id: str) -> str:
    """The key of a mail with this Message-ID."""
    return _digest(b"id:" + message_id.encode("utf-8", "surrogateescape"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _thread(message: Raw) -> list[str]:
    found = [*_ids(first(message, "In-Reply-To")), *reversed(_ids(first(message, "References")))]
    return list(dict.fromkeys(found))[:MOST_THREAD]


def _ids(value: str) -> list[str]:
    return _ID.findall(value)


def _people(headers: Sequence[str]) -> list[Person]:
    """Addresses before their names are decoded: a comma in an encoded name parts nobody."""
    found = [Person(decoded(name)[:150], mail.strip().lower()) for name, mail in getaddresses(headers)]
    return [person for person in found if re.fullmatch(r"[^@\s<>]{1,64}@[^@\s<>]{1,189}", person.mail)]


def _moment(value: str) -> datetime | None:
    """An aware instant; without a zone it is taken for UTC, as the standard says."""
    try:
        found = parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
