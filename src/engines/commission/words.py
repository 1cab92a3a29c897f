"""Amounts, shares and days as people read them, in English and German."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import lru_cache

from .numbers import Number, half_up, plain

GERMAN = str.maketrans(",.", ".,")
CENTS = tuple(f"{cents:02d}" for cents in range(100))  # sentences of a year hold millions of amounts


def money(cents: Number, currency: str, language: str) -> str:
    """1,234.56 EUR or 1.234,56 EUR; parts of a cent are shown rounded."""
    whole = cents if type(cents) is int else half_up(cents)
    if whole < 0:
        return f"−{money(-whole, currency, language)}"
    if language == "de":
        return f"{f'{whole // 100:,}'.replace(',', '.')},{CENTS[whole % 100]} {currency}"
    return f"{whole // 100:,}.{CENTS[whole % 100]} {currency}"


def amount(number: Number, measure: str, currency: str, language: str) -> str:
    """A sum of a measure: money, or a plain count."""
    if measure in ("revenue", "margin"):
        return money(number, currency, language)
    return _swap(plain(number), language)


@lru_cache(maxsize=4096)
def ratio(part: int, whole: int, language: str) -> str:
    """The share `part / whole`; rates and seats come again and again."""
    return share(Fraction(part, whole), language)


@lru_cache(maxsize=4096)
def rate(part: int, whole: int) -> str:
    """The same as an exact number."""
    return plain(Fraction(part, whole))


def share(part: Number, language: str) -> str:
    """3 %, 12.5 %; what does not end is cut at four decimals and says so."""
    percent = Fraction(part) * 100
    text = plain(percent)
    if "/" in text:
        rounded = half_up(percent * 10_000)
        text = "≈ " + plain(Fraction(rounded, 10_000))
    return _swap(text, language) + " %"


def decimal(number: Number, language: str) -> str:
    """1.5 or 1,5."""
    return _swap(plain(number), language)


def day(value: date, language: str) -> str:
    return value.strftime("%d.%m.%Y") if language == "de" else value.isoformat()


def _swap(text: str, language: str) -> str:
    return text.translate(GERMAN) if language == "de" else text
