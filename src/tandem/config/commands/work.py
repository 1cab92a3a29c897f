"""tandem work: the worker."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

from tandem.config.commands.check import refuse
from tandem.core.outbox import deliver_due
from tandem.core.schedule import record_due

log = logging.getLogger("tandem.worker")
PAUSE = 0.5  # seconds between looks when there is nothing to do


def run(arguments: argparse.Namespace) -> int:
    """Deliver until told to stop; with --once until nothing is due."""
    if refuse():
        return 1
    ended = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        ended.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not ended.is_set():
        busy = _round()
        if not busy and arguments.once:
            break
        if not busy:
            ended.wait(PAUSE)
    return 0


def _round() -> bool:
    """One look at what is due. A database that is away for a moment must not end the worker."""
    close_old_connections()
    try:
        record_due(at=timezone.now())
        return deliver_due(at=timezone.now()) > 0
    except Exception:
        log.exception("The worker's round failed; it goes on.")
        return False
