"""Exact numbers: whole where they are whole, fractions elsewhere, never binary floats."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

Number = int | Fraction

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})", re.ASCII)
_GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+", re.ASCII)
_GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_BLANKS = str.maketrans("", "", " \u00a0\u202f\u2009")


def half_up(number: Number, parts: int = 1) -> int:
    """`number / parts` to the nearest whole; a half goes away from zero."""
    if number >= 0:
        return (2 * number + parts) // (2 * parts)
    return -((parts - 2 * number) // (2 * parts))


def size(number: Number) -> Number:
    """Its magnitude."""
    return number if number >= 0 else -number


def simple(number: Number) -> Number:
    """A fraction that is whole becomes an int: ints are many times faster."""
    return number.numerator if number.denominator == 1 else number


def read_number(text: str) -> Number:
    """An exact number as people write it: 1234.56, 1234,56, 1.234,56, 1,234.56; ValueError where it is not one.

    A single point is a decimal point. A single comma with three digits behind it is refused: it may be either.
    """
    plain = text.translate(_BLANKS).replace("\u2212", "-")
    if _PLAIN.fullmatch(plain):
        return simple(Fraction(plain.rstrip(".")))
    if _COMMA.fullmatch(plain):
        return simple(Fraction(plain.replace(",", ".")))
    if _GROUPED_POINT.fullmatch(plain):
        return simple(Fraction(plain.replace(",", "")))
    if _GROUPED_COMMA.fullmatch(plain):
        return simple(Fraction(plain.replace(".", "").replace(",", ".")))
    raise ValueError(text)


def read_share(text: str) -> Fraction:
    """A part of a whole: "3 %", "3%", "0.03"; ValueError where it is neither."""
    stripped = text.strip()
    if stripped.endswith("%"):
        return Fraction(read_number(stripped[:-1])) / 100
    return Fraction(read_number(stripped))


def exact(value: int | Decimal) -> Number:
    """What TOML or JSON gave, read without a float in between."""
    return simple(Fraction(value))


def plain(number: Number) -> str:
    """The number as a decimal where it ends, else as a fraction: 0.035, 1/3."""
    if type(number) is int:
        return str(number)
    if number.denominator == 1:
        return str(number.numerator)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(number)
    digits = 1
    while 10**digits % number.denominator:
        digits += 1
    whole = abs(number.numerator) * 10**digits // number.denominator
    text = f"{whole:0{digits + 1}d}"
    return f"{'-' if number < 0 else ''}{text[:-digits]}.{text[-digits:]}"
