"""Django's SQLite backend with a fair queue for writers.

SQLite's busy handler sleeps and retries without a queue, so under load one unlucky writer waits for seconds.
An exclusive file lock taken before BEGIN IMMEDIATE is handed on nearly in order of arrival.
"""

from __future__ import annotations

import fcntl
import os
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite connection that queues for the writer lock; readers never wait."""

    _writer: int | None = None

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
        self._writer = os.open(f"{path}.writer", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._writer, fcntl.LOCK_EX)

    def _leave(self) -> None:
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None
