"""SQLite's own backup: a copy of one instant while others go on writing, believed only after it has been checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.errors import Refused

from .archive import Tick, no_tick
from .manifest import Database
from .measure import Ask, company_name, measure, tables

PAGES = 2000  # per step, so that progress is told and a stop is heard
TRACES = ("", "-wal", "-shm", "-journal", ".writer", ".next")  # what a database file leaves beside it


def copy_database(source: Path, target: Path, *, frozen: Callable[[], None], tick: Tick = no_tick) -> None:
    """Copy the database as it stands when `frozen` is called.

    The read transaction keeps that instant for the whole copy: later writes go on in the log beside it, so they
    neither show up nor make SQLite begin again, as they would without it.
    """
    with closing(_connect(source)) as reading, closing(_connect(target)) as writing:
        writing.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF")
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        frozen()
        size = reading.execute("PRAGMA page_size").fetchone()[0]
        left = reading.execute("PRAGMA page_count").fetchone()[0]

        def told(status: int, remaining: int, total: int) -> None:
            nonlocal left
            tick((left - remaining) * size)
            left = remaining

        reading.backup(writing, pages=PAGES, progress=told)
        reading.execute("ROLLBACK")
    fold(target)


def fold(path: Path) -> None:
    """Everything into the one file, nothing beside it."""
    with closing(_connect(path)) as last:
        mode = last.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    for lock in (".writer", ".next"):
        path.with_name(path.name + lock).unlink(missing_ok=True)
    if mode != "delete":
        raise Refused("broken_database", _("The database is damaged: %(why)s.") % {"why": mode})


def check_database(path: Path) -> tuple[Database, str]:
    """Counts, sums and the company's name of a copy that is whole; Refused for one that is not."""
    with _asking(path) as ask:
        problems = [row[0] for row in ask("PRAGMA integrity_check(3)") if row[0] != "ok"]
        problems += [f"{row[0]} {row[1]} → {row[2]}" for row in ask("PRAGMA foreign_key_check")[:3]]
        if problems:
            raise Refused("broken_database", _("The database is damaged: %(why)s.") % {"why": "; ".join(problems)})
        found = measure("sqlite", ask)
        return found, company_name([*found.rows], ask)


def measure_database(path: Path) -> Database:
    """Counts and sums of one that came out as it went in, when it had been checked."""
    with _asking(path) as ask:
        return measure("sqlite", ask)


def is_empty(path: Path) -> bool:
    """Whether there is no database, or one without tables, as any command leaves it that only looked."""
    if not path.exists():
        return not any(path.with_name(path.name + trace).exists() for trace in TRACES[1:4])
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as looking:
            return not tables("sqlite", lambda statement: looking.execute(statement).fetchall())
    except sqlite3.DatabaseError:
        return False


def remove_database(path: Path) -> None:
    """The file and everything beside it."""
    for trace in TRACES:
        path.with_name(path.name + trace).unlink(missing_ok=True)


@contextmanager
def _asking(path: Path) -> Iterator[Ask]:
    with closing(_connect(path)) as connection:

        def ask(statement: str) -> Sequence[tuple[Any, ...]]:
            return connection.execute(statement).fetchall()

        try:
            yield ask
        except sqlite3.DatabaseError as error:
            raise Refused("broken_database", _("The database is damaged: %(why)s.") % {"why": error}) from None


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60, isolation_level=None)
