"""Settling at scale: the reference in memory and on files, the columnar twin beside plain queries; proof of books."""

from __future__ import annotations

import json

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.houses import ROOT


def settle(bench: Bench) -> list[Figure]:
    """Engines ask no database of the house, so one of them is enough; the books are proven where they lie."""
    books: dict[str, float] = json.loads(bench.house.run("benchmarks.ledger"))
    proof = [
        bench.figure("ledger.check.seconds_1m", books["seconds"], "s"),
        bench.figure("ledger.check.cpu_seconds_1m", books["cpu"], "s"),
        bench.figure("ledger.post.cpu_seconds_1m", books["posting"], "s"),
    ]
    if bench.house.mark:
        return proof
    reference, files, columns = (_measured(bench, part) for part in ("reference", "files", "columns"))
    return [
        *proof,
        bench.figure("settle.reference.seconds_1m", reference["seconds"], "s"),
        bench.figure("settle.reference.plain_seconds_1m", reference["plain"], "s"),
        bench.figure("settle.files.seconds_1m", files["seconds"], "s"),
        bench.figure("settle.files.plain_seconds_1m", files["plain"], "s"),
        bench.figure("settle.totals.seconds", columns["totals"], "s"),
        bench.figure("settle.totals.ratio", columns["totals"] / columns["plain_totals"], "×"),
        bench.figure("settle.lines.seconds", columns["lines"], "s"),
        bench.figure("settle.lines.ratio", columns["lines"] / columns["plain_lines"], "×"),
        bench.figure("settle.columns.mib", columns["mib"], "MiB"),
    ]


def _measured(bench: Bench, part: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(bench.house.run("benchmarks.settling", part, str(ROOT / "var/bench/settle")))
    return found
