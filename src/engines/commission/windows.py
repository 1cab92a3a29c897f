"""Named spans of days: 2026-03, 2026-Q1, 2026, and the whole time of a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = {"month": 1, "quarter": 3, "year": 12}
_NAME = re.compile(r"(\d{4})(?:-(?:(\d{2})|[Qq]([1-4])))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `start` up to, not including, `end`, with the name people give them."""

    name: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days


ALWAYS = Window("", date.min, date.max)


@lru_cache(maxsize=4096)
def window_of(day: date, length: str) -> Window:
    """The month, quarter or year that the day belongs to; `plan` is all time."""
    if length == "plan":
        return ALWAYS
    months = MONTHS[length]
    first = (day.month - 1) // months * months + 1
    start = day.replace(month=first, day=1)
    return Window(_name(start, months), start, add_months(start, months))


def read_window(text: str) -> Window:
    """A period by its name; ValueError where it is none."""
    found = _NAME.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    year, month, quarter = found.groups()
    if month:
        return window_of(date(int(year), int(month), 1), "month")
    if quarter:
        return window_of(date(int(year), int(quarter) * 3, 1), "quarter")
    return window_of(date(int(year), 1, 1), "year")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, _length(year, month + 1)))


def full_months(start: date, end: date) -> int:
    """How many whole months lie between two days."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(months - (add_months(start, months) > end), 0)


def _length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - date(year, month, 1)).days


def _name(start: date, months: int) -> str:
    if months == 1:
        return f"{start.year:04d}-{start.month:02d}"
    return f"{start.year:04d}-Q{start.month // 3 + 1}" if months == 3 else f"{start.year:04d}"
