"""What an activity may cost before it is taxed: limits as data, with their source and the year since when they hold."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tandem.together.models import Circle


@dataclass(frozen=True)
class Limit:
    """Cents per person, and for how many events a year; `per_year` is None where none are counted."""

    since: int
    cents: int
    per_year: int | None
    source: str


@dataclass(frozen=True)
class Verdict:
    """What one activity came to per person, next to its limit. `number` counts the events of the year up to it."""

    limit: Limit
    each_cents: int
    people: int
    number: int

    @property
    def over_cents(self) -> int:
        """What is beyond the allowance, per person; of an event beyond the counted ones, all of it."""
        if self.is_too_many:
            return self.each_cents
        return max(0, self.each_cents - self.limit.cents)

    @property
    def is_too_many(self) -> bool:
        """Whether the year had its events already."""
        return self.limit.per_year is not None and self.number > self.limit.per_year

    @property
    def is_fine(self) -> bool:
        """Whether nothing is beyond the allowance."""
        return self.over_cents == 0


def limit_for(circle: str, year: int) -> Limit | None:
    """The limit that holds in a year: of a meal for two, of a company event for more."""
    name = "meal" if circle == Circle.TANDEM else "event"
    rows = [row for row in _data(name) if row["since"] <= year]
    if not rows:
        return None
    row = max(rows, key=lambda one: one["since"])
    return Limit(row["since"], row["cents"], row.get("per_year"), row["source"])


def verdict(circle: str, year: int, *, cost_cents: int, people: int, number: int) -> Verdict | None:
    """None where nobody came or no limit is known. Cents per person are rounded up: half a cent is over, too."""
    limit = limit_for(circle, year)
    if limit is None or people < 1:
        return None
    return Verdict(limit, -(-cost_cents // people), people, number)


@cache
def _data(name: str) -> Sequence[Mapping[str, Any]]:
    text = (Path(__file__).parent / "tax.toml").read_text(encoding="utf-8")
    found: Sequence[Mapping[str, Any]] = tomllib.loads(text)[name]
    return found
