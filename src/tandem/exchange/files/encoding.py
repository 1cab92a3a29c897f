"""Which encoding a text file has, decided over the whole file in constant memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

from .magic import no_table

CHUNK = 1 << 20
LONGEST_LINE = 8 << 20
_SHOWN = 100_000  # so many bytes tell one alphabet from another
_CLEAR = 2000  # so many lines that are no UTF-8 decide
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
    "cp850": "DOS 850",
    "mac_roman": "Macintosh",
}
_HIGH = re.compile(rb"[\x80-\xff]")
_PAIRS = re.compile(rb"(?<=[\x80-\xff])[\x80-\xff]")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\v\f\x1a\x1b\x1f")) + b"\x7f"
_WESTERN = ("cp1252", "cp850", "mac_roman")
_USUAL = set("äöüßÄÖÜéèêëàâáãåæçíìîïñóòôøõúùûœÉÈÀÂÁÅÆÇÍÑÓØÚ")
_SIGNS = set("€£§°²³µ·–—‚„“”‘’…«»•©®™±½¼¾¿¡¹ºª´\u00a0\u00ad")


@dataclass(frozen=True)
class Scan:
    """What one pass over the bytes found: lines (or blocks) of UTF-8 beyond ASCII, and lines that are none."""

    good: int
    bad: int
    high: bytes
    ascii: bool


def guess_encoding(path: Path, name: str) -> tuple[str, list[str]]:
    """The encoding and what to tell about it; refuses what is no text."""
    with path.open("rb") as handle:
        head = handle.read(65536)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, []
    wide = _wide(head)
    if wide:
        return wide, [_read_as(wide)]
    if len(head.translate(None, _CONTROL)) < len(head) - max(8, len(head) // 50):
        raise no_table(name)
    return _narrow(path, name)


def label(encoding: str) -> str:
    """The name of an encoding as people know it."""
    return _NAMES.get(encoding, encoding)


def _narrow(path: Path, name: str) -> tuple[str, list[str]]:
    found = _scan(path, name)
    if found.ascii or not found.bad:
        return "utf-8", []
    if found.good > found.bad:
        return "utf-8", [_("Read as UTF-8, but some lines hold bytes that are none.")]
    encoding = _eight_bit(found.high)
    return encoding, [_read_as(encoding)]


def _read_as(encoding: str) -> str:
    return _("Read as %(encoding)s.") % {"encoding": label(encoding)}


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of most text is zero."""
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if len(head) < 4 or max(even, odd) < 0.4:
        return ""
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else ""


def _scan(path: Path, name: str) -> Scan:
    good = bad = 0
    high = b""
    only_ascii = True
    for block in _blocks(path, name):
        if block.isascii():
            continue
        only_ascii = False
        if _is_utf8(block):
            good += 1
            continue
        lines = [line for line in block.splitlines() if not line.isascii()]
        wrong = [line for line in lines if not _is_utf8(line)]
        good, bad = good + len(lines) - len(wrong), bad + len(wrong)
        if len(high) < _SHOWN:
            high += b"\n".join(wrong)[:_SHOWN]
        if bad > _CLEAR and good * 2 < bad:
            break
    return Scan(good, bad, high, only_ascii)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _blocks(path: Path, name: str) -> Iterator[bytes]:
    """The file in pieces that end with a line."""
    rest = b""
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
            if end:
                yield rest + chunk[:end]
                rest = chunk[end:]
            else:
                rest += chunk
            if len(rest) > LONGEST_LINE:
                raise InputRefused(
                    _("%(file)s has no ends of lines. Export it again as .csv or .xlsx.") % {"file": name}
                )
    if rest:
        yield rest


def _eight_bit(high: bytes) -> str:
    """One byte a character: the Western reading in which most high bytes are letters people use.

    Western words hold few of them; where they follow one another, the alphabet is another.
    """
    if len(_PAIRS.findall(high)) * 3 > len(_HIGH.findall(high)):
        return _foreign(high)
    rated = {encoding: _rate(high, encoding) for encoding in _WESTERN}
    best = max(rated, key=lambda encoding: rated[encoding])
    if rated["cp1252"] >= 0.9 or (rated[best] < rated["cp1252"] + 0.1 and rated["cp1252"] > 0.6):
        return "cp1252"
    return best if rated[best] >= 0.9 else _foreign(high)


def _rate(high: bytes, encoding: str) -> float:
    text = high.decode(encoding, "replace")
    before = " " + text
    marks = [(old, char) for old, char in zip(before, text, strict=False) if not char.isascii()]
    fits = sum(char in _USUAL or (char in _SIGNS and not (old.isalpha() and char in "„“‚”")) for old, char in marks)
    return fits / max(len(marks), 1)


def _foreign(high: bytes) -> str:
    """Alphabets beyond the Western ones are left to a library of their statistics."""
    best = import_module("charset_normalizer").from_bytes(high).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return "cp1252"
    return str(codecs.lookup(best.encoding).name)
