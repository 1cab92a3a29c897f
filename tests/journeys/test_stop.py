"""However it ends, nothing of the house stays behind on its ports."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from .conftest import ROOT, House, _free_ports, _wait


def _is_open(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("how", ["ctrl-c", "kill -9"])
def test_ports_are_free_afterwards(house: House, how: str) -> None:
    port = _free_ports()
    environment = {**house.environment, "TANDEM_PORT": str(port)}
    command = [sys.executable, "-m", "tandem.config.cli", "demo"]
    log = house.home / f"stop-{port}.log"
    with log.open("wb") as out:
        child = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=ROOT, start_new_session=True)
    _wait(f"http://127.0.0.1:{port}/health/", child, log)
    assert _is_open(port)
    if how == "ctrl-c":
        os.killpg(child.pid, signal.SIGINT)  # a terminal tells the whole group
    else:
        child.kill()
    child.wait(20)
    deadline = time.monotonic() + 15
    while (_is_open(port) or _is_open(port + 1)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [_is_open(port), _is_open(port + 1)] == [False, False]
