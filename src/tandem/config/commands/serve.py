"""tandem serve: web, live updates and worker as one foreground process tree."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import NoReturn

from django.conf import settings

from tandem.config.commands.check import refuse


def run(arguments: argparse.Namespace) -> int:
    """Refuse on problems, else run until a signal or the end of a child."""
    return refuse() or serve()


def serve(ready: str = "") -> NoReturn:
    """Become the process that starts the three, prints `ready` once the web answers, waits, and stops them all.

    Another program in the same process: what checks and the demo have loaded is not kept in memory meanwhile.
    """
    plan = {"commands": commands(), "host": settings.HOST, "port": settings.PORT, "ready": ready}
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", "tandem.config.commands.supervise", json.dumps(plan)]
    os.execv(sys.executable, command)  # noqa: S606 no shell is what is wanted


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
