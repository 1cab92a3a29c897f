"""`tandem import` from the console: in a house that does not exist yet, and in one that is not up to date."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from tandem.config.commands.import_ import ready
from tandem.exchange.tests.folder import write_folder

pytestmark = pytest.mark.wide

ROOT = Path(__file__).resolve().parents[2]


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody with an empty environment would."""
    command = [sys.executable, "-m", "tandem.config.cli", "import", *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))}
    environment = {**kept, "TANDEM_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_it_makes_a_house_and_says_what_went_in(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "company")
    first, second = (run(tmp_path / "home", "adventureworks", str(folder), "--json") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert (json.loads(first.stdout)["customers"], json.loads(first.stdout)["created"]) == (3, 31)
    assert (json.loads(second.stdout)["customers"], json.loads(second.stdout)["created"]) == (3, 0)


def test_a_wrong_folder_makes_no_house(tmp_path: Path) -> None:
    done = run(tmp_path / "home", "adventureworks", str(tmp_path), "--json")
    assert done.returncode == 2
    assert list(json.loads(done.stdout)) == ["error"]
    assert "Store.csv" in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.django_db
def test_a_database_that_is_not_up_to_date_is_not_touched() -> None:
    assert ready() == []
    MigrationRecorder.Migration.objects.filter(app="orders").delete()
    [problem] = ready()
    assert "tandem init" in problem
