"""What is left of facts after cancellations, returns and credit notes."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from .facts import BACK, Fact
from .numbers import Number, size
from .plan import Clawback


def takes_back(fact: Fact) -> bool:
    """A fact that names the one of which it takes something back."""
    return bool(fact.of) and (fact.kind in BACK or (fact.amount < 0 and fact.kind != "payment"))


def spared(fact: Fact, rules: Clawback) -> bool:
    """Whether the company itself caused it, with a reason code: then nothing is taken back (§ 87a HGB)."""
    return bool(fact.reason) and (fact.fault == "employer" or fact.reason in rules.spared)


@dataclass
class Left:
    """Of each fact the part that still counts."""

    taken: dict[str, Number] = field(default_factory=dict)

    def part(self, fact: Fact) -> Fraction | int:
        """1 as long as nothing was taken back."""
        taken = self.taken.get(fact.id)
        if taken is None:
            return 1
        return max(1 - Fraction(taken) / Fraction(fact.amount), Fraction(0)) if fact.amount else 0

    def take(self, original: Fact, correction: Fact) -> None:
        """Take back what the correction says: all that is left where it names no amount."""
        taken = self.taken.get(original.id, 0)
        rest = size(original.amount) - size(taken)
        more = rest if correction.whole else min(size(correction.amount), rest)
        self.taken[original.id] = taken + (more if original.amount >= 0 else -more)
