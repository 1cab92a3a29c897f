"""What processes cost: CPU time and memory, read from /proc."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def tree_of(pid: int) -> list[int]:
    """The process and all that it has started."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            found += [int(child) for child in _read(task).split() if int(child) not in found]
    return found


def cpu_ms(roots: Iterable[int]) -> float:
    """CPU time of these processes with all they have started, also of those that have ended and been waited for."""
    ticks = 0
    for root in roots:
        for pid in tree_of(root):
            fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15])) if fields else 0  # own and waited-for, user and system
    return ticks * TICK_MS


def pss_mib(roots: Iterable[int]) -> float:
    """Memory of these process trees; what is shared counts once."""
    total = 0
    for root in roots:
        for pid in tree_of(root):
            lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def load() -> float:
    """Load average of the last minute: who else was at work."""
    return os.getloadavg()[0]


def _read(path: Path) -> str:
    """The text, or nothing where the process has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""


def reference_ms() -> float:
    """CPU time of a fixed piece of work: on a shared machine the same work costs more, and this tells how much."""
    before = time.process_time()
    total = 0
    for number in range(2_000_000):
        total += number
    return (time.process_time() - before) * 1000
