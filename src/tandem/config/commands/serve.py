"""tandem serve: web, live updates and worker as one foreground process tree (docs/adr/0019)."""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import sys
from importlib import import_module
from typing import Any, NoReturn

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from tandem.config.commands.check import refuse
from tandem.config.commands.supervise import supervise
from tandem.config.commands.work import deliver

M_ARENA_MAX = -8  # malloc.h
ANEW = f"import django, sys; django.setup(); from {__name__} import serve; sys.exit(serve())"
WELCOME = "TANDEM_WELCOME"  # what to print once the web answers
GARBAGE = (20_000, 20, 50)  # a page makes some ten thousand things that go by themselves
ARENAS = 2  # heaps of a process: as many as it has threads would each keep what once was needed


def run(arguments: argparse.Namespace) -> int:
    """Refuse on problems, else run until a signal or the end of a child."""
    return refuse() or serve()


def serve() -> int:
    """Load the house once and run the three from it."""
    _load()
    health = f"http://{settings.HOST}:{settings.PORT}/health/"
    return supervise({"web": _web, "live": _live, "worker": deliver}, health, os.environ.pop(WELCOME, ""))


def serve_anew(ready: str) -> NoReturn:
    """The same, without what this process has loaded until now; `ready` is printed once the web answers."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.environ[WELCOME] = ready
    os.execv(sys.executable, [sys.executable, "-c", ANEW])  # noqa: S606 no shell is what is wanted


def _load() -> None:
    """Everything that a request may need; what is there now is shared by all processes."""
    if sys.platform == "linux":
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
    import_module("tandem.config.wsgi")
    import_module("tandem.config.live")
    _ = get_resolver().url_patterns
    connections.close_all()  # a connection belongs to one process
    gc.collect()
    gc.freeze()  # the collector would write to every page that could be shared
    gc.set_threshold(*GARBAGE)


def _web() -> None:
    _granian("tandem.config.wsgi:application", "wsgi", settings.PORT, blocking_threads=4, backpressure=64)


def _live() -> None:
    _granian("tandem.config.live:application", "asgi", settings.LIVE_PORT, backlog=4096)


def _granian(target: str, interface: str, port: int, **options: Any) -> None:
    options |= {"address": settings.HOST, "port": port, "workers": 1, "log_level": LogLevels.warning}
    Granian(target, interface=Interfaces(interface), **options).serve()
