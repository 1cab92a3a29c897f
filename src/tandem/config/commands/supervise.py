"""The process above web, live updates and worker: starts them, waits, stops them. It loads nothing of the house."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from types import FrameType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

GRACE = 10.0  # seconds that a child may take to end
PR_SET_PDEATHSIG = 1  # linux/prctl.h
ARENAS = "2"  # heaps of a process: as many as it has threads would each keep what once was needed


def main() -> int:
    """Run the plan that `tandem serve` wrote: commands by name, where the web is, a text to print once it answers."""
    plan = json.loads(sys.argv[1])
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    environment = {"MALLOC_ARENA_MAX": ARENAS, **os.environ}
    # A group of its own for each: Ctrl-C reaches this process alone, which then ends the others in good order.
    children = {
        name: subprocess.Popen(command, env=environment, start_new_session=True, preexec_fn=end_with_parent)  # noqa: PLW1509
        for name, command in plan["commands"].items()
    }
    try:
        return _watch(children, stopping, plan)
    finally:
        _end(list(children.values()))


def end_with_parent() -> None:
    """Linux: ask for SIGTERM should the parent die without a word, so that nobody keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(children: dict[str, subprocess.Popen[bytes]], stopping: list[int], plan: dict[str, Any]) -> int:
    ready = plan["ready"]
    while not stopping:
        for name, child in children.items():
            if child.poll() is not None:
                print(f"tandem: {name} ended with {child.returncode}; stopping the rest.", file=sys.stderr)
                return 1
        if ready:
            try:
                with urlopen(f"http://{plan['host']}:{plan['port']}/health/", timeout=2):
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


if __name__ == "__main__":
    sys.exit(main())
