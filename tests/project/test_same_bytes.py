"""Statements are the same to the last byte, whatever order things came in, on whatever database, in whatever place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from tests import pristine

from .same_company import PROGRAM, TURNS, Answers, digests, statements

pytestmark = [pytest.mark.django_db, pytest.mark.both]
ELSEWHERE = [
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"},
    {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "4242"},
]


def made(at: datetime, turn: str) -> Answers:
    """The company, which is gone again afterwards."""
    with transaction.atomic():
        found = statements(at, turn)
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def at() -> datetime:
    """After everything that the test puts in."""
    return timezone.now().replace(microsecond=0) + timedelta(days=1)


def test_the_order_in_which_things_came_in_changes_no_byte(at: datetime) -> None:
    first = made(at, TURNS[0])
    assert len(first) == 2 + 4 * 3
    assert all(first[name].startswith(b"%PDF") for name in first if "statement" in name or "paper" in name)
    assert b"AU-3" in first["971 extract"] + first["973 extract"]
    for turn in TURNS[1:]:
        other = made(at, turn)
        assert [name for name in first if first[name] != other.get(name)] == [], turn


@pytest.mark.parametrize("place", ELSEWHERE)
def test_neither_does_another_process_locale_zone_hash_seed_or_database(
    at: datetime, place: dict[str, str], tmp_path: Path
) -> None:
    database = tmp_path / "other.sqlite3"
    kept = pristine.kept_file()
    place = {"TANDEM_ENV": "test", "TANDEM_DATABASE_URL": f"sqlite:///{database}", "TANDEM_HOME": str(tmp_path)} | place
    paths = os.pathsep.join(str(pristine.ROOT / name) for name in ("src", "."))
    env = os.environ | place | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "PYTHONPATH": paths}
    if kept.exists():
        shutil.copyfile(kept, database)
    else:
        subprocess.run([sys.executable, "-m", "django", "migrate", "-v", "0"], env=env, check=True)
    program = [sys.executable, "-c", PROGRAM, at.isoformat(), TURNS[2]]
    done = subprocess.run(program, env=env, cwd=pristine.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == digests(made(at, TURNS[0]))
