"""Making a backup: the house at one instant into one archive, which gets its name only once it has been read back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import tandem
from tandem.core.errors import Refused, Text

from . import embedded, server
from .archive import Body, Tick, put_together, read_archive
from .manifest import DATABASES, Database, Entry, Manifest
from .place import alone, database_file, files_of_house, house_id, room_on, staging, steady, sync
from .restoring import refuse_half_restored

Progress = Callable[[int, int, Text], None]  # bytes gone by, of how many, and what is being done
COPYING = gettext_lazy("Copying the database")
PACKING = gettext_lazy("Packing")
READING_BACK = gettext_lazy("Reading it back")


@dataclass(frozen=True)
class Made:
    """An archive that stands there whole."""

    path: Path
    size: int
    manifest: Manifest


def quiet(gone: int, total: int, step: Text) -> None:
    """Progress for nobody."""


def archive_name(at: datetime) -> str:
    """tandem-20261124T030000Z.tar.gz: they sort by time."""
    return f"tandem-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def make_backup(target: Path, *, at: datetime, progress: Progress = quiet) -> Made:
    """Write the archive; where anything fails, nothing of it is left. A file that is there already stays."""
    if target.exists():
        raise Refused("exists", _("%(path)s is there already; it was left as it is.") % {"path": target})
    refuse_half_restored()
    if connection.vendor == "sqlite" and not database_file().exists():
        raise Refused("no_database", _("There is no database in %(path)s yet.") % {"path": database_file()})
    with alone(), _told(target.parent), room_on(target.parent), staging(target.parent) as stage:
        made = _make(stage, at, _Steps(progress))
        archive = stage / "archive"
        archive.chmod(0o600)
        sync(archive)
        archive.rename(target)
        sync(target.parent)
    return replace(made, path=target)


class _Steps:
    """One bar over three steps, each of about as many bytes as the house has."""

    def __init__(self, progress: Progress) -> None:
        self.progress, self.gone = progress, 0
        self.step: Text = COPYING
        self.house = max(1, _size_of_house())

    def begin(self, step: Text, done: int) -> None:
        self.step, self.gone = step, done * self.house

    def tick(self, count: int) -> None:
        self.gone += count
        self.progress(min(self.gone, 3 * self.house), 3 * self.house, self.step)


def _make(stage: Path, at: datetime, steps: _Steps) -> Made:
    kind = connection.vendor
    dump, packed = stage / DATABASES[kind], stage / "body"
    body, pack = Body(packed, at, steps.tick), _Files(stage)
    pack.add_new(body)  # first those that are there now: some may be removed while the database is being copied
    steps.begin(COPYING, 0)
    database, company = _copy(kind, dump, lambda: pack.add_new(body), steps.tick)
    steps.begin(PACKING, 1)
    with dump.open("rb") as source:
        copied = body.add(DATABASES[kind], source, dump.stat().st_size)
    body.close()
    dump.unlink()
    head = Manifest(
        product=tandem.__version__,
        made_at=at,
        house=house_id(),
        company=company,
        database=database,
        dump=copied,
        files=tuple(pack.entries),
    )
    archive = stage / "archive"
    put_together(archive, head, packed)
    packed.unlink()
    steps.begin(READING_BACK, 2)
    if read_archive(archive, tick=steps.tick).written() != head.written():
        raise Refused("damaged", _("What was written could not be read back."))
    return Made(archive, archive.stat().st_size, head)


class _Files:
    """The house's files, each once."""

    def __init__(self, stage: Path) -> None:
        self.stage = stage
        self.entries: list[Entry] = []
        self.known: set[str] = set()

    def add_new(self, body: Body) -> None:
        """Those that have not been packed yet, as they are now."""
        for name, path in files_of_house():
            if name in self.known:
                continue
            self.known.add(name)
            with steady(path, self.stage) as held:
                if held:  # else it has gone while we came to it, as it might have a moment earlier
                    self.entries.append(body.add(name, *held))


def _copy(kind: str, dump: Path, frozen: Callable[[], None], tick: Tick) -> tuple[Database, str]:
    if kind == "postgresql":
        return server.dump_database(dump, frozen=frozen, tick=tick)
    embedded.copy_database(database_file(), dump, frozen=frozen, tick=tick)
    return embedded.check_database(dump)


def _size_of_house() -> int:
    size = 0
    for _name, path in files_of_house():
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    if connection.vendor == "sqlite":
        return size + database_file().stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return size + int(cursor.fetchone()[0]) // 2  # a dump has no indexes


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the disk or SQLite says, as a sentence."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Refused("copy_failed", _("The database could not be copied: %(why)s.") % {"why": error}) from None
    except sqlite3.DatabaseError as error:
        raise Refused("broken_database", _("The database is damaged: %(why)s.") % {"why": error}) from None
    except OSError as error:
        what = {"path": folder, "why": error.strerror or error}
        raise Refused("not_written", _("Nothing could be written to %(path)s: %(why)s.") % what) from None
