"""Days that come again: every day, week, month, on working days, without drifting away from where they began."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

DAYS = {"day": 1, "week": 7, "fortnight": 14}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
LONGEST_REST = 60  # days without a working day after which the plain day is taken


def next_day(anchor: date, rule: str, after: date, works: Callable[[date], bool]) -> date:
    """The first working day of the series that lies after `after`.

    Every day of the series is counted from `anchor`, so neither a moved holiday nor a short month shifts those that
    follow: what began on the 31st falls on the 28th of February and on the 31st of March again. A day off moves to
    the next working day, but stays within its month where the series goes by months.
    """
    if rule == "day":
        return _working(after + timedelta(1), works)
    for number in count(_first(anchor, rule, after)):
        day = _on(anchor, rule, number)
        moved = _within_month(day, works) if rule in MONTHS else _working(day, works)
        if moved > after:
            return moved
    raise AssertionError("a series has no end")


def months_later(day: date, months: int) -> date:
    """The same day of a later month, its last one where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _first(anchor: date, rule: str, after: date) -> int:
    """A number of the series that lies shortly before `after`, so that old series do not count from their start."""
    gone = max(0, (after - anchor).days)
    return max(1, gone // DAYS[rule] - 8 if rule in DAYS else gone // (31 * MONTHS[rule]) - 1)


def _on(anchor: date, rule: str, number: int) -> date:
    if rule in DAYS:
        return anchor + timedelta(DAYS[rule] * number)
    return months_later(anchor, MONTHS[rule] * number)


def _working(day: date, works: Callable[[date], bool], step: int = 1) -> date:
    days = (day + timedelta(step * n) for n in range(LONGEST_REST))
    return next((one for one in days if works(one)), day)


def _within_month(day: date, works: Callable[[date], bool]) -> date:
    moved = _working(day, works)
    return moved if moved.month == day.month else _working(day, works, -1)
