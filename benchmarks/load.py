"""`make load`: sixteen writers and eight readers on SQLite for a minute, then a hundred kills in the midst of writing.

Everything goes through the actions of the house. What writers count must be what the rows say: no update is lost, no
writer is turned away, and what was acknowledged before a kill is there after it. Exits with 1 where that fails.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from .figures import Figure, keep, show
from .houses import ROOT, environment_of, open_house

CUSTOMERS = 1000
PATH = ROOT / "var" / "bench.json"
MUST_BE_NOTHING = ("sqlite.load.lost", "sqlite.load.locked", "sqlite.load.kills.lost", "sqlite.load.damaged")


def main() -> int:
    """Run on a copy of a made company; figures go into var/bench.json unless told otherwise."""
    parser = argparse.ArgumentParser(prog="load")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--home", type=Path, default=ROOT / "var" / "bench" / "load", help="a folder of its own")
    parser.add_argument("--json", type=Path, default=PATH, help="where the figures go")
    given = parser.parse_args()
    with open_house(given.customers, "sqlite") as house:
        shutil.rmtree(given.home, ignore_errors=True)
        given.home.mkdir(parents=True)
        for name in ("tandem.sqlite3", "secret"):
            shutil.copy(house.home / name, given.home / name)
    command = [sys.executable, "-m", "benchmarks.writers", str(given.seconds), str(given.kills), str(given.home)]
    limit = given.seconds * 3 + given.kills * 10 + 120
    environment = environment_of(given.home, "")
    done = subprocess.run(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=limit
    )
    figures = [Figure(name, value, unit) for name, value, unit in json.loads(done.stdout)]
    keep(given.json, figures)
    print(show(figures))
    found = {figure.name: figure.value for figure in figures}
    return 1 if any(found[name] for name in MUST_BE_NOTHING) else 0


if __name__ == "__main__":
    sys.exit(main())
