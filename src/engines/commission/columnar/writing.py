"""Lines of very many facts into Parquet files, some windows in each: windows do not know of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ibis

from engines.commission.running import Terms
from engines.commission.windows import Window

from .backend import Backend
from .expressions import lines

if TYPE_CHECKING:
    import duckdb
    from ibis.expr.types import Table

ROWS = 2_500_000  # some 150 MiB; reading the facts once for each month took half the time of all


@dataclass(frozen=True)
class Pools:
    """What is settled: tables of facts and of seats, and how."""

    facts: Table
    pieces: Table
    terms: Terms
    accumulate: str
    parts: int
    whole: int
    vacant: bool


def write_lines(
    connection: duckdb.DuckDBPyConnection, pools: Pools, windows: Sequence[Window], folder: Path, *, rows: int = ROWS
) -> list[Path]:
    """Explained lines in files of some `rows`, or of one window that has more: memory goes by them.

    The windows are those within which the pools accumulate.
    """
    backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
    day = pools.facts.day
    count: dict[date, int] = dict(backend.rows(pools.facts.group_by(day=day).agg(count=pools.facts.count())))
    written = []
    for batch in _batches(windows, count, rows):
        facts = pools.facts.filter(day >= ibis.literal(batch[0].start), day < ibis.literal(batch[-1].end))
        found = lines(
            facts, pools.pieces, pools.terms,
            accumulate=pools.accumulate, parts=pools.parts, whole=pools.whole, vacant=pools.vacant,
        )  # fmt: skip
        path = folder / f"lines-{batch[0].name}.parquet"
        backend.run(f"COPY ({backend.sql(found)}) TO '{path}' (FORMAT parquet)")
        written.append(path)
    return written


def _batches(windows: Sequence[Window], count: dict[date, int], rows: int) -> Iterator[list[Window]]:
    """Windows without a gap that hold no more than so many rows together; each batch reads the facts once."""
    batch: list[Window] = []
    held = 0
    for window in windows:
        more = sum(number for day, number in count.items() if window.start <= day < window.end)
        if batch and (held + more > rows or window.start != batch[-1].end):
            yield batch
            batch, held = [], 0
        batch.append(window)
        held += more
    if batch:
        yield batch
