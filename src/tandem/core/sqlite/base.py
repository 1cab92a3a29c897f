"""Django's SQLite backend with a fair queue for writers.

SQLite's busy handler sleeps and retries without a queue, so under load one unlucky writer waits for seconds.
An exclusive file lock taken before BEGIN IMMEDIATE is handed on nearly in order of arrival.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


def _locked(path: str) -> int:
    """The file, open and locked for this connection alone; closing it ends the lock, as does the end of the process."""
    file = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except BaseException:
        os.close(file)
        raise
    return file


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose single statements, outside any transaction, queue like transactions do."""

    def __init__(self, raw: Any, database: DatabaseWrapper) -> None:
        super().__init__(raw)
        self._database = database

    def execute(self, query: str, params: Any = None) -> Any:
        with self._database.in_turn(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self._database.in_turn(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite connection that queues for the writer lock; readers never wait."""

    _writer: int | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=lambda raw: Cursor(raw, self))

    @contextmanager
    def in_turn(self, query: str) -> Iterator[None]:
        """Take the lock for one statement that writes on its own; inside a transaction it is held already."""
        alone = self._writer is None and not self.in_atomic_block and query.lstrip()[:7].upper().startswith(WRITES)
        if alone:
            self._queue()
        try:
            yield
        finally:
            if alone:
                self._leave()

    def _start_transaction_under_autocommit(self) -> None:
        self._queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave()

    def _queue(self) -> None:
        path = str(self.settings_dict["NAME"])
        if self._writer is not None or ":memory:" in path or "mode=memory" in path:
            return
        # Who is next waits at the door, the others wait to become the next. With the writer's lock alone, one who
        # leaves and comes again is quicker than those whom its leaving wakes up: they starved for many seconds.
        door = _locked(f"{path}.next")
        try:
            self._writer = _locked(f"{path}.writer")
        finally:
            os.close(door)

    def _leave(self) -> None:
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None
