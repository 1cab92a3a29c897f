"""The process above the others: what starts when, and that nobody is left behind. Real processes, no house."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import postgres
from tandem.config.commands import supervise as module

pytestmark = pytest.mark.once

HEAD = """
import sys, time, os, signal
sys.path.insert(0, {source!r})
from http.server import BaseHTTPRequestHandler, HTTPServer
from tandem.config.commands import supervise as module
module.GRACE, module.PATIENCE = 1.0, {patience}
def note(text):
    with open({log!r}, "a") as file: file.write(text + "\\n")
class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *words): pass
def web():
    note(f"web {{os.getpid()}}")
    time.sleep(0.3)
    server = HTTPServer(("127.0.0.1", {port}), Health)
    note("answers")
    server.serve_forever()
def silent():
    note(f"web {{os.getpid()}}")
    time.sleep(60)
def worker():
    note(f"worker {{os.getpid()}}")
    time.sleep(60)
def deaf():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    worker()
def broken():
    note(f"worker {{os.getpid()}}")
    raise ValueError("out of coal")
"""


class Started:
    """A script that supervises two programs, and what they noted."""

    def __init__(self, folder: Path, programs: str, patience: float = 30) -> None:
        port = postgres.free_port()
        self.log = folder / "log"
        self.log.touch()
        source = str(Path(module.__file__).parents[3])
        head = HEAD.format(source=source, log=str(self.log), port=port, patience=patience)
        call = f"sys.exit(module.supervise({programs}, 'http://127.0.0.1:{port}/', 'All ready'))"
        self.process = subprocess.Popen(
            [sys.executable, "-c", head + call], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def until(self, word: str) -> list[str]:
        """The notes, once one of them begins with the word."""
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            notes = self.log.read_text().splitlines()
            if any(note.startswith(word) for note in notes):
                return notes
            time.sleep(0.05)
        raise AssertionError(f"{word} was never noted: {self.log.read_text()}")

    def ended(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err

    def left(self) -> list[int]:
        """Of the processes that were noted, those that still run."""
        noted = [int(note.split()[1]) for note in self.log.read_text().splitlines() if " " in note]
        return [pid for pid in noted if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_rest_starts_once_the_first_answers_and_a_signal_ends_all(tmp_path: Path, number: signal.Signals) -> None:
    started = Started(tmp_path, "{'web': web, 'worker': worker}")
    notes = started.until("worker")
    assert [note.split()[0] for note in notes] == ["web", "answers", "worker"]
    os.kill(started.process.pid, number)
    assert started.ended() == (0, "All ready\n", "")
    assert started.left() == []


def test_a_first_that_does_not_answer_keeps_nobody_waiting_for_ever(tmp_path: Path) -> None:
    started = Started(tmp_path, "{'web': silent, 'worker': worker}", patience=0.5)
    assert len(started.until("worker")) == 2
    os.kill(started.process.pid, signal.SIGTERM)
    assert started.ended() == (0, "", "")
    assert started.left() == []


def test_the_end_of_one_ends_the_rest_and_says_which(tmp_path: Path) -> None:
    started = Started(tmp_path, "{'web': web, 'worker': broken}")
    code, out, err = started.ended()
    assert (code, out) == (1, "All ready\n")
    assert "ValueError: out of coal" in err
    assert err.endswith("tandem: worker ended with 1; stopping the rest.\n")
    assert started.left() == []


def test_who_does_not_listen_is_killed_after_the_grace(tmp_path: Path) -> None:
    started = Started(tmp_path, "{'web': web, 'worker': deaf}")
    started.until("worker")
    os.kill(started.process.pid, signal.SIGTERM)
    assert started.ended()[0] == 0
    assert started.left() == []


def test_nobody_outlives_a_supervisor_that_dies_without_a_word(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells children of their parent's death")
    started = Started(tmp_path, "{'web': web, 'worker': worker}")
    started.until("worker")
    started.process.kill()
    started.ended()
    ends = time.monotonic() + 10
    while started.left() and time.monotonic() < ends:
        time.sleep(0.05)
    assert started.left() == []
