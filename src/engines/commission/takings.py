"""What is left of facts after cancellations, returns and credit notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .case import Book
from .facts import BACK, WITHDRAWAL, Fact
from .plan import Clawback


def takes_back(fact: Fact) -> bool:
    """A fact that names the one of which it takes something back."""
    return bool(fact.of) and (fact.kind in BACK or (fact.amount < 0 and fact.kind != "payment"))


def gives_back(fact: Fact) -> bool:
    """A fact that names one that took something back, and withdraws it."""
    return bool(fact.of) and fact.kind == WITHDRAWAL


def withdrawn(fact: Fact, book: Book) -> Fact | None:
    """What a withdrawal withdraws; None where that took nothing back in the first place."""
    correction = book.by_id.get(fact.of)
    return None if correction is None or spared(correction, book.plan.clawback) else correction


def spared(fact: Fact, rules: Clawback) -> bool:
    """Whether the company itself caused it, with a reason code: then nothing is taken back (§ 87a HGB)."""
    return bool(fact.reason) and (fact.fault == "employer" or fact.reason in rules.spared)


@dataclass
class Left:
    """Of each fact the part that still counts."""

    taken: dict[str, Fraction] = field(default_factory=dict)

    def part(self, fact: Fact) -> Fraction | int:
        """1 as long as nothing was taken back."""
        taken = self.taken.get(fact.id)
        return 1 if taken is None else max(1 - taken, Fraction(0))

    def take(self, original: Fact, correction: Fact) -> None:
        """Take back what the correction says: all that is left where it says nothing."""
        self.taken[original.id] = self.taken.get(original.id, Fraction(0)) + _part(original, correction)

    def give(self, original: Fact, correction: Fact) -> None:
        """What the correction took back counts again."""
        self.taken[original.id] = self.taken.get(original.id, Fraction(0)) - _part(original, correction)


def _part(original: Fact, correction: Fact) -> Fraction:
    """By amount, or by margin or quantity where facts have no amount."""
    if correction.whole:
        return Fraction(1)
    for whole, part in (
        (original.amount, correction.amount),
        (original.margin, correction.margin),
        (original.quantity, correction.quantity),
    ):
        if whole and part:
            return abs(Fraction(part) / Fraction(whole))
    return Fraction(0)
