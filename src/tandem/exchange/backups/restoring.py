"""Restoring: an archive into an empty place, checked before, counted afterwards, and empty again if anything fails.

While it goes on, `restoring` in TANDEM_HOME says how far it has come. Whoever is killed leaves it behind: from
PUBLISHING on nothing starts in this place, until the next restore has emptied it, which it may, since it was empty.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.errors import Refused, Text

from . import embedded, server
from .afterwards import Settled, settle
from .archive import read_archive
from .manifest import DATABASES, Database, Entry, Manifest
from .measure import differences
from .place import FOLDERS, alone, database_file, room_on, sync
from .suiting import require_empty, require_kind, require_known, require_room

UNPACKING, PUBLISHING = "unpacking", "publishing"
CHECKING = gettext_lazy("Checking the archive")
RESTORING = gettext_lazy("Unpacking")


@dataclass(frozen=True)
class Restored:
    """What stands there now."""

    manifest: Manifest
    settled: Settled


Progress = Callable[[int, int, Text], None]


def check_archive(path: Path, *, progress: Progress) -> Manifest:
    """Read it to the last byte; Refused for what is not whole or not ours. Touches nothing."""
    size, gone = path.stat().st_size if path.is_file() else 0, 0

    def tick(count: int) -> None:
        nonlocal gone
        gone += count
        progress(gone, 0, CHECKING)

    return read_archive(path, tick=tick if size else lambda count: None)


def restore_backup(path: Path, *, hold: bool, at: datetime, progress: Progress) -> Restored:
    """Bring the house back. With `hold`, mail that waited is parked instead of sent."""
    if not _cut_off():
        require_empty()  # at once, before a large archive is read for nothing
    head = check_archive(path, progress=progress)
    require_known(head)
    require_kind(head)
    with alone():
        empty_again()
        require_empty()
        require_room(head)
        try:
            with room_on(settings.HOME):
                settled = _restore(path, head, hold=hold, at=at, progress=progress)
        except BaseException:
            empty_again()
            raise
        _marker().unlink()
        return Restored(head, settled)


def refuse_half_restored() -> None:
    """Nobody works in a place that a restore has left half done."""
    if _cut_off():
        raise Refused("half_restored", _("A restore is going on here, or was cut off. Run tandem restore again."))


def empty_again() -> None:
    """Remove what a restore has put here; only its marker tells what that is."""
    if not _marker().exists():
        return
    shutil.rmtree(_staged_files(), ignore_errors=True)
    _staged_dump().unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        embedded.remove_database(_staged_database())
    if _cut_off():
        for top in FOLDERS:
            shutil.rmtree(settings.HOME / top, ignore_errors=True)
        if connection.vendor == "sqlite":
            embedded.remove_database(database_file())
        else:
            server.empty_database()
    _marker().unlink()


def _restore(path: Path, head: Manifest, *, hold: bool, at: datetime, progress: Progress) -> Settled:
    _marker().write_text(UNPACKING)
    _unpack(path, head, progress)
    if head.database.kind == "sqlite":
        _compare(head, embedded.measure_database(_staged_database()))
        with _working_in(_staged_database()):
            settled = _bring_up(head, hold=hold, at=at)
        _mark_publishing()
        embedded.remove_database(database_file())  # one without tables
        _staged_database().rename(database_file())
        sync(database_file().parent)
    else:
        _mark_publishing()
        server.load_database(_staged_dump(), head.database.version)
        _compare(head, server.measure_database())
        settled = _bring_up(head, hold=hold, at=at)
        _staged_dump().unlink()
    for staged in list(_staged_files().iterdir()):
        shutil.rmtree(settings.HOME / staged.name, ignore_errors=True)  # folders without a file in them
        staged.rename(settings.HOME / staged.name)
    _staged_files().rmdir()
    sync(settings.HOME)
    return settled


def _unpack(path: Path, head: Manifest, progress: Progress) -> None:
    """Every member to where it waits; read_archive has compared size and hash when it is through."""
    target = _staged_database() if head.database.kind == "sqlite" else _staged_dump()
    _staged_files().mkdir(mode=0o700)

    def sink(entry: Entry) -> BinaryIO:
        place = target if entry.name in DATABASES.values() else _staged_files() / entry.name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.touch(mode=0o600, exist_ok=False)
        return place.open("wb")

    gone = 0

    def tick(count: int) -> None:
        nonlocal gone
        gone += count
        progress(gone, head.unpacked, RESTORING)

    if read_archive(path, sink, tick).written() != head.written():
        raise Refused("damaged", _("The archive has changed since it was checked."))
    os.sync()  # once, instead of for each of a thousand photos


def _bring_up(head: Manifest, *, hold: bool, at: datetime) -> Settled:
    """From an older Tandem to this one, and what must not go on as it was."""
    call_command("migrate", verbosity=0, interactive=False)
    return settle(head, hold=hold, at=at)


def _compare(head: Manifest, found: Database) -> None:
    wrong = differences(head.database, found)
    if wrong:
        raise Refused("differs", _("What came out is not what went in: %(why)s.") % {"why": "; ".join(wrong[:5])})


@contextmanager
def _working_in(database: Path) -> Iterator[None]:
    """Django's connection on the database that waits; all of it is in the one file afterwards."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
    embedded.fold(database)
    sync(database)


def _mark_publishing() -> None:
    _marker().write_text(PUBLISHING)
    sync(_marker())
    sync(settings.HOME)


def _cut_off() -> bool:
    return _marker().exists() and _marker().read_text() == PUBLISHING


def _marker() -> Path:
    return Path(settings.HOME / "restoring")


def _staged_files() -> Path:
    return Path(settings.HOME / "files.restoring")


def _staged_dump() -> Path:
    return Path(settings.HOME / "database.restoring")


def _staged_database() -> Path:
    return database_file().with_name(f"{database_file().name}.restoring")
