"""`make bench`: measure the house and write var/bench.json; the README of the figures is docs/performance.md.

Environment: ONLY=brief (one group, or several with commas), SIZE=100000 (customers), PG=0 (without PostgreSQL),
SQLITE=0, SECONDS=3 (per measurement), REPEAT=3 (runs; the medians are kept, the spread goes into bench-spread.json).
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from statistics import median

from .bench import SECONDS, Bench
from .figures import Figure, keep, show
from .groups import GROUPS
from .houses import ROOT, House, open_house
from .processes import cpu_ms, load, reference_ms
from .servers import floor_server, tandem_server

SIZE = 100_000
QUIET = 0.1  # of a core: the worker has done what waited
PATIENCE = 300


def main() -> int:
    """Measure what is asked for on each database; 0 whatever the figures are."""
    size = int(os.environ.get("SIZE") or SIZE)
    wanted = [name for name in os.environ.get("ONLY", "").split(",") if name]
    if unknown := set(wanted) - set(GROUPS):
        print(f"No group {', '.join(sorted(unknown))}; there are: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    vendors = [name for name, key in (("sqlite", "SQLITE"), ("postgresql", "PG")) if os.environ.get(key) != "0"]
    runs: list[list[Figure]] = []
    path = result_path(size)
    for _run in range(int(os.environ.get("REPEAT") or 1)):
        runs.append([])
        for vendor in vendors:
            with open_house(size, vendor) as house:
                runs[-1] += measure(house, wanted or list(GROUPS), path)
            keep(path, runs[-1])
    figures = medians(runs)
    keep(path, figures)
    if len(runs) > 1 and size == SIZE:
        keep_spread(path.with_name("bench-spread.json"), runs)
    print(show(figures))
    print(f"\n{len(figures)} figures in {path.relative_to(ROOT)}")
    return 0


def medians(runs: list[list[Figure]]) -> list[Figure]:
    """The middle of all runs, figure by figure."""
    values = _values(runs)
    return [Figure(figure.name, median(values[figure.name]), figure.unit) for figure in runs[0]]


def keep_spread(path: Path, runs: list[list[Figure]]) -> None:
    """The least and the most of all runs: the noise of this machine."""
    known = json.loads(path.read_text()) if path.exists() else {}
    known.update({name: [min(found), max(found)] for name, found in _values(runs).items()})
    path.write_text(json.dumps(known, indent=1) + "\n")


def _values(runs: list[list[Figure]]) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {}
    for figure in (figure for run in runs for figure in run):
        values.setdefault(figure.name, []).append(figure.value)
    return values


def result_path(size: int) -> Path:
    """One file per size; the usual size has the plain name."""
    return ROOT / "var" / ("bench.json" if size == SIZE else f"bench-{size}.json")


def measure(house: House, names: list[str], path: Path) -> list[Figure]:
    """All groups of these names in one run of the servers; what is measured is kept, whatever happens to the rest."""
    plan = json.loads(house.run("benchmarks.inside"))
    figures = [Figure(f"machine.load_before{house.mark}", load(), "")]
    try:
        with tandem_server(house, plan["sessions"][0]) as server, floor_server(house) as floor:
            wait_until_quiet([server.pid, *([house.database_pid] if house.database_pid else [])])
            bench = Bench(house, server, floor, plan, float(os.environ.get("SECONDS") or SECONDS))
            pace: list[float] = []
            for name in names:
                print(f"{house.vendor}: {name}", file=sys.stderr, flush=True)
                pace.append(reference_ms())
                figures += GROUPS[name](bench)
                keep(path, figures)
    finally:
        house.run("benchmarks.tidy", str(plan["ends"]["note"]), str(plan["ends"]["event"]))
    figures.append(Figure(f"machine.reference_ms{house.mark}", median(pace), "ms"))
    return [*figures, Figure(f"machine.load_after{house.mark}", load(), "")]


def wait_until_quiet(roots: list[int]) -> None:
    """The worker begins the day with what is due; that is not what is measured here."""
    ends = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 3 and time.monotonic() < ends:
        before = cpu_ms(roots)
        time.sleep(1)
        quiet = quiet + 1 if cpu_ms(roots) - before < QUIET * 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
