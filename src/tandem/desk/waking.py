"""What wakes the live door: PostgreSQL tells it of commits; else, and in case that fails, time passes."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import psycopg
from django.db import connection

log = logging.getLogger("tandem.live")
CHANNEL = "tandem_events"  # of core's migration 0009
PAUSE = 1.0  # seconds between looks at the events where nobody tells of them
LISTENING = 10.0  # where somebody does: for what might be missed while a connection breaks
REST = 0.1  # between two looks, however much is told
AGAIN, RARELY = 1.0, 60.0  # seconds before listening is tried again: doubled at each failure, up to the second
KEYS = {"dbname", "user", "password", "host", "port", "service", "options", "sslmode", "sslrootcert"}


class Waker:
    """Waits until it is time to look again. Its listener lives as long as somebody waits."""

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.listening = False
        self.task: asyncio.Task[None] | None = None
        self.again = AGAIN
        self.not_before = 0.0  # on the loop's clock

    async def wait(self) -> None:
        """Until events were committed, or the pause is over."""
        over = self.task is None or self.task.done()
        if connection.vendor == "postgresql" and over and asyncio.get_running_loop().time() >= self.not_before:
            self.task = asyncio.create_task(self._listen())
        await asyncio.sleep(min(REST, PAUSE))
        with suppress(TimeoutError):
            await asyncio.wait_for(self.told.wait(), LISTENING if self.listening else max(PAUSE - REST, 0))
        self.told.clear()

    def stop(self) -> None:
        """Nobody waits any more."""
        if self.task is not None:
            self.task.cancel()
            self.task = None

    async def _listen(self) -> None:
        try:
            asked = connection.get_connection_params()
            known = {name: value for name, value in asked.items() if name in KEYS}
            async with await psycopg.AsyncConnection.connect(**known, autocommit=True) as listener:
                await listener.execute(f"LISTEN {CHANNEL}")
                self.listening, self.again = True, AGAIN
                self.told.set()  # for what came before
                async for _ in listener.notifies():
                    self.told.set()
        except psycopg.Error as error:
            why = str(error).strip()
            log.warning("Listening for events failed; looking every second, again in %.0f s: %s", self.again, why)
            self.not_before = asyncio.get_running_loop().time() + self.again
            self.again = min(self.again * 2, RARELY)
        finally:
            self.listening = False
