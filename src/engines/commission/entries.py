"""What a settlement returns: amounts with rule, inputs and, when asked for, the sentence that explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

Inputs = dict[str, object]


class Basis(Protocol):
    """Why an amount is what it is."""

    def inputs(self, person: str) -> Inputs:
        """The numbers that went in, ready for JSON."""

    def why(self, person: str, amount_cents: int, language: str) -> str:
        """One plain sentence."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Cents that one person earns, or gives back, on a day; `concerns` names an earlier period that it corrects."""

    person: str
    day: date
    amount_cents: int
    currency: str
    rule: str
    basis: Basis
    fact: str = ""
    concerns: str = ""

    @property
    def inputs(self) -> Inputs:
        found = self.basis.inputs(self.person)
        if self.concerns:
            found["concerns"] = self.concerns
        return found

    def why(self, language: str = "en") -> str:
        """A plain sentence in English or German (`en`, `de`), made when it is asked for."""
        return self.basis.why(self.person, self.amount_cents, language)


@dataclass(frozen=True, slots=True)
class Balance:
    """What becomes of the earned in a period: advances, what is held, what is released."""

    person: str
    period: str
    earned_cents: int
    held_cents: int
    released_cents: int
    draw_balance_cents: int


@dataclass(frozen=True, slots=True)
class Result:
    """All entries of a period, in the order of person, day, fact and rule."""

    period: str
    entries: tuple[Entry, ...]
    balances: tuple[Balance, ...] = ()

    def totals(self) -> Mapping[str, int]:
        """Cents per person."""
        sums: dict[str, int] = {}
        for entry in self.entries:
            sums[entry.person] = sums.get(entry.person, 0) + entry.amount_cents
        return sums
