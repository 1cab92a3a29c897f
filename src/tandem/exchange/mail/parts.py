"""The parts of a message: its text, and what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from typing import cast

from .headers import clean, decoded, text_of
from .html import text_of_html

MOST_PARTS = 300
DEEPEST = 20
LONGEST_TEXT = 400_000  # characters that are read at all; people write less
SMALL_PICTURE = 20_000  # bytes: of a logo in a signature
_PLAIN = re.compile(r"[^\w .-]+")
ENDINGS = {"text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt", "message/rfc822": ".eml"}


@dataclass(frozen=True)
class File:
    """Something attached, as it was sent."""

    name: str
    content: bytes


def files_and_text(message: Message) -> tuple[list[File], str]:
    """What is attached, and the text: the plain one, else what the HTML says."""
    plain: list[str] = []
    html: list[str] = []
    files: list[File] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not _is_file(part):
            text = text_of(_content(part), _charset(part))[:LONGEST_TEXT]
            (plain if kind == "text/plain" else html).append(text)
        elif not _is_logo(part) and kind != "message/delivery-status":
            files.append(File(_name(part, len(files) + 1), _content(part)))
    said = "\n\n".join(clean(text).strip() for text in plain if text.strip())
    return files, said or "\n\n".join(clean(text_of_html(text)).strip() for text in html)


def _leaves(message: Message) -> Iterator[Message]:
    """Parts that hold no others of their own; a mail inside a mail is one of them."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() != "message":
            if depth < DEEPEST:
                waiting[:0] = [(cast("Message", each), depth + 1) for each in inside]
        else:
            yield part


def _content(part: Message) -> bytes:
    inside = part.get_payload()
    if isinstance(inside, list):
        return b"".join(_bytes_of(cast("Message", each)) for each in inside)
    try:
        return cast("bytes | None", part.get_payload(decode=True)) or b""
    except (ValueError, LookupError, AssertionError):
        return str(inside).encode("utf-8", "surrogateescape")


def _bytes_of(message: Message) -> bytes:
    """A mail inside a mail; one that cannot be written again is told by its headers."""
    target = BytesIO()
    try:
        BytesGenerator(target, mangle_from_=False, maxheaderlen=0).flatten(message)
    except (ValueError, LookupError, TypeError, AttributeError):
        lines = [f"{key}: {value}" for key, value in message.raw_items()]
        return "\n".join(lines).encode("utf-8", "replace")
    return target.getvalue()


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "utf-8")
    except (ValueError, LookupError, TypeError):
        return "utf-8"


def _is_file(part: Message) -> bool:
    return _disposition(part).startswith("attachment") or bool(_given_name(part))


def _is_logo(part: Message) -> bool:
    """A small picture that the HTML shows by itself; the original keeps it."""
    inside = part.get_content_maintype() == "image" and not _disposition(part).startswith("attachment")
    return inside and "Content-ID" in part and len(_content(part)) < SMALL_PICTURE


def _disposition(part: Message) -> str:
    return str(part.get("Content-Disposition", "")).strip().lower()


def _given_name(part: Message) -> str:
    try:
        return decoded(str(part.get_filename() or ""))
    except (ValueError, LookupError, TypeError, IndexError):
        return ""


def _name(part: Message, number: int) -> str:
    given = _given_name(part)
    if given:
        return given
    inside = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
        subject = decoded(str(cast("Message", inside[0]).get("Subject", "")))
        return f"{' '.join(_PLAIN.sub(' ', subject).split())[:100] or 'mail'}.eml"
    return f"{number}{ENDINGS.get(part.get_content_type(), '.bin')}"
