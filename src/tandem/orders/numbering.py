"""Numbers of orders and credit notes: per year, without gaps, taken under lock."""

from __future__ import annotations

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
