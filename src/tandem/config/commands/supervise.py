"""The process above web, live updates and worker: starts them, waits, stops them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FrameType
from urllib.error import URLError
from urllib.request import urlopen

GRACE = 10.0  # seconds that a child may take to end
PATIENCE = 5.0  # seconds after which the others start even if the first does not answer yet
PAUSE = 0.1
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15  # linux/prctl.h
ENDING = (signal.SIGINT, signal.SIGTERM)

Program = Callable[[], object]


def supervise(programs: Mapping[str, Program], health: str, ready: str) -> int:
    """Run the programs, each in a process made from this one, until a signal (0) or the end of one of them (1).

    The first one has the processors to itself until it answers at the address `health`; then `ready` is printed.
    """
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in ENDING:
        signal.signal(number, stop)
    waiting, children = dict(programs), dict[str, int]()
    late, answered = time.monotonic() + PATIENCE, False
    try:
        while not stopping:
            for name in list(waiting) if answered or time.monotonic() > late else list(waiting)[: not children]:
                children[name] = _start(name, waiting.pop(name))
            for name, child in children.items():
                if (code := _ended(child)) is not None:
                    print(f"tandem: {name} ended with {code}; stopping the rest.", file=sys.stderr)
                    return 1
            if not answered and (answered := _answers(health)) and ready:
                print(ready, flush=True)
            time.sleep(PAUSE)
        return 0
    finally:
        _end(list(children.values()))


def end_with_parent() -> None:
    """Linux: ask for SIGTERM should the parent die without a word, so that nobody keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _start(name: str, program: Program) -> int:
    """A process of its own, in a group of its own: Ctrl-C reaches the one above alone, which ends the rest in order."""
    sys.stdout.flush()
    sys.stderr.flush()
    if child := os.fork():
        return child
    code = 1
    try:
        os.setsid()
        end_with_parent()
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_NAME, f"tandem {name}".encode())  # what ps and top show
        for number in ENDING:
            signal.signal(number, signal.SIG_DFL)
        program()
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except BaseException:  # noqa: BLE001  nothing above may go on in a second process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(child: int) -> int | None:
    """Its exit code, negative for a signal, or None while it runs."""
    with suppress(ChildProcessError):
        found, status = os.waitpid(child, os.WNOHANG)
        return os.waitstatus_to_exitcode(status) if found else None
    return 0


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=2):  # noqa: S310
            return True
    except (URLError, OSError):
        return False


def _end(children: list[int]) -> None:
    """SIGTERM to each; what is left of its group after the grace is killed."""
    for child in children:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        while _ended(child) is None and time.monotonic() < deadline:
            time.sleep(PAUSE / 5)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)
        with suppress(ChildProcessError):
            os.waitpid(child, 0)
