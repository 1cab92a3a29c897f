"""Sums of money in several currencies, which are never added up into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

HOME = "EUR"  # of a plan that says none
Sums = list[tuple[str, int]]  # currency and cents


def sums_by(amounts: Iterable[tuple[str, int]]) -> Sums:
    """Cents by currency, by its code; a single zero where there is nothing at all.

    >>> sums_by([("EUR", 5), ("CHF", 7), ("EUR", 1)]), sums_by([])
    ([('CHF', 7), ('EUR', 6)], [('EUR', 0)])
    """
    sums: dict[str, int] = defaultdict(int)
    for currency, cents in amounts:
        sums[currency] += cents
    return sorted(sums.items()) or [(HOME, 0)]
