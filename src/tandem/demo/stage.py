"""What every part of the demo builds on: the moment, the seed, the calendar and the diary."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random

from tandem.core.search import fold

from .days import Calendar
from .diary import Diary

SEED = 7
CUSTOMERS = 2500
_LETTERS = str.maketrans({"ł": "l", "ı": "i", "đ": "d"})


@dataclass(frozen=True)
class Stage:
    """One company in the making. The same seed, moment and size make the same company."""

    seed: int
    size: int  # how many customers; everything that belongs to them grows along
    calendar: Calendar
    diary: Diary

    @classmethod
    def at(cls, at: datetime, *, seed: int = SEED, size: int = CUSTOMERS) -> Stage:
        """A stage at one moment."""
        return cls(seed, size, Calendar(at), Diary(at, _dice(seed, "trails")))

    def dice(self, subject: str) -> Random:
        """A generator of its own for a subject, so that a change in one leaves the others as they were."""
        return _dice(self.seed, subject)


def ascii_name(text: str) -> str:
    """As it stands in addresses: "Jörg Çelik" is joerg-celik."""
    plain = unicodedata.normalize("NFKD", fold(text.lower().translate(_LETTERS)))
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return "-".join(letters.split())


def _dice(seed: int, subject: str) -> Random:
    return Random(f"{seed}/{subject}")
