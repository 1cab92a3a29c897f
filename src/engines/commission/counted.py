"""The facts behind a sum: each that counted towards a quota or brought something into a pool, as it stood then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from .facts import Fact
from .numbers import Number


class Counted(NamedTuple):
    """What one fact adds. `cause` is the fact itself, or what takes something of it back: that counts below zero.

    `measure` is its place among the measures of the component. `value` is that of the whole fact, `share` the holder's
    part of it; both are None where only the sum of them is known. A named tuple: there are millions of them.
    """

    fact: Fact
    cause: Fact
    measure: int
    value: Number | None
    share: Fraction | int | None
    counts: Number


@dataclass(slots=True)
class Log:
    """Rows in the order in which they counted. Nothing is ever taken out: a correction is a row of its own."""

    rows: list[Counted] = field(default_factory=list)

    def until_now(self) -> Until:
        """What stands there now, whatever is added later."""
        return Until(self.rows, len(self.rows))


@dataclass(frozen=True, slots=True)
class Until:
    """The beginning of a log, cut out when somebody asks for it."""

    rows: Sequence[Counted]
    end: int

    def counted(self) -> Sequence[Counted]:
        """The rows."""
        return self.rows[: self.end]


NOTHING = Until((), 0)
