"""tandem serve: web, live updates and worker as one foreground process tree."""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from tandem.config.commands.check import refuse

GRACE = 10.0  # seconds that a child may take to end
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def run(arguments: argparse.Namespace) -> int:
    """Refuse on problems, else run until a signal or the end of a child."""
    return refuse() or serve()


def serve(ready: str = "") -> int:
    """Start the three processes, print `ready` once the web answers, wait, stop all."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    # A group of its own for each: Ctrl-C reaches this process alone, which then ends the others in good order.
    children = {
        name: subprocess.Popen(command, start_new_session=True, preexec_fn=end_with_parent)  # noqa: PLW1509
        for name, command in commands().items()
    }
    try:
        return _watch(children, stopping, ready)
    finally:
        _end(list(children.values()))


def end_with_parent() -> None:
    """Linux: ask for SIGTERM should the parent die without a word, so that nobody keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def commands() -> dict[str, list[str]]:
    """The command line of each process."""
    granian = [
        sys.executable,
        "-m",
        "granian",
        "--host",
        settings.HOST,
        "--workers",
        "1",
        "--log-level",
        "warning",
    ]
    web = [
        "--interface",
        "wsgi",
        "--port",
        str(settings.PORT),
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
    ]
    live = ["--interface", "asgi", "--port", str(settings.LIVE_PORT), "--backlog", "4096"]
    return {
        "web": [*granian, *web, "tandem.config.wsgi:application"],
        "live": [*granian, *live, "tandem.config.live:application"],
        "worker": [sys.executable, "-m", "tandem.config.cli", "work"],
    }


def _watch(children: dict[str, subprocess.Popen[bytes]], stopping: list[int], ready: str) -> int:
    while not stopping:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"tandem: {name} ended with {child.returncode}; stopping the rest.", file=sys.stderr)
                return 1
        if ready:
            try:
                with urlopen(f"http://{settings.HOST}:{settings.PORT}/health/", timeout=2):
                    print(ready, flush=True)
                    ready = ""
            except (URLError, OSError):
                pass
        time.sleep(0.1)
    return 0


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """SIGTERM to each; what is left of its group after the grace is killed."""
    for child in children:
        if child.poll() is None:
            os.kill(child.pid, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
