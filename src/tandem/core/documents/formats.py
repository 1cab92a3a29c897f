"""Numbers, amounts and days as the reader of a paper writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from .words import LANGUAGES

_LOCALES = {"de": "de_DE", "en": "en_GB", "fr": "fr_FR", "it": "it_IT", "nl": "nl_NL", "pl": "pl_PL"}


def paper_language(language: str) -> str:
    """The language of papers for somebody who speaks this one: English where we have none of theirs."""
    return language if language in LANGUAGES else "en"


def money(cents: int, currency: str, language: str) -> str:
    """An amount with its currency."""
    return format_currency(Decimal(cents) / 100, currency, locale=_locale(language))


def unit_price(value: int, currency: str, language: str) -> str:
    """Ten-thousandths with two to four decimals."""
    places = len(f"{value % 10000:04d}".rstrip("0"))
    pattern = _locale(language).currency_formats["standard"].pattern.split(";")[0]
    digits = "0" * max(2, places)
    return format_currency(
        Decimal(value) / 10000, currency, format=pattern.replace("0.00", f"0.{digits}"), locale=_locale(language),
        currency_digits=False,
    )  # fmt: skip


def quantity(thousandths: int, language: str) -> str:
    """Thousandths without needless decimals."""
    return format_decimal(Decimal(thousandths) / 1000, format="#,##0.###", locale=_locale(language))


def percent(ppm: int, language: str) -> str:
    """Parts per million as per cent, at most four decimals."""
    pattern = (
        _locale(language).percent_formats[None].pattern.replace("0%", "0.####%").replace("0\u00a0%", "0.####\u00a0%")
    )
    return format_percent(Decimal(ppm) / 1_000_000, format=pattern, locale=_locale(language))


def day(value: date, language: str) -> str:
    """A day in figures."""
    pattern = "dd.MM.yyyy" if language in ("de", "pl") else "medium"
    return format_date(value, pattern, locale=_locale(language))


def country(code: str, language: str) -> str:
    """A country's name in capitals, as the last line of an address abroad."""
    return str(_locale(language).territories.get(code, code)).upper()


def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[paper_language(language)])
