"""The default quarter: what each step is called, why, and where in Tandem it is done, in German and English."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

DATA = Path(__file__).parent / "data" / "steps.toml"


@dataclass(frozen=True)
class Told:
    """A step's text in the language of the reader; `to` is the route of the part of Tandem that helps."""

    key: str
    day: int  # after the first day of the programme
    title: str
    why: str
    to: str


def told(key: str) -> Told:
    """The text of a step; the key itself where the templates know it no more."""
    found = {one.key: one for one in quarter()}.get(key)
    return found or Told(key, 0, key, "", "")


def quarter() -> list[Told]:
    """All steps of a quarter in their order, in the language of the reader."""
    return list(_quarter("de" if (get_language() or "").startswith("de") else "en"))


@cache
def _quarter(language: str) -> tuple[Told, ...]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["step"]
    return tuple(
        Told(row["key"], row["day"], row[f"title_{language}"], row[f"why_{language}"], row.get("to", ""))
        for row in rows
    )
