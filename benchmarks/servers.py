"""The house and the bare floor, served by real processes on this machine alone."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import postgres

from .houses import ROOT, House

START_SECONDS = 60
GRACE = 30


@dataclass(frozen=True)
class Server:
    """Where something is served, and by which process tree."""

    port: int
    pid: int
    live_port: int = 0
    seconds: float = 0  # from the start to the first page


@contextmanager
def tandem_server(house: House, cookie: str) -> Iterator[Server]:
    """`tandem serve` of the house; the cookie fetches the first page."""
    port, live_port = postgres.free_port(), postgres.free_port()
    environment = {**house.environment, "TANDEM_PORT": str(port), "TANDEM_LIVE_PORT": str(live_port)}
    began = time.monotonic()
    command = [sys.executable, "-m", "tandem.config.cli", "serve"]
    with _process(house, command, environment) as process:
        wait_for(process, port, "/", {"Cookie": cookie})
        yield Server(port, process.pid, live_port, time.monotonic() - began)


@contextmanager
def floor_server(house: House) -> Iterator[Server]:
    """A bare Django over the same rows, on the same server software."""
    port = postgres.free_port()
    environment = {**house.environment, "DJANGO_SETTINGS_MODULE": "benchmarks.floor.settings"}
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning",
        "benchmarks.floor.wsgi:application",
    ]  # fmt: skip
    with _process(house, command, environment) as process:
        wait_for(process, port, "/today/", {})
        yield Server(port, process.pid)


@contextmanager
def _process(house: House, command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (house.home / "served.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(process: subprocess.Popen[bytes], port: int, path: str, headers: dict[str, str]) -> None:
    """Until the page is served."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", path, headers=headers)
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    raise RuntimeError("Nothing was served; see served.log in the house's folder.")
