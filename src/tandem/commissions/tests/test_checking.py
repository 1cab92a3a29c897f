"""The proof of the books: a sound chain passes, and whatever is changed in it is found."""

from __future__ import annotations

import argparse
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tandem.commissions.actions import reverse_posting
from tandem.commissions.checking import COLUMNS, LineRow, Row, prove, prove_rows
from tandem.commissions.models import LedgerHead, Move, Posting, PostingLine, RunPerson
from tandem.commissions.posting import Draft, post
from tandem.config.commands import check
from tandem.orders.tests.factories import a_pair
from tandem.people.tests.factories import an_employee

from .factories import house, plan_of_pair, released
from .test_runs import sold

pytestmark = pytest.mark.django_db


def some_books(count: int = 60) -> None:
    """Postings of two people, one of them reversed."""
    people = [an_employee(), an_employee()]
    drafts = [
        Draft(people[number % 2].pk, Move.RELEASE, number * 7 + 1, "EUR", date(2026, 9, 1 + number % 28), f"x|{number}")
        for number in range(count)
    ]
    post(drafts, period="2026-09")


def read() -> tuple[list[Row], list[LineRow], tuple[int, str]]:
    rows = list(Posting.objects.order_by("number").values_list(*COLUMNS))
    lines = PostingLine.objects.order_by("posting__number", "id")
    values = lines.values_list("posting__number", "account", "employee", "cents", "currency")
    head = LedgerHead.objects.values_list("number", "seal").get()
    return rows, list(values), head


def test_a_sound_ledger_has_no_break_and_its_head_can_be_written_down(tmp_path: Path, capsys: Any) -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    sold(pair, 7_333_33)
    released()
    reverse_posting(Posting.objects.select_related("employee__team").get(number=1), reason="falsches Tandem",
                    actor=house(), at=house().at)  # fmt: skip
    file = tmp_path / "head.json"
    assert check.run(told(write_head=str(file))) == 0
    assert json.loads(file.read_text())["number"] == 5
    assert check.run(told(head=str(file), json=True)) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["breaks"] == []
    file.write_text('{"number": 9, "seal": "x"}')
    assert check.run(told(head=str(file))) == 1
    assert check.run(told(head=str(tmp_path / "none"))) == 2


def told(**values: Any) -> argparse.Namespace:
    return argparse.Namespace(**{"part": "ledger", "head": "", "write_head": "", "json": False} | values)


def test_a_thousand_changed_bits_are_all_found() -> None:
    some_books()
    rows, lines, head = read()
    assert not prove_rows(rows, lines, closed={}, head=head).breaks
    dice = random.Random(25)
    for _turn in range(1_000):
        changed, changed_lines = list(rows), list(lines)
        place = dice.randrange(len(rows))
        if dice.random() < 0.4:
            changed_lines[place] = flipped(changed_lines[place], dice, skip=())
        else:
            changed[place] = flipped(changed[place], dice, skip=(12,))
        order = sorted(changed_lines, key=lambda line: line[0])
        assert prove_rows(changed, order, closed={}, head=head).breaks, (rows[place], changed[place])


def flipped(row: Any, dice: random.Random, skip: tuple[int, ...]) -> Any:
    """One bit of one value is another one."""
    place = dice.choice([one for one, value in enumerate(row) if value not in (None, "") and one not in skip])
    value = row[place]
    if isinstance(value, date):
        new: Any = date.fromordinal(value.toordinal() ^ 1 << dice.randrange(4))
    elif isinstance(value, int):
        new = value ^ 1 << dice.randrange(12)
    else:
        spot = dice.randrange(len(value))
        new = value[:spot] + chr(ord(value[spot]) ^ 1 << dice.randrange(7)) + value[spot + 1 :]
    return (*row[:place], new, *row[place + 1 :])


def test_a_changed_reason_a_missing_row_and_a_cut_end_are_found() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    released()
    rows, lines, head = read()
    detail = rows[0][12].replace("50.00", "60.00")
    assert detail != rows[0][12]
    for bad in ([(*rows[0][:12], detail), *rows[1:]], rows[1:], rows[:-1]):
        assert prove_rows(bad, lines, closed={}, head=head).breaks


def test_runs_that_say_something_else_than_the_books_are_found() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    released()
    assert not prove().breaks
    RunPerson.objects.filter(employee=pair.inside).update(earned_cents=1)
    RunPerson.objects.filter(employee=pair.field).update(payable_cents=1)
    assert [found.message.split(" p0")[0] for found in prove().breaks] == ["run 2026-09 of", "run 2026-09 of"]


@pytest.mark.both
def test_a_guard_that_is_gone_is_found() -> None:
    assert not prove().breaks
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute('DROP TRIGGER "commissions_posting_append" ON "commissions_posting"')
        else:
            cursor.execute('DROP TRIGGER "commissions_posting_no_update"')
    assert len(prove().breaks) == 1
