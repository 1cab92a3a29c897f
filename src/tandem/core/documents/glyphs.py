"""Which characters the shipped font can show: PDF/A forbids a paper with one that it cannot."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "vendor"
REPLACED = "\N{WHITE SQUARE}"


def printable(value: Any) -> Any:
    """Data with every text in it as the font can show it; what it cannot becomes a square, what is unseen goes."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: printable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [printable(part) for part in value]
    return value


def _text(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_letter, unicodedata.normalize("NFC", text.replace("\r\n", "\n"))))


def _letter(letter: str) -> str:
    if letter == "\n":
        return letter
    kind = unicodedata.category(letter)
    if kind == "Zs" or letter == "\t":
        return letter if ord(letter) in _covered() else "\u00a0" if letter == "\u202f" else " "
    if kind[0] == "C":
        return ""
    return letter if ord(letter) in _covered() else REPLACED


@cache
def _covered() -> frozenset[int]:
    """Code points that every shipped cut has."""
    sets = [_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    return frozenset.intersection(*sets)


def _code_points(font: bytes) -> frozenset[int]:
    """What a TrueType file's character map (format 12, else 4) leads to."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for at in range(12, 12 + 16 * tables, 16):
        if font[at : at + 4] == b"cmap":
            return _of_cmap(font, struct.unpack_from(">I", font, at + 8)[0])
    raise ValueError("a font without a character map")


def _of_cmap(font: bytes, start: int) -> frozenset[int]:
    count = struct.unpack_from(">H", font, start + 2)[0]
    places = [start + struct.unpack_from(">I", font, start + 8 + 8 * number)[0] for number in range(count)]
    formats = {struct.unpack_from(">H", font, place)[0]: place for place in places}
    if 12 in formats:
        return _groups(font, formats[12])
    return _segments(font, formats[4])


def _groups(font: bytes, place: int) -> frozenset[int]:
    count = struct.unpack_from(">I", font, place + 12)[0]
    found: set[int] = set()
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">III", font, place + 16 + 12 * number)
        found.update(range(first, last + 1))
    return frozenset(found)


def _segments(font: bytes, place: int) -> frozenset[int]:
    double = struct.unpack_from(">H", font, place + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", font, place + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, place + 16 + double)
    return frozenset(code for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1))
