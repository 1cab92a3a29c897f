"""Headers as people read them, whatever was written into them."""

from __future__ import annotations

import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

AS_WINDOWS = {"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"}  # what these claim to be is cp1252 in fact


def values(message: Message, name: str) -> list[str]:
    """All headers of a name, unfolded and as written."""
    wanted = name.lower()
    return [_readable(str(value)) for key, value in message.raw_items() if key.lower() == wanted]


def first(message: Message, name: str) -> str:
    """The first header of a name: where there are two, mail programs show that one."""
    return next(iter(values(message, name)), "")


def decoded(value: str) -> str:
    """A header with its encoded words read, on one line."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, ValueError):
        parts = [(value, None)]
    words = [part if isinstance(part, str) else text_of(part, charset or "utf-8") for part, charset in parts]
    return " ".join(clean("".join(words)).split())


def text_of(content: bytes, charset: str) -> str:
    """Bytes as text: by what they claim to be, then as UTF-8, then as Windows wrote them."""
    claimed = charset.strip().strip("\"'").lower()
    for name in dict.fromkeys(["utf-8" if claimed in AS_WINDOWS else claimed, "utf-8"]):
        try:
            return content.decode(name)
        except (LookupError, ValueError):  # an unknown charset, or not what it claims to be
            continue
    return content.decode("cp1252", "replace")


def clean(text: str) -> str:
    """Without what no database keeps and nobody sees; line ends are plain."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        letter for letter in plain if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Co", "Cn")
    )


def _readable(value: str) -> str:
    """Bytes that are no ASCII stand in the header as surrogates."""
    raw = value.encode("utf-8", "surrogateescape")
    text = text_of(raw, "utf-8") if raw.decode("utf-8", "replace") != value else value
    return text.replace("\r", "").replace("\n", "")
