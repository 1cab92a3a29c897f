"""Sixteen people for a minute, and what the processes hold afterwards."""

from __future__ import annotations

from random import Random

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.processes import cpu_ms, pss_mib
from benchmarks.visitors import Act

from .acts import briefs, notes, page, words

SECONDS = 60.0
SHARES = {"brief": 30, "typeahead": 20, "customers.page1": 12, "today": 12, "note": 10, "orders.page1": 6,
          "customers.page1000": 5, "customers.word": 5}  # fmt: skip


def mix(bench: Bench) -> list[Figure]:
    """Everything at once, as a morning goes; nobody pauses."""
    ways = {name: page(name, bench) for name in SHARES if name not in ("brief", "typeahead", "note")}
    ways |= {"brief": briefs(bench), "typeahead": words(bench), "note": notes(bench)}
    dice = [Random(f"mix/{person}") for person in range(len(bench.plan["sessions"]))]

    def next_act(person: int, turn: int) -> Act:
        (name,) = dice[person].choices(list(SHARES), list(SHARES.values()))
        return ways[name](person * 7919 + turn)

    roots = [bench.server.pid, *([bench.house.database_pid] if bench.house.database_pid else [])]
    before = cpu_ms(roots)
    seen = bench.crowd(next_act, SECONDS)
    return [
        bench.figure("mix16.ops_per_s", (len(seen.ms) - len(seen.errors)) / seen.seconds, "/s"),
        bench.figure("mix16.p50_ms", seen.percentile(50), "ms"),
        bench.figure("mix16.p95_ms", seen.percentile(95), "ms"),
        bench.figure("mix16.errors", len(seen.errors), ""),
        bench.figure("mix16.cpu_ms", (cpu_ms(roots) - before) / len(seen.ms), "ms"),
    ]


def memory(bench: Bench) -> list[Figure]:
    """All processes of the house, without a database server."""
    return [bench.figure("memory.mib", pss_mib([bench.server.pid]), "MiB")]
