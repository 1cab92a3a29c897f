"""Settling plans at scale: the reference in memory and on files, the columnar twin beside plain queries."""

from __future__ import annotations

import json

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.houses import ROOT


def settle(bench: Bench) -> list[Figure]:
    """No database of the house is asked, so one of them is enough."""
    if bench.house.mark:
        return []
    reference, files, columns = (_measured(bench, part) for part in ("reference", "files", "columns"))
    return [
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
