"""Several at once: numbers stay without a gap, sums right, whoever is killed leaves nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection, transaction

from tandem.commissions.actions import adjust_pay, approve_run, lock_run
from tandem.commissions.checking import prove
from tandem.commissions.models import Adjustment, LedgerHead, Posting, PostingLine, RunStatus
from tandem.commissions.posting import Draft, post
from tandem.commissions.queries.adjustments import above_limit
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.orders.tests.factories import a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee

from .factories import MONTH_OVER, a_payroll, approved, fresh, house, plan_of_pair, previewed
from .test_runs import sold

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
POSTERS, ROUNDS = 8, 6


class Killed(Exception):
    """The process is gone in the middle of it."""


@pytest.fixture(autouse=True)
def books_can_be_emptied() -> Iterator[None]:
    """What a test has posted goes with its database; its guards would refuse that."""
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'commissions_p%'")
            guards = cursor.fetchall()
            for name, _sql in guards:
                cursor.execute(f'DROP TRIGGER "{name}"')
            for table in ("postingline", "posting", "runperson", "run", "period", "ledgerhead"):
                cursor.execute(f'DELETE FROM "commissions_{table}"')  # noqa: S608  our own tables
            for _name, sql in guards:
                cursor.execute(sql)


def test_eight_posters_with_kills_leave_one_sound_chain() -> None:
    people = [an_employee().pk for _turn in range(POSTERS)]
    wrong: list[Exception] = []

    def run(number: int) -> None:
        try:
            for turn in range(ROUNDS):
                _post(people[number], number, turn)
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(POSTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    kept = POSTERS * ROUNDS - 16  # each third try of each is killed
    assert list(Posting.objects.values_list("number", flat=True)) == list(range(1, 2 * kept + 1))
    assert LedgerHead.objects.get().number == 2 * kept
    assert sum(PostingLine.objects.values_list("cents", flat=True)) == 0
    assert not prove().breaks


def _post(person: int, number: int, turn: int) -> None:
    """Two postings in one transaction, or none where it is killed in between."""
    drafts = [
        Draft(person, "release", 100 + turn, "EUR", date(2026, 9, 5), f"{number}|{turn}|{part}") for part in range(2)
    ]
    try:
        with transaction.atomic():
            post(drafts, period="2026-09")
            if turn % 3 == 1:
                raise Killed
    except Killed:
        pass


def test_two_lock_one_run_once() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    run = approved()
    told: list[str] = []

    def act() -> None:
        try:
            lock_run(run, version=run.version, actor=house(), at=MONTH_OVER)
            told.append("done")
        except (Conflict, Refused) as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["changed_meanwhile", "done"]
    assert (Posting.objects.count(), fresh(run).status) == (2, RunStatus.LOCKED)


def test_a_stale_version_approves_nothing() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    run = previewed()
    with pytest.raises(Conflict):
        approve_run(run, version=run.version - 1, actor=house(), at=MONTH_OVER)
    assert fresh(run).status == RunStatus.PREVIEW


def test_two_small_amounts_at_once_see_each_other_in_the_sum() -> None:
    pair = a_pair()
    plan_of_pair(pair, adjustment_limit=250)
    authors = [a_payroll(), a_payroll()]
    start = threading.Barrier(2)
    wrong: list[Exception] = []

    def act(author: Employee) -> None:
        try:
            start.wait(5)
            adjust_pay(pair.inside, cents=200_00, reason="Messe", actor=Actor.of(author, MONTH_OVER), at=MONTH_OVER)
        except Exception as error:  # noqa: BLE001  shown by the assertion below
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(author,)) for author in authors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert sorted(Adjustment.objects.values_list("beside_cents", flat=True)) == [0, 200_00]
    assert len(above_limit(Adjustment.objects.all())) == 1
