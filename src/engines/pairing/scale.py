"""One number per pair that orders three wishes: many pairs, everybody a first one, high values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .problem import Person

NEVER = -(2**62)
SAFE = 2**53  # up to here the solver's floating numbers are whole ones


class TooLarge(ValueError):
    """The numbers would leave the range in which they are exact."""


@dataclass(frozen=True)
class Scaled:
    """`weight` per pair, NEVER where it is impossible; a person's n-th seat more costs `again` each time."""

    weight: Any
    again: int
    rows: tuple[int, ...]  # seats
    columns: tuple[int, ...]

    def fee(self, seat: int) -> int:
        """What the seat of this number, from 0, costs its person."""
        return seat * self.again


def scaled(points: Any, possible: Any, inside: Sequence[Person], outside: Sequence[Person]) -> Scaled:
    """Points may be negative; a possible pair is always worth more than none."""
    import numpy as np

    rows = tuple(person.seats for person in inside)
    columns = tuple(person.seats for person in outside)
    possible = possible & (np.array(rows) > 0)[:, None] & (np.array(columns) > 0)[None, :]
    if not possible.any():
        return Scaled(np.full(possible.shape, NEVER, np.int64), 1, rows, columns)
    low, high = int(points[possible].min()), int(points[possible].max())
    pairs = max(1, min(sum(rows), sum(columns)))
    again = pairs * (high - low + 1) + 1
    most = max(*rows, *columns)
    first = 2 * pairs * most * again + again
    if pairs * (first + again * most) >= SAFE:
        raise TooLarge
    return Scaled(np.where(possible, points - low + first, NEVER), again, rows, columns)
