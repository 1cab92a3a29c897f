"""Choosing a group by chance so that every stratum gives its share: systematic selection over units in random order.

Whoever has the seed and the units gets the same group again, with nothing but SHA-256 and whole numbers: units are
ordered by their strata, strata and units within them by the hash of the seed and their names. Then every N/k-th is
taken from a random start. Each unit is as likely as any other (up to 2^-200), exactly k are chosen, and each stratum,
of the first level as well as of all below, gives the whole number just below or just above its exact share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

METHOD = "systematic-sha256-1"


@dataclass(frozen=True)
class Unit:
    """What may be chosen, and its strata from the coarse to the fine."""

    key: int
    strata: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """A stratum: how many there are and how many of them were chosen."""

    strata: tuple[str, ...]
    units: int
    chosen: int


@dataclass(frozen=True)
class Drawn:
    """The group in the order of the keys, and what each stratum of every level gave."""

    chosen: tuple[int, ...]
    shares: tuple[Share, ...]


def draw(units: Sequence[Unit], *, size: int, seed: str) -> Drawn:
    """Choose `size` of the units. Raises ValueError where there are fewer, or one comes twice."""
    count = len(units)
    if not 0 < size <= count:
        raise ValueError("size must lie between 1 and the number of units")
    if len({unit.key for unit in units}) != count:
        raise ValueError("every unit comes once")
    ordered = sorted(units, key=lambda unit: _place(unit, seed))
    start = _hash(seed, "start") % count
    chosen = {
        unit.key
        for place, unit in enumerate(ordered)
        if (start + (place + 1) * size) // count > (start + place * size) // count
    }
    return Drawn(tuple(sorted(chosen)), shares_of(units, chosen))


def shares_of(units: Sequence[Unit], chosen: set[int]) -> tuple[Share, ...]:
    """What every stratum of every level gave, in the order of their names."""
    every: Counter[tuple[str, ...]] = Counter()
    taken: Counter[tuple[str, ...]] = Counter()
    for unit in units:
        for depth in range(1, len(unit.strata) + 1):
            every[unit.strata[:depth]] += 1
            taken[unit.strata[:depth]] += unit.key in chosen
    return tuple(Share(strata, every[strata], taken[strata]) for strata in sorted(every))


def _place(unit: Unit, seed: str) -> tuple[int, ...]:
    """Strata stay together, each level in an order of chance, and so do the units in the finest."""
    levels = (_hash(seed, "stratum", *unit.strata[: depth + 1]) for depth in range(len(unit.strata)))
    return (*levels, _hash(seed, "unit", str(unit.key)), unit.key)


def _hash(*parts: str) -> int:
    return int.from_bytes(sha256("\x1f".join(parts).encode()).digest(), "big")
