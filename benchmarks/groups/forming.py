"""Forming tandems and assigning customers: engines alone, no page and no database."""

from __future__ import annotations

import json

from benchmarks.bench import Bench
from benchmarks.figures import Figure


def pairing(bench: Bench) -> list[Figure]:
    """A thousand with a thousand: the best plan with its proof, then three others."""
    if bench.house.mark:
        return []
    found = _measured(bench, "pairing")
    return [
        bench.figure("pairing.seconds_1000", found["seconds"], "s"),
        bench.figure("pairing.proven", found["proven"], ""),
        bench.figure("pairing.others.seconds_1000", found["others"], "s"),
        bench.figure("pairing.others.apart", found["apart"], "pairs"),
    ]


def territory(bench: Bench) -> list[Figure]:
    """A hundred thousand customers, a thousand tandems, twenty candidates each."""
    if bench.house.mark:
        return []
    count, work = _measured(bench, "count"), _measured(bench, "work")
    return [
        bench.figure("territory.candidates.seconds_100k", count["candidates"], "s"),
        bench.figure("territory.seconds_100k", count["seconds"], "s"),
        bench.figure("territory.gap", count["gap"], "%"),
        bench.figure("territory.workload.seconds_100k", work["seconds"], "s"),
        bench.figure("territory.workload.gap", work["gap"], "%"),
    ]


def _measured(bench: Bench, part: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(bench.house.run("benchmarks.forming", part))
    return found
