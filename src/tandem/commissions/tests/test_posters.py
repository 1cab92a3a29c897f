"""Fifty processes post at once, and some are killed in the middle of it: sums stay right, the chain unbroken."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from tandem.commissions.checking import prove
from tandem.commissions.models import LedgerHead, Posting, PostingLine
from tandem.commissions.posting import Draft, post
from tandem.people.tests.factories import an_employee

from .test_races import books_can_be_emptied

__all__ = ["books_can_be_emptied"]  # what a test has posted goes with its database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
POSTERS, ROUNDS, PARTS = 50, 4, 3
DYING = frozenset(range(2, POSTERS, 3))  # between posting and commit
SHOT = frozenset(range(0, POSTERS, 9))  # from outside
PATIENCE = 30  # seconds, after which what still runs is ended


def test_fifty_posters_with_kills_leave_sums_right() -> None:
    people = [an_employee().pk for _turn in range(5)]
    connection.close()  # a child that inherited it would speak on the parent's line
    children = {number: _fork(partial(_poster, people, number)) for number in range(POSTERS)}
    for number in SHOT:  # wherever they are
        time.sleep(0.03)
        os.kill(children[number], signal.SIGKILL)
    ends = {number: _end_of(pid, PATIENCE) for number, pid in children.items()}
    killed = {number for number, end in ends.items() if end == -signal.SIGKILL}
    assert DYING <= killed <= DYING | SHOT
    assert {ends[number] for number in range(POSTERS) if number not in killed} == {0}
    told = Counter(Posting.objects.values_list("about", flat=True))
    assert set(told.values()) == {PARTS}  # each transaction as a whole, or nothing of it
    turns = Counter(int(about.partition("|")[0]) for about in told)
    for number in range(POSTERS):
        if number not in SHOT:
            assert turns[number] == (1 if number in DYING else ROUNDS), number
    _sound(people, set(told))


def _sound(people: list[int], told: set[str]) -> None:
    """Every sum by itself, the numbers without a gap, and the proof of the books."""
    wanted: Counter[int] = Counter()
    for about in told:
        number, turn = map(int, about.split("|"))
        wanted[people[number % len(people)]] += sum(_cents(number, turn, part) for part in range(PARTS))
    lines = PostingLine.objects.filter(account="earned").order_by().values_list("employee")
    assert {person: -cents for person, cents in lines.annotate(sum=Sum("cents"))} == dict(wanted)
    assert PostingLine.objects.aggregate(sum=Sum("cents"))["sum"] == 0
    count = Posting.objects.count()
    assert list(Posting.objects.values_list("number", flat=True)) == list(range(1, count + 1))
    assert LedgerHead.objects.get().number == count
    assert not prove().breaks


def _poster(people: list[int], number: int) -> None:
    for turn in range(ROUNDS):
        person = people[number % len(people)]
        drafts = [
            Draft(person, "hold", -_cents(number, turn, part), "EUR", date(2026, 9, 5), f"{number}|{turn}")
            for part in range(PARTS)
        ]
        with transaction.atomic():
            post(drafts, period="2026-09")
            if number in DYING and turn == 1:
                os.kill(os.getpid(), signal.SIGKILL)


def _cents(number: int, turn: int, part: int) -> int:
    return 1_000 * number + 10 * turn + part + 1


def _fork(act: Callable[[], None]) -> int:
    """A process of its own; it never comes back into the test."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        act()
        code = 0
    except BaseException as error:  # noqa: BLE001  whatever it is, the parent sees the code
        print(error, file=sys.__stderr__)
    finally:
        os._exit(code)


def _end_of(pid: int, patience: float) -> int:
    """How it ended, as a negative signal or a code; who takes too long is ended."""
    deadline = time.monotonic() + patience
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return 1
        time.sleep(0.01)
