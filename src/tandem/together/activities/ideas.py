"""Ideas by who comes, what it may cost, and the month."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

YEAR = tuple(range(1, 13))


@dataclass(frozen=True)
class Idea:
    """Something to do, with what one person needs for it."""

    de: str
    en: str
    cents: int
    minutes: int
    circles: Sequence[str]
    months: Sequence[int] = YEAR

    def __str__(self) -> str:
        return self.de if (get_language() or "").startswith("de") else self.en


def ideas_for(circle: str, *, day: date, most_cents: int | None = None) -> list[Idea]:
    """What suits, the cheapest first."""
    found = [idea for idea in _all() if circle in idea.circles and day.month in idea.months]
    if most_cents is not None:
        found = [idea for idea in found if idea.cents <= most_cents]
    return sorted(found, key=lambda idea: (idea.cents, idea.en))


@cache
def _all() -> Sequence[Idea]:
    text = (Path(__file__).parent / "ideas.toml").read_text(encoding="utf-8")
    return [Idea(**row) for row in tomllib.loads(text)["idea"]]
