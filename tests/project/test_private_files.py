"""What the console command writes is for nobody else on the machine: the database is a company's customers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.wide


def test_others_on_the_machine_read_nothing(tmp_path: Path) -> None:
    home = tmp_path / "house"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "tandem.config.cli", "init"],
        env={**surroundings, "TANDEM_ENV": "test", "TANDEM_HOME": str(home)},
        umask=0o022,
        check=True,
        capture_output=True,
    )
    assert (home / "tandem.sqlite3").exists()
    open_to_others = [path for path in (home, *home.iterdir()) if path.stat().st_mode & 0o077]
    assert open_to_others == []
