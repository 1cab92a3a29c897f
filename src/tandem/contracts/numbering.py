"""Numbers of contracts: per year, without gaps, taken under lock."""

from __future__ import annotations

from datetime import date

from tandem.core.locking import lock

from .models import NumberRange


def take_number(day: date) -> str:
    """The next number of the day's year: C26-00001. The range stays locked until the transaction ends."""
    row = lock(NumberRange.objects.get_or_create(year=day.year)[0])
    number = row.next
    row.next += 1
    row.save(update_fields=["next"])
    return f"C{day:%y}-{number:05d}"
