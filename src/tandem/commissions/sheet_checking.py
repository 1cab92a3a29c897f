"""Proving the sheets: what stands on them is what was sealed, and adds up to what the lines say was reached."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from engines.commission.ledger import Break

from .models import Counted, Posting
from .sheets import digest_of, read_rows

AT_A_TIME = 200


@dataclass(frozen=True)
class Sums:
    """Of one sheet: how many rows, and what they add by measure."""

    count: int
    by_measure: Mapping[int, Fraction]


def sheet_breaks() -> Iterator[Break]:
    """Sheets that are missing, were changed, or do not make the sum of their line."""
    sheets: dict[str, Sums] = {}
    for digest, text in Counted.objects.order_by("pk").values_list("digest", "rows").iterator(AT_A_TIME):
        if digest_of(text) != digest:
            yield Break(0, f"the sheet {digest[:12]} is not what was sealed")
        else:
            sheets[digest] = _sums(text)
    rows = Posting.objects.filter(detail__contains='"counted":[').order_by("number")
    for number, detail in rows.values_list("number", "detail").iterator(AT_A_TIME):
        yield from _line(number, json.loads(detail), sheets)


def _sums(text: str) -> Sums:
    rows, sums = read_rows(text), defaultdict[int, Fraction](Fraction)
    for row in rows:
        sums[row.measure] += row.counts
    return Sums(len(rows), sums)


def _line(number: int, detail: Mapping[str, Any], sheets: Mapping[str, Sums]) -> Iterator[Break]:
    named = detail.get("counted", [])
    if any(digest not in sheets or sheets[digest].count != count for _month, count, digest in named):
        yield Break(number, "has lost a sheet of what it counts")
        return
    inputs = detail.get("inputs", {})
    said = [Fraction(one["reached"]) for one in inputs.get("measures", [])] or [Fraction(inputs.get("pool_cents", 0))]
    made = [sum(sheets[digest].by_measure.get(place, 0) for *_, digest in named) for place in range(len(said))]
    if made != said:
        yield Break(number, "pays by another sum than its sheets make")
