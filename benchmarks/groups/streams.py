"""Live updates: how many streams one process holds, and what that takes."""

from __future__ import annotations

import resource
import socket
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.processes import pss_mib, tree_of

WANTED = 3200
AT_ONCE = 50
WATCHED = "customer:{},customer:{}"


def streams(bench: Bench) -> list[Figure]:
    """Open streams, wait until each has said hello, and look at the live process."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held: list[socket.socket] = []
    try:
        for number in range(0, WANTED, AT_ONCE):
            opened = [_open(bench, number + n) for n in range(AT_ONCE)]
            held += [stream for stream in opened if stream and _hello(stream)]
        time.sleep(2)
        alive = sum(_alive(stream) for stream in held)
        mib = pss_mib([_live_pid(bench)])
    finally:
        for stream in held:
            stream.close()
    return [bench.figure("sse.streams", alive, ""), bench.figure("sse.mib", mib, "MiB")]


def _open(bench: Bench, number: int) -> socket.socket | None:
    cookie = bench.plan["sessions"][number % len(bench.plan["sessions"])]
    watched = WATCHED.format(number % bench.house.size + 1, number % 97 + 1)
    try:
        stream = socket.create_connection(("127.0.0.1", bench.server.live_port), timeout=30)
        head = f"GET /events/?watch={watched} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n"
        stream.sendall(head.encode())
    except OSError:
        return None
    return stream


def _hello(stream: socket.socket) -> bool:
    seen = b""
    try:
        while b"retry:" not in seen:
            part = stream.recv(4096)
            if not part:
                return False
            seen += part
    except OSError:
        return False
    return b" 200 " in seen.split(b"\r\n")[0]


def _alive(stream: socket.socket) -> bool:
    """Nothing has ended it; what it was told meanwhile is passed over."""
    stream.setblocking(False)
    try:
        while part := stream.recv(65536):
            del part
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _live_pid(bench: Bench) -> int:
    """The child of `tandem serve` that holds the streams: nobody else has so many files open."""
    return max(tree_of(bench.server.pid), key=lambda pid: len(list(Path(f"/proc/{pid}/fd").iterdir())))
