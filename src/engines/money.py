"""Money as integer cents with a currency; one rounding, one way to allocate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies cannot be added or compared."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency.

    >>> Money(1001, "EUR").allocate([50, 50])
    [Money(cents=501, currency='EUR'), Money(cents=500, currency='EUR')]
    """

    cents: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.cents) is not int:
            raise TypeError("cents must be an int")

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other).cents, self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other).cents, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def allocate(self, weights: Sequence[int]) -> list[Money]:
        """Parts in the order of the weights that sum exactly to this amount."""
        return [Money(part, self.currency) for part in allocate(self.cents, weights)]

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other


def round_half_up(value: Fraction | int) -> int:
    """Nearest integer; a half goes away from zero (half up on the magnitude)."""
    exact = Fraction(value)
    magnitude = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return magnitude if exact >= 0 else -magnitude


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split an integer by integer weights with the largest remainder; ties go to the earlier part.

    A negative total is the mirror of the positive one, so a reversal undoes its original exactly.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts
