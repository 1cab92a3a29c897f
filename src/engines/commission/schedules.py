"""Sums spread over time: instalments, amortisation, accrual, and the line that goes to payroll."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .numbers import Number, half_up


def spread(cents: int, parts: int) -> list[int]:
    """Equal parts by rounded running sums: they differ by a cent at most and sum to the whole.

    >>> spread(1000, 3)
    [333, 334, 333]
    """
    sums = [half_up(cents * number, parts) for number in range(parts + 1)]
    return [later - earlier for earlier, later in pairwise(sums)]


def part_due(cents: int, paid: Number, total: Number, already: int) -> int:
    """What a part payment brings: round(C · cumulative / total) − already paid."""
    return half_up(Fraction(cents * Fraction(paid) / Fraction(total))) - already


@dataclass(frozen=True, slots=True)
class Accrual:
    """What the books put by at the end of a month, and take back at the start of the next."""

    cents: int

    @property
    def reversal(self) -> int:
        return -self.cents


def accrual(earned: int, released: int, employer_cost: Fraction) -> Accrual:
    """Earned and not released, with the employer's cost on top.

    >>> accrual(560_000, 500_000, Fraction(21, 100)).cents
    72600
    """
    return Accrual(half_up((earned - released) * (1 + employer_cost)))


def payroll_line(earned: int, held: int = 0, recovered: int = 0) -> int:
    """One line for payroll: what is released of the earned, less what is recovered."""
    return earned - held - recovered
