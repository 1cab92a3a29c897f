"""Template words of the house: money, quantities, permission, faces."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core import spell
from tandem.core.actor import Actor
from tandem.core.documents import words
from tandem.core.rules import allows

register = template.Library()
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF"}
NBSP = "\u00a0"


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """1234567 → 12.345,67 € in German, €12,345.67 in English."""
    if cents is None:
        return "–"
    whole, rest = divmod(abs(cents), 100)
    return _amount(cents, whole, f"{rest:02d}", currency)


@register.filter
def money_short(cents: int | None, currency: str = "EUR") -> str:
    """Whole units, for lists where cents only make noise."""
    if cents is None:
        return "–"
    whole = (abs(cents) + 50) // 100
    return _amount(cents if whole else 0, whole, "", currency)


@register.filter
def unit_price(ten_thousandths: int, currency: str = "EUR") -> str:
    """A unit price with the two to four decimals it has."""
    whole, rest = divmod(abs(ten_thousandths), 10_000)
    return _amount(ten_thousandths, whole, f"{rest:04d}".rstrip("0").ljust(2, "0"), currency)


def _amount(signed: int, whole: int, decimals: str, currency: str) -> str:
    """Sign, digits and currency in the order of the language in force."""
    return _amount_in(get_language() or "de", signed < 0, whole, decimals, currency)


@lru_cache(maxsize=8192)
def _amount_in(language: str, negative: bool, whole: int, decimals: str, currency: str) -> str:
    minus, sign = "−" if negative else "", SIGNS.get(currency, currency)
    digits = number_format(whole, force_grouping=True) + (number_format(f"0.{decimals}")[1:] if decimals else "")
    if language.startswith("en"):
        return f"{minus}{sign}{'' if len(sign) == 1 else NBSP}{digits}"
    return f"{minus}{digits}{NBSP}{sign}"


@register.filter
def quantity(thousandths: int) -> str:
    """1500 → 1,5."""
    whole, rest = divmod(abs(thousandths), 1000)
    decimals = f"{rest:03d}".rstrip("0")
    digits = number_format(whole, force_grouping=True) + (number_format(f"0.{decimals}")[1:] if decimals else "")
    return f"{'−' if thousandths < 0 else ''}{digits}"


@register.filter
def unit(key: str) -> str:
    """pc → Stk., as papers say it."""
    return words.unit(key, get_language() or "en")


@register.filter
def percent(ppm: int) -> str:
    """Parts per million as per cent with the decimals it has."""
    whole, rest = divmod(abs(ppm), 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    digits = f"{number_format(whole)}{number_format(f'0.{decimals}')[1:] if decimals else ''}"
    return f"{'−' if ppm < 0 else ''}{digits}{NBSP}%"


@register.filter
def percent_short(ppm: int) -> str:
    """Parts per million as per cent to the nearest tenth, for what has been reckoned: a margin, a share."""
    tenths = (abs(ppm) + 500) // 1000
    return percent(tenths * 1000 if ppm >= 0 else -tenths * 1000)


@register.filter
def per_cent(whole: int) -> str:
    """Whole per cent, as progress and likeness are told: 5 → 5 %."""
    return f"{number_format(whole)}{NBSP}%"


@register.filter
def minutes(count: int) -> str:
    """45 → 45 min."""
    return spell.minutes(count)


@register.filter
def day(value: date | None) -> str:
    """A business day in short form: 24.11.2026."""
    return dated(value, "SHORT_DATE_FORMAT") if value else "–"


@register.filter
def moment(value: datetime | None) -> str:
    """When it was, as people say it: today 9:58, yesterday 17:21, Mon 16.11., 3.2.2025."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    today = timezone.localdate()
    clock = dated(local, "TIME_FORMAT")
    if local.date() == today:
        return _("today %(time)s") % {"time": clock}
    if local.date() == today - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": clock}
    if today - timedelta(days=7) < local.date() < today:
        return f"{dated(local, 'D')} {clock}"
    return dated(local.date(), "SHORT_DATE_FORMAT")


def dated(local: date, form: str) -> str:
    """A day, or an instant in local time, in a form that names no zone; a page of a list says a hundred of them."""
    bare = local.replace(tzinfo=None) if isinstance(local, datetime) else local
    return _dated(get_language(), bare, form)


@lru_cache(maxsize=8192)
def _dated(_language: str | None, local: date, form: str) -> str:
    return date_format(local, form)


@register.simple_tag
def may(rule: str, actor: Actor, thing: Any = None) -> bool:
    """Ask a rule by its dotted name below tandem: {% may "orders.rules.can_confirm_order" actor order as ok %}."""
    return allows(import_string(f"tandem.{rule}"), actor, thing)


@register.filter
def initials(name: str | Promise) -> str:
    """Anna Lena Berg → AB."""
    parts = str(name).split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"
