"""A list of a hundred thousand customers on its way in, and taken back, in an empty house of its own."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg

from benchmarks.bench import Bench
from benchmarks.figures import Figure

ROWS = 100_000
DATABASE = "bench_import"


def imports(bench: Bench) -> list[Figure]:
    """Rows per second of the job, from the stored file to committed rows with events, search and match keys."""
    house, rows = bench.house, min(ROWS, bench.house.size)
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as home:
        environment = {**house.environment, "TANDEM_HOME": home, "TANDEM_ENV": "test"}
        (Path(home) / "files").mkdir()
        address = environment.get("TANDEM_DATABASE_URL", "")
        if address:
            _make_anew(address)
            environment["TANDEM_DATABASE_URL"] = f"{address.rpartition('/')[0]}/{DATABASE}"
        found = json.loads(replace(house, environment=environment).run("benchmarks.importing", str(rows)))
    return [
        bench.figure("import.rows_per_s", rows / found["seconds"], "rows/s"),
        bench.figure("import.cpu_us_per_row", found["cpu"] / rows * 1e6, "µs"),
        bench.figure("import.read_s", found["read"], "s"),
        bench.figure("import.revert_rows_per_s", rows / found["back"], "rows/s"),
    ]


def _make_anew(address: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
        connection.execute(f"CREATE DATABASE {DATABASE}")
