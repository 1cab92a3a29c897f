"""Half-open spans of business days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` up to, not including, `end`; no end means it goes on."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a period ends after it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share at least one day."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    @property
    def days(self) -> int | None:
        """Number of days, or None when open."""
        return None if self.end is None else (self.end - self.start).days
