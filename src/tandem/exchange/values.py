"""Text of a cell to a value, exactly; what cannot be read is a reason in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from engines.money import round_half_up

Reader = Callable[[str], Any]
_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_WHOLE = re.compile(r"[+-]?[0-9]{1,12}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T][0-9:.]+)?")


class Unreadable(ValueError):
    """Why a cell cannot be taken, as a sentence without the cell's place."""


def text(cell: str) -> str:
    """The cell without blanks around it."""
    if _CONTROL.search(cell):
        raise Unreadable(_("holds characters that are no text"))
    return cell.strip()


def mail(cell: str) -> str:
    """A mail address in lower case; accents may stand in it."""
    if _MAIL.fullmatch(cell.strip()) is None:
        raise Unreadable(_("“%(cell)s” is not a mail address") % {"cell": shorten(cell)})
    return cell.strip().lower()


def flag(cell: str) -> bool:
    """Yes or no, as a profile's map writes it."""
    if cell.strip() not in ("yes", "no"):
        raise Unreadable(_("“%(cell)s” is neither yes nor no") % {"cell": shorten(cell)})
    return cell.strip() == "yes"


def whole(cell: str) -> int:
    """A whole number."""
    if _WHOLE.fullmatch(cell.strip()) is None:
        raise Unreadable(_("“%(cell)s” is not a whole number") % {"cell": shorten(cell)})
    return int(cell)


def exact(cell: str) -> Decimal:
    """A number with a decimal point, kept exactly as it stands."""
    if _DECIMAL.fullmatch(cell.strip()) is None:
        raise Unreadable(_("“%(cell)s” is not a number") % {"cell": shorten(cell)})
    return Decimal(cell.strip())


def ten_thousandths(cell: str) -> int:
    """A price with up to four decimals, in ten-thousandths, half up."""
    return _scaled(cell, 10_000)


def ppm(cell: str) -> int:
    """A rate as parts per million, half up."""
    return _scaled(cell, 1_000_000)


def thousandths(cell: str) -> int:
    """A quantity in thousandths, half up."""
    return _scaled(cell, 1000)


def day(cell: str) -> date:
    """An ISO date; a time of day behind it is dropped."""
    match = _DATE.fullmatch(cell.strip())
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise Unreadable(_("“%(cell)s” is not a date (2011-05-31)") % {"cell": shorten(cell)}) from None


def day_after(cell: str) -> date:
    """The day after a last day: our spans are half-open."""
    return day(cell) + timedelta(days=1)


def words(cell: str) -> frozenset[str]:
    """A set of words, apart by blanks."""
    return frozenset(cell.split())


def shorten(cell: str) -> str:
    """A cell as a message quotes it."""
    return cell if len(cell) <= 40 else cell[:39] + "…"


def _scaled(cell: str, scale: int) -> int:
    return round_half_up(Fraction(exact(cell)) * scale)
