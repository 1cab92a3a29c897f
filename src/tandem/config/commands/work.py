"""tandem work: the worker."""

from __future__ import annotations

import argparse
import logging
import signal
import subprocess
import sys
import threading
from types import FrameType

from django.db import close_old_connections
from django.utils import timezone

from tandem.config.commands.check import refuse
from tandem.config.commands.supervise import end_with_parent
from tandem.core import jobs
from tandem.core.outbox import deliver_due, long_is_due, take_back_long
from tandem.core.schedule import record_due
from tandem.exchange.mail.reactions import start_watching

log = logging.getLogger("tandem.worker")
PAUSE = 0.5  # seconds between looks when there is nothing to do
GRACE = 8.0  # seconds for a job to reach its next step, when the worker ends


def run(arguments: argparse.Namespace) -> int:
    """Deliver until told to stop; with --once until nothing is due; with --jobs only what runs alone."""
    if refuse():
        return 1
    if arguments.jobs:  # the process that `Beside` starts
        _heed_signals()
        return _run_jobs(jobs.stopping)
    deliver(once=arguments.once)
    return 0


def deliver(*, once: bool = False) -> None:
    """The worker itself, in a house that may run."""
    ended = jobs.stopping
    _heed_signals()
    jobs.recover(at=timezone.now())
    start_watching(at=timezone.now())
    beside = Beside()
    try:
        while not ended.is_set():
            busy = _round()
            if once:
                busy = deliver_due(at=timezone.now(), long=True) > 0 or busy
            else:
                beside.look()
            if not busy and once:
                break
            if not busy:
                ended.wait(PAUSE)
    finally:
        beside.end()


def _heed_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        jobs.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


class Beside:
    """The process that runs long jobs: started when one waits, gone with its memory when none does."""

    def __init__(self) -> None:
        self.child: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Start it when something waits; when it has died, give back what it held."""
        now = timezone.now()
        try:
            if self.child is not None and (code := self.child.poll()) is not None:
                self.child = None
                if code:
                    log.error("the process for jobs ended with %s; %s are due again", code, take_back_long(at=now))
                    jobs.give_up(at=now)
            if self.child is None and long_is_due(at=now):
                command = [sys.executable, "-m", "tandem.config.cli", "work", "--jobs"]
                self.child = subprocess.Popen(command, preexec_fn=end_with_parent)  # noqa: PLW1509
        except Exception:
            log.exception("Looking after jobs failed; the worker goes on.")

    def end(self) -> None:
        """Ask it to stop at its next step, and wait a little."""
        if self.child is None:
            return
        self.child.terminate()
        try:
            self.child.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def _run_jobs(ended: threading.Event) -> int:
    while not ended.is_set() and deliver_due(at=timezone.now(), limit=1, long=True):
        close_old_connections()
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
