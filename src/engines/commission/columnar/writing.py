"""Lines of very many facts into Parquet files, one per window: windows do not know of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    connection: duckdb.DuckDBPyConnection, pools: Pools, windows: Sequence[Window], folder: Path
) -> list[Path]:
    """A file of explained lines per window; memory goes by the largest window, not by all facts."""
    backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
    written = []
    for window in windows:
        day = pools.facts.day
        facts = pools.facts.filter(day >= ibis.literal(window.start), day < ibis.literal(window.end))
        found = lines(
            facts, pools.pieces, pools.terms,
            accumulate=pools.accumulate, parts=pools.parts, whole=pools.whole, vacant=pools.vacant,
        )  # fmt: skip
        path = folder / f"lines-{window.name}.parquet"
        backend.run(f"COPY ({backend.sql(found)}) TO '{path}' (FORMAT parquet)")
        written.append(path)
    return written
