"""Backup and restore cut off: killed, stopped, without room. What is left can be used, or begun again."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tandem.exchange.backups.archive import read_archive

from .houses import BACKUP, ON_SERVER, PRELUDE, RESTORE, Builder, House, kill_when, left

pytestmark = [pytest.mark.wide, pytest.mark.both]

# --- cut off ---------------------------------------------------------------------------------------------------

OF_BACKUP = {
    "while it is packed": "event == 'open' and '.tandem-backup' in str(given[0]) and 'database.' in str(given[0])",
    "before the manifest is put before it": "event == 'open' and str(given[0]).endswith('/archive')",
    "before it gets its name": "event == 'os.rename'",
}


@pytest.mark.parametrize("moment", OF_BACKUP)
def test_a_killed_backup_leaves_no_archive_and_a_house_that_goes_on(
    houses: Builder, tmp_path: Path, moment: str
) -> None:
    house, target = houses.like_model(), tmp_path / "a.tar.gz"
    before = house.contents()
    process = house.start("-c", kill_when(OF_BACKUP[moment]) + BACKUP.format(path=str(target)))
    assert house.finish(process)[0] == -signal.SIGKILL
    assert not target.exists()
    assert [path.name.startswith(".tandem-backup-") for path in tmp_path.iterdir()] == [True]
    assert house.contents() == before
    assert house.tandem("backup", str(target))[0] == 0
    assert left(tmp_path) == ["a.tar.gz"]
    read_archive(target)


def test_a_backup_that_is_asked_to_stop_leaves_nothing(houses: Builder, tmp_path: Path) -> None:
    code = """
import os, signal
from pathlib import Path
from django.utils import timezone
from tandem.exchange.backups.making import make_backup
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
def stop(gone, total, step):
    if str(step) == {step!r}:
        os.kill(os.getpid(), signal.SIGINT)
make_backup(Path({path!r}), at=timezone.now(), progress=stop)
"""
    for step in ("Copying the database", "Packing", "Reading it back"):
        process = houses.model.start("-c", PRELUDE + code.format(step=step, path=str(tmp_path / "a")))
        done, _out, err = houses.model.finish(process)
        assert (done != 0, "KeyboardInterrupt" in err) == (True, True)
        assert left(tmp_path) == []


IN_USE = "event == 'subprocess.Popen' and 'pg_restore' in str(given[0])" if ON_SERVER else "event == 'os.rename'"
OF_RESTORE = {
    "while it is unpacked": "event == 'open' and 'files.restoring' in str(given[0])",
    "before the database comes in": IN_USE,
    "between database and files": "event == 'os.rename' and 'files.restoring' in str(given[0])",
    "before the last word": "event == 'os.remove' and str(given[0]).endswith('/restoring')",
}


@pytest.mark.parametrize("moment", OF_RESTORE)
def test_a_killed_restore_can_be_begun_again_and_nobody_works_in_half_a_house(
    archive: Path, whole: str, houses: Builder, moment: str
) -> None:
    place = houses.empty()
    process = place.start("-c", kill_when(OF_RESTORE[moment]) + RESTORE.format(path=str(archive)))
    assert place.finish(process)[0] == -signal.SIGKILL
    code, _out, err = place.tandem("check")
    assert (code, "Traceback" in err) == (1, False)
    assert ("Run tandem restore again" in err) == (moment != "while it is unpacked")
    if moment == "between database and files":
        assert [place.tandem(*words)[0] for words in (["work", "--once"], ["serve"], ["backup"])] == [1, 1, 2]
    assert place.tandem("restore", str(archive))[0] == 0
    assert place.contents() == whole
    assert place.tandem("check")[0] == 0


def test_a_restore_that_is_asked_to_stop_leaves_the_place_empty(archive: Path, houses: Builder) -> None:
    for condition in OF_RESTORE["while it is unpacked"], OF_RESTORE["between database and files"]:
        place = houses.empty()
        code = kill_when(condition).replace("os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 15)")
        done, _out, _err = place.finish(place.start("-c", code + RESTORE.format(path=str(archive))))
        assert done == 128 + signal.SIGTERM
        assert place.is_empty


def small(size: int) -> Callable[[], None]:
    """No file of the process grows beyond so many bytes: what a full disk does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_leaves_no_archive(source: House, archive: Path, tmp_path: Path) -> None:
    for size in (50_000, archive.stat().st_size - 1):
        code, _out, err = source.tandem("backup", str(tmp_path / "a.tar.gz"), preexec_fn=small(size))
        assert (code, "Traceback" in err) == (2, False), err
        assert left(tmp_path) == []


def test_a_full_disk_leaves_the_place_empty(archive: Path, houses: Builder) -> None:
    place = houses.empty()
    code, _out, err = place.tandem("restore", str(archive), preexec_fn=small(100_000))
    assert (code, "no room left" in err) == (2, True), err
    assert place.is_empty
    assert place.tandem("restore", str(archive))[0] == 0


def test_one_at_a_time(houses: Builder, tmp_path: Path) -> None:
    house = houses.like_model()
    hold = "import fcntl, time; f = open(r'{}', 'a'); fcntl.flock(f, 2); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", hold.format(house.home / "backup.lock")], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        code, _out, err = house.tandem("backup", str(tmp_path / "a"))
        holder.kill()
    assert (code, "Another backup or restore is running" in err) == (2, True)
    assert left(tmp_path) == []


@pytest.mark.skipif(not ON_SERVER, reason="PostgreSQL's tools")
@pytest.mark.parametrize("delay", [0.05, 0.15, 0.3, 0.6])
def test_a_restore_killed_while_the_server_loads_commits_nothing_afterwards(
    archive: Path, whole: str, houses: Builder, delay: float
) -> None:
    place = houses.empty()
    code = kill_when(OF_RESTORE["before the database comes in"]).replace(
        "os.kill(os.getpid(), 9)", f"import threading; threading.Timer({delay}, os.kill, (os.getpid(), 9)).start()"
    )
    assert place.finish(place.start("-c", code + RESTORE.format(path=str(archive))))[0] == -signal.SIGKILL
    assert "Run tandem restore again" in place.tandem("check")[2]
    assert place.tandem("restore", str(archive))[0] == 0
    assert place.contents() == whole
