"""SQLite under load, shortly: many writers lose nothing, a kill takes nothing back. `make load` does it at length."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATHS = os.pathsep.join(str(ROOT / name) for name in ("src", "tools", ""))


@pytest.mark.wide
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own")
def test_nothing_is_lost_under_load_and_by_kills(tmp_path: Path) -> None:
    options = ["--seconds", "4", "--kills", "3", "--customers", "120", "--home", str(tmp_path / "load")]
    command = [sys.executable, "-m", "benchmarks.load", *options, "--json", str(tmp_path / "figures.json")]
    surrounding = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
    environment = surrounding | {"PYTHONPATH": PATHS, "TANDEM_BENCH": str(tmp_path / "houses")}
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    found = {row["name"]: row["value"] for row in json.loads((tmp_path / "figures.json").read_text())}
    nothing = {name: found[f"sqlite.load.{name}"] for name in ("lost", "locked", "kills.lost", "damaged")}
    assert nothing == dict.fromkeys(nothing, 0)
    assert found["sqlite.load.writes_per_s"] > 0
    assert found["sqlite.load.reads_per_s"] > 0
    assert found["sqlite.load.kills.acknowledged"] >= 3
