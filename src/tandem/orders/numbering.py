"""Numbers of orders and credit notes: per year, without gaps, taken under lock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from tandem.core.locking import lock

from .models import NumberRange

ORDER = "order"
CREDIT_NOTE = "credit note"
PREFIX = {ORDER: "", CREDIT_NOTE: "C"}


def take_numbers(name: str, day: date, count: int = 1) -> list[str]:
    """The next numbers of the day's year: 26-00001, or C26-00001 for credit notes.

    Must run in the transaction that uses them: the range stays locked until it ends, and one that fails
    leaves no gap. Take them last, so that others wait only briefly.
    """
    row = lock(NumberRange.objects.get_or_create(name=f"{name} {day.year}")[0])
    first = row.next
    row.next += count
    row.save(update_fields=["next"])
    return [f"{PREFIX[name]}{day:%y}-{number:05d}" for number in range(first, row.next)]


def pass_numbers(name: str, taken: Iterable[str]) -> None:
    """Numbers like ours that came from elsewhere are taken: the range goes on behind them."""
    highest: dict[int, int] = {}
    for number in taken:
        if match := re.fullmatch(rf"{PREFIX[name]}([0-9]{{2}})-([0-9]{{5,9}})", number):
            year = 2000 + int(match[1])
            highest[year] = max(highest.get(year, 0), int(match[2]))
    for year, last in highest.items():
        row = lock(NumberRange.objects.get_or_create(name=f"{name} {year}")[0])
        if row.next <= last:
            row.next = last + 1
            row.save(update_fields=["next"])
