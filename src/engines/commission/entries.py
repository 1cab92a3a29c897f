"""What a settlement returns: amounts with rule, inputs and, when asked for, the sentence that explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Protocol

Inputs = dict[str, object]


class Basis(Protocol):
    """Why an amount is what it is."""

    def inputs(self, person: str) -> Inputs:
        """The numbers that went in, ready for JSON."""

    def why(self, person: str, amount_cents: int, language: str) -> str:
        """One plain sentence."""


class Entry(NamedTuple):
    """Cents that one person earns, or gives back, on a day. A named tuple: there are millions of them."""

    person: str
    day: date
    amount_cents: int
    currency: str
    rule: str
    basis: Basis
    fact: str = ""

    @property
    def inputs(self) -> Inputs:
        return self.basis.inputs(self.person)

    def why(self, language: str = "en") -> str:
        """A plain sentence in English or German (`en`, `de`), made when it is asked for."""
        return self.basis.why(self.person, self.amount_cents, language)


@dataclass(frozen=True, slots=True)
class Result:
    """All entries of a period, in the order of person, day, fact and rule.

    `released` is None where all that is earned is released at once; otherwise what is released in the period. `owed` is
    what people still owe of draws after it.
    """

    period: str
    entries: tuple[Entry, ...]
    released: tuple[Entry, ...] | None = None
    owed: Mapping[str, int] = field(default_factory=dict)

    def totals(self) -> Mapping[str, int]:
        """Cents per person."""
        sums: dict[str, int] = {}
        for entry in self.entries:
            sums[entry.person] = sums.get(entry.person, 0) + entry.amount_cents
        return sums
