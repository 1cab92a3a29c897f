"""Where the expressions run: DuckDB in this process, unless another engine is named."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis

if TYPE_CHECKING:
    from ibis.expr.types import Table

Rows = list[tuple[Any, ...]]
DUCK = {"string": "VARCHAR", "int64": "BIGINT", "date": "DATE", "timestamp": "TIMESTAMP"}


@dataclass(frozen=True)
class Backend:
    """An SQL dialect that Ibis speaks, and what runs its text: `Backend("pyspark", lambda sql: …)` runs on Spark."""

    dialect: str
    run: Callable[[str], Rows]

    def sql(self, expression: Table) -> str:
        return str(ibis.to_sql(expression, dialect=self.dialect))

    def rows(self, expression: Table) -> Rows:
        return self.run(self.sql(expression))


def table(name: str, schema: Mapping[str, str]) -> Table:
    """A table that the backend knows by this name."""
    return ibis.table(schema, name=name)


def duck(*, memory: str = "900MB", threads: int = 0) -> duckdb.DuckDBPyConnection:
    """DuckDB in this process, within its memory; what does not fit goes to a temporary folder."""
    settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": "false"}
    if threads:
        settings["threads"] = threads
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute(f"SET temp_directory = '{tempfile.gettempdir()}/tandem-duck'")
    return connection


def fill(
    connection: duckdb.DuckDBPyConnection, name: str, schema: Mapping[str, str], rows: Iterable[Sequence[object]]
) -> None:
    """A table of these rows, by way of a file: many times faster than row by row."""
    columns = ", ".join(f'"{column}" {DUCK[kind]}' for column, kind in schema.items())
    connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    with tempfile.TemporaryDirectory(prefix="tandem-") as folder:
        path = Path(folder) / "rows.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        if not path.stat().st_size:
            return
        types = "{" + ", ".join(f"'{column}': '{DUCK[kind]}'" for column, kind in schema.items()) + "}"
        connection.execute(
            f"INSERT INTO {name} SELECT * FROM read_csv('{path}', header = false, delim = ',', quote = '\"',"
            f" escape = '\"', nullstr = '', columns = {types})"
        )
