"""Month end: how a provision moves, and how the cost of a contract is written off over its term.

Both are told in integer cents and close: what was there, plus what came, less what went, is what is left.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .schedules import accrual, spread


@dataclass(frozen=True, slots=True)
class Movement:
    """Cents of a provision: `opening + added - used - reversed = closing`; none of them is below zero."""

    opening: int = 0
    added: int = 0
    used: int = 0
    reversed: int = 0
    closing: int = 0

    def __add__(self, other: Movement) -> Movement:
        return Movement(
            self.opening + other.opening,
            self.added + other.added,
            self.used + other.used,
            self.reversed + other.reversed,
            self.closing + other.closing,
        )


def provision(unreleased: int, employer_cost: Fraction) -> int:
    """What is put by for one person. Who owes something back lowers nobody's provision, their own neither below zero.

    >>> provision(60_000, Fraction(21, 100)), provision(-500, Fraction(21, 100))
    (72600, 0)
    """
    return accrual(max(unreleased, 0), 0, employer_cost).cents


def movement(
    before: int, after: int, *, released: int, taken_back: int, cost_before: Fraction, cost_after: Fraction
) -> Movement:
    """One person's month. `before` and `after` are earned and not released, `released` and `taken_back` above zero.

    What is released uses what was put by for it, what is taken back reverses it, each by rounded running sums; a
    rate of employer cost that changed adds or reverses the rest.
    """
    opening, closing = provision(before, cost_before), provision(after, cost_after)
    left = max(before, 0) - min(released, max(before, 0))
    used = opening - provision(left, cost_before)
    left -= min(taken_back, left)
    kept = provision(left, cost_before)
    back = opening - used - kept
    return Movement(opening, max(closing - kept, 0), used, back + max(kept - closing, 0), closing)


def written_off(additions: Mapping[int, int], first: int, months: int, *, stopped: int | None = None) -> dict[int, int]:
    """Cents by month that the cost of a contract is written off with; months are whole numbers in a row.

    What is added before the `first` month of the term waits for it, what comes later is spread over what is left of
    the term, or written off at once where nothing is. A contract that ended early writes off the rest when it is
    `stopped`. The sum is that of the additions.

    >>> written_off({1: 1000}, 1, 3)
    {1: 333, 2: 334, 3: 333}
    """
    sums: dict[int, int] = {}
    for month, cents in sorted(additions.items()):
        start = max(month, first)
        for place, part in enumerate(spread(cents, max(first + months - start, 1))):
            due = start + place
            if stopped is not None and due > stopped:
                due = max(month, stopped)
            sums[due] = sums.get(due, 0) + part
    return dict(sorted(sums.items()))
