"""Cells as people write them into exact values; what cannot be read is a reason in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from django.utils.translation import gettext as _

from engines.money import round_half_up
from tandem.exchange.values import Unreadable, shorten

from .form import DateOrder, Decimal
from .months import MONTHS

_SIGNS = "−–‐‑"
_MONEY = re.compile(
    r"(?i)^(?:[€$£¥%‰]|eur|euro|usd|chf|gbp|sfr\.?|fr\.)\s*|\s*(?:[€$£¥%]|eur|euro|usd|chf|gbp|sfr\.?|fr\.)$"
)
_GROUPED = r"([0-9]{{1,3}}(?:([ '’{other}])[0-9]{{3}})(?:\2[0-9]{{3}})*|[0-9]{{1,15}})?"
_BEHIND = r"(?:[{mark}]([0-9]{{1,15}}|-{{1,2}}|—|–)?)?"
_NUMBERS: dict[Decimal, re.Pattern[str]] = {
    ",": re.compile((_GROUPED + _BEHIND).format(mark=",", other=".")),
    ".": re.compile((_GROUPED + _BEHIND).format(mark=".", other=",")),
}
_POWER = re.compile(r"[-+]?[0-9]+(?:[.,][0-9]+)?[eE][-+]?[0-9]+")
_BLANKS = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_TIME = r"(?:(?:[T ]|, ?)\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?\s*(?:[AaPp][Mm]|Uhr)?)?"
_ZONE = r"\s*(?:(?:Z|UTC|GMT)?\s*(?:[+-][0-9]{2}:?(?:[0-9]{2})?)?(?:Z|UTC)?)"
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}{_ZONE}")
_COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})(?:T?[0-9]{{4,6}})?{_ZONE}")
_THREE = re.compile(rf"([0-9]{{1,2}})\s*([-/.])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}|[0-9]{{2}}){_TIME}{_ZONE}")
_DAY_WORD = re.compile(
    rf"(?:\w+\.?,\s*)?([0-9]{{1,2}})(?:\.|st|nd|rd|th)?[-\s/.]*([^\W\d_]{{3,9}})\.?[-\s/.,]*([0-9]{{4}}|[0-9]{{2}}){_TIME}{_ZONE}"
)
_WORD_DAY = re.compile(
    rf"(?:\w+\.?,\s*)?([^\W\d_]{{3,9}})\.?\s+([0-9]{{1,2}})(?:st|nd|rd|th)?,?\s+([0-9]{{4}}){_TIME}{_ZONE}"
)
_SERIAL = re.compile(r"([1-9][0-9]{4})(?:[.,][0-9]+)?")  # 1927 to 2173: four digits are a year
_TRUE = frozenset({"1", "y", "yes", "j", "ja", "true", "wahr", "x", "✓", "✔", "☑", "on", "t", "oui", "si", "sí"})
_FALSE = frozenset({"0", "n", "no", "nein", "false", "falsch", "off", "f", "non", "-", "–", "☐"})
_NEW_CENTURY = 70  # two-digit years below are of this century, as in most programs


def read_number(cell: str, places: int, decimal: Decimal) -> int:
    """The number in units of `places` decimals, rounded half up: "1.234,56" with 2 is 123456; "12 %" is 12."""
    negative, text = _sign(_bare(cell))
    match = _number(text, decimal)
    if match is None:
        raise Unreadable(_why_no_number(cell, text, decimal))
    digits = "".join(char for char in match[1] or "0" if char.isdigit())
    fraction = (match[3] or "").strip("-—–")
    scaled = round_half_up(Fraction(int(digits + fraction), 10 ** len(fraction)) * 10**places)
    return -scaled if negative else scaled


def read_day(cell: str, date_order: DateOrder, *, sheet: bool = False) -> date:
    """The day; a time behind it is dropped. `sheet` lets a plain number be a spreadsheet's count of days."""
    text = _BLANKS.sub(" ", cell).strip()
    parts = _year_first(text) or _worded(text) or _numeric(text, date_order)
    try:
        if parts is not None:
            return date(*parts)
        if sheet and (serial := _SERIAL.fullmatch(text)):
            return date(1899, 12, 30) + timedelta(days=int(serial[1]))
    except (ValueError, OverflowError):
        pass
    if parts is not None and _THREE.fullmatch(text):
        raise Unreadable(
            _("“%(cell)s” is no day when read as %(order)s") % {"cell": shorten(cell), "order": _order(date_order)}
        )
    raise Unreadable(_("“%(cell)s” is not a date") % {"cell": shorten(cell)})


def read_flag(cell: str) -> bool:
    """Yes or no, as German and English programs write it; an empty cell is no."""
    text = cell.strip().casefold()
    if text in _TRUE:
        return True
    if not text or text in _FALSE:
        return False
    raise Unreadable(_("“%(cell)s” is neither yes nor no") % {"cell": shorten(cell)})


def guess_date_order(columns: Iterable[Sequence[str]]) -> DateOrder:
    """Which order of day, month and year the samples show; day first where they show none."""
    votes: Counter[DateOrder] = Counter()
    for column in columns:
        votes.update(_column_order(column))
    first = votes.most_common(1)
    return first[0][0] if first else "dmy"


def guess_decimal(samples: Iterable[str], default: Decimal = ".") -> Decimal:
    """Which mark stands before decimals in the samples."""
    votes: Counter[Decimal] = Counter()
    for sample in samples:
        mark = _decimal_of(_sign(_bare(sample))[1])
        if mark:
            votes[mark] += 1
    if votes[","] == votes["."]:
        return default
    return "," if votes[","] > votes["."] else "."


def _bare(cell: str) -> str:
    """Without currency, percent sign and odd blanks."""
    text = _BLANKS.sub(" ", cell).strip()
    for sign in _SIGNS:
        if text.startswith(sign):
            text = "-" + text[1:]
    for _pass in range(2):
        text = _MONEY.sub("", text).strip()
    return text


def _sign(text: str) -> tuple[bool, str]:
    if text.startswith("(") and text.endswith(")"):
        return True, _bare(text[1:-1])
    if text.startswith("-"):
        return True, _bare(text[1:])
    if text.endswith("-") and text[-2:-1].isdigit():
        return True, text[:-1].rstrip()
    return False, _bare(text[1:]) if text.startswith("+") else text


def _number(text: str, decimal: Decimal) -> re.Match[str] | None:
    match = _NUMBERS[decimal].fullmatch(text)
    return match if match is not None and any(char.isdigit() for char in text) else None


def _why_no_number(cell: str, text: str, decimal: Decimal) -> str:
    if _POWER.fullmatch(text):
        message = _("“%(cell)s” was shortened by a spreadsheet; format its column as a number")
    elif _number(text, "." if decimal == "," else ","):
        message = _("“%(cell)s” is not a number with “%(mark)s” before its decimals")
    else:
        message = _("“%(cell)s” is not a number")
    return message % {"cell": shorten(cell), "mark": decimal}


def _decimal_of(text: str) -> Decimal | Literal[""]:
    """The mark before decimals if the text can be read with one only."""
    comma, point = _number(text, ","), _number(text, ".")
    if comma is None or point is None:
        return "," if comma else "." if point else ""
    return ""


def _year_first(text: str) -> tuple[int, int, int] | None:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    return None


def _worded(text: str) -> tuple[int, int, int] | None:
    if match := _DAY_WORD.fullmatch(text):
        day, word, year = match[1], match[2], match[3]
    elif match := _WORD_DAY.fullmatch(text):
        word, day, year = match[1], match[2], match[3]
    else:
        return None
    month = MONTHS.get(word.casefold()) or MONTHS.get(word.casefold()[:3], 0)
    return (_full(year), month, int(day)) if month else None


def _numeric(text: str, order: DateOrder) -> tuple[int, int, int] | None:
    match = _THREE.fullmatch(text)
    if match is None:
        return None
    one, two, three = match[1], match[3], match[4]
    if order == "ymd" and len(three) == 2:
        return _full(one), int(two), int(three)
    if order == "mdy":
        return _full(three), int(one), int(two)
    return _full(three), int(two), int(one)


def _full(year: str) -> int:
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) < _NEW_CENTURY else 1900)


def _order(order: DateOrder) -> str:
    return {"dmy": _("day, month, year"), "mdy": _("month, day, year"), "ymd": _("year, month, day")}[order]


def _column_order(column: Sequence[str]) -> Counter[DateOrder]:
    """Votes of one column: only days that fit a single order count, and dots, which stand behind the day."""
    votes: Counter[DateOrder] = Counter()
    for cell in column:
        text = _BLANKS.sub(" ", cell).strip()
        match = _THREE.fullmatch(text)
        if match is None:
            continue
        one, two, three = int(match[1]), int(match[3]), match[4]
        if one > 31 or (len(three) == 2 and one > 12 and int(three) > 31):
            votes["ymd"] += one > 31
        elif two > 12 and one <= 12:
            votes["mdy"] += 1
        elif one > 12 or match[2] == ".":
            votes["dmy"] += 1
    return +votes
