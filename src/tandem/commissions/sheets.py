"""Sheets: which facts make a sum that a line pays by, kept as they counted.

A sheet holds the facts of one month, under the digest of what stands on it. The line names its sheets inside what its
seal covers, so nothing on a sheet can be changed later; what both partners earn by, or what a year counts again each
month, is kept once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Any

from engines.commission.counted import Counted
from engines.commission.numbers import Number, plain
from engines.commission.windows import window_of

_spelled = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
Named = tuple[str, int, str]  # month, how many rows, digest


@dataclass(frozen=True)
class Sheet:
    """The facts of one month, as JSON text."""

    month: str
    count: int
    rows: str

    @property
    def digest(self) -> str:
        """Equal sheets have equal digests."""
        return digest_of(self.rows)

    @property
    def named(self) -> Named:
        """How a line refers to it."""
        return self.month, self.count, self.digest


@dataclass(frozen=True)
class SheetRow:
    """One fact as it counted. `fact` is what counts, `cause` the same or what takes something of it back."""

    fact: str
    cause: str
    kind: str
    deal: str
    day: date
    measure: int
    value: Fraction | None
    share: Fraction | None
    counts: Fraction

    @property
    def is_back(self) -> bool:
        """Whether it takes something back."""
        return self.cause != self.fact


def digest_of(rows: str) -> str:
    """SHA-256 of what stands on a sheet."""
    return hashlib.sha256(rows.encode()).hexdigest()


def sheets_of(basis: object, deals: Mapping[str, str]) -> Sequence[Sheet]:
    """What the engine counted for a line, by month; empty where the line pays one fact."""
    counted = getattr(basis, "counted", None)
    rows: Iterable[Counted] = counted() if counted is not None else ()
    found = []
    for month, of_month in groupby(rows, key=lambda row: window_of(row.cause.day, "month").name):
        told = [_told(row, deals) for row in of_month]
        found.append(Sheet(month, len(told), _spelled(told)))
    return found


def read_rows(text: str) -> list[SheetRow]:
    """The rows of a sheet."""
    return [_row(*values) for values in json.loads(text)]


def _told(row: Counted, deals: Mapping[str, str]) -> list[Any]:
    fact, cause = row.fact, row.cause
    numbers = [_number(row.value), _number(row.share), _number(row.counts)]
    return [fact.id, cause.id, cause.kind, deals.get(fact.id, ""), cause.day.isoformat(), row.measure, *numbers]


def _number(number: Number | None) -> str | None:
    return None if number is None else plain(number)


def _row(
    fact: str, cause: str, kind: str, deal: str, day: str, measure: int,
    value: str | None, share: str | None, counts: str,
) -> SheetRow:  # fmt: skip
    return SheetRow(
        fact, cause, kind, deal, date.fromisoformat(day), measure,
        None if value is None else Fraction(value), None if share is None else Fraction(share), Fraction(counts),
    )  # fmt: skip
