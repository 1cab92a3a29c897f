"""Chance that can be repeated: every choice comes from a seeded generator."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Weighted(Generic[T]):
    """Things of which some come up more often than others."""

    def __init__(self, weights: Mapping[T, float] | Iterable[tuple[T, float]]) -> None:
        pairs: list[tuple[T, float]] = list(weights.items() if isinstance(weights, Mapping) else weights)
        self.things: list[T] = [thing for thing, _ in pairs]
        self._sums = list(accumulate(weight for _, weight in pairs))

    def pick(self, dice: Random) -> T:
        """One of them."""
        return self.things[bisect(self._sums, dice.random() * self._sums[-1])]


def chance(dice: Random, probability: float) -> bool:
    """Whether it happens this time."""
    return dice.random() < probability


def shuffled(dice: Random, shares: Mapping[T, float], count: int) -> list[T]:
    """So many things in exactly these shares (the last takes what rounding leaves), in random order."""
    whole = sum(shares.values())
    found = [thing for thing, share in shares.items() for _ in range(int(count * share / whole))]
    found += [list(shares)[-1]] * (count - len(found))
    dice.shuffle(found)
    return found
