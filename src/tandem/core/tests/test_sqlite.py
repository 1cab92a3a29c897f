"""The fair queue for writers of SQLite: nobody is turned away, nothing is lost, and the dead hold no lock."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tandem.core.models import Once
from tandem.core.sqlite.base import DatabaseWrapper

from .races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own"),
]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SOURCE = Path(__file__).resolve().parents[3]
PRELUDE = """
import sys, time
sys.path.insert(0, {source!r})
import tandem
from django.conf import settings
settings.configure(DATABASES={{"default": {{"ENGINE": "tandem.core.sqlite", "NAME": {path!r}, "OPTIONS": {{
    "transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL"}}}}}})
from django.db import connection, transaction

def count():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT object_id FROM core_once")
        n = cursor.fetchone()[0]
        cursor.execute("UPDATE core_once SET object_id = %s", [n + 1])

"""


@pytest.fixture(autouse=True)
def _counter() -> None:
    Once.objects.create(key="counter", at=AT, object_id=0)


def count() -> None:
    """Read, then write, in one transaction: what gets lost without a lock."""
    with transaction.atomic():
        row = Once.objects.get()
        Once.objects.update(object_id=(row.object_id or 0) + 1)


def counted() -> int | None:
    return Once.objects.get().object_id


def is_free() -> bool:
    """Whether anybody could write now."""
    with Path(f"{connection.settings_dict['NAME']}.writer").open("w") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def start(code: str) -> subprocess.Popen[str]:
    """A process of its own that runs this code beside `count`."""
    prelude = PRELUDE.format(source=str(SOURCE), path=str(connection.settings_dict["NAME"]))
    return subprocess.Popen([sys.executable, "-c", prelude + code], stdout=subprocess.PIPE, text=True)


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    """Another process in the midst of writing, holding the lock."""
    process = start(
        "with transaction.atomic(), connection.cursor() as cursor:\n"
        "    cursor.execute('UPDATE core_once SET object_id = 1000')\n"
        "    print('writing', flush=True)\n"
        "    time.sleep(60)\n"
    )
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_tests_run_on_the_backend_of_the_house() -> None:
    assert isinstance(connections["default"], DatabaseWrapper)


def test_sixteen_threads_lose_nothing() -> None:
    def many() -> None:
        for _ in range(10):
            count()

    assert at_once(*[many] * 16) == ["done"] * 16
    assert counted() == 160
    assert is_free()


def test_processes_and_threads_together_lose_nothing() -> None:
    processes = [start("print('ready', flush=True)\nfor _ in range(100): count()\n") for _ in range(3)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    def many() -> None:
        for _ in range(25):
            count()

    assert at_once(*[many] * 4) == ["done"] * 4
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    for process in processes:
        assert process.stdout
        process.stdout.close()
    assert counted() == 400


def test_a_transaction_inside_another_keeps_the_lock_to_the_outer_end() -> None:
    with transaction.atomic():
        with transaction.atomic():
            Once.objects.update(object_id=1)
        assert not is_free()
        with transaction.atomic():
            Once.objects.update(object_id=2)
            transaction.set_rollback(True)
        assert not is_free()
    assert is_free()
    assert counted() == 1


@pytest.mark.parametrize("inner", [False, True])
def test_an_error_gives_the_lock_back(inner: bool) -> None:
    def fail() -> None:
        with transaction.atomic():
            Once.objects.update(object_id=1)
            if inner:
                with transaction.atomic():
                    raise ZeroDivisionError
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert is_free()
    assert counted() == 0


def test_a_closed_connection_gives_the_lock_back() -> None:
    def write_and_vanish() -> None:
        transaction.atomic().__enter__()
        Once.objects.update(object_id=1)
        assert not is_free()
        connection.close()

    assert at_once(write_and_vanish) == ["done"]
    assert is_free()
    assert counted() == 0


def test_readers_do_not_wait_for_a_writer(holder: subprocess.Popen[str]) -> None:
    assert not is_free()
    assert counted() == 0


def test_a_writer_waits_for_another_process(holder: subprocess.Popen[str]) -> None:
    done = threading.Event()

    def write() -> None:
        count()
        done.set()

    waiting = threading.Thread(target=lambda: at_once(write))
    waiting.start()
    assert not done.wait(0.3)
    holder.kill()
    waiting.join(20)
    assert done.is_set()


def test_a_killed_process_leaves_neither_lock_nor_half_a_deed(holder: subprocess.Popen[str]) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert is_free()
    count()
    assert counted() == 1


def test_a_single_statement_queues_like_a_transaction() -> None:
    """The lock alone is held, nothing of SQLite's own: who does not queue would not notice."""
    done = threading.Event()

    def single() -> None:
        Once.objects.filter(key="counter").update(object_id=7)
        done.set()

    with Path(f"{connection.settings_dict['NAME']}.writer").open("w") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        waiting = threading.Thread(target=lambda: at_once(single))
        waiting.start()
        assert not done.wait(0.3)
        assert counted() == 0
    waiting.join(20)
    assert done.is_set()
    assert counted() == 7
    assert is_free()


@pytest.mark.parametrize("statement", ["UPDATE core_once SET nothing = 1", "INSERT INTO core_once (id) VALUES (1)"])
def test_a_single_statement_that_fails_gives_the_lock_back(statement: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)
    assert is_free()


def test_autocommit_beside_the_queue_is_heard_too() -> None:
    """Single statements and transactions side by side, all in one queue."""

    def single() -> None:
        for _ in range(10):
            Once.objects.filter(key="counter").update(at=AT)

    assert at_once(*[single] * 4, *[count] * 4) == ["done"] * 8
    assert counted() == 4


def test_who_comes_again_stands_behind_who_waits() -> None:
    order: list[str] = []
    there = threading.Event()

    def wait() -> None:
        there.set()
        with transaction.atomic():
            count()
            order.append("the one who waited")
        connection.close()

    waiting = threading.Thread(target=wait)
    with transaction.atomic():
        count()
        waiting.start()
        there.wait()
        time.sleep(0.3)
        order.append("first")
    for _again in range(3):
        count()
        order.append("again")
    waiting.join()
    assert order == ["first", "the one who waited", *["again"] * 3]
    assert counted() == 5
