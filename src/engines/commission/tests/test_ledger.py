"""The books: what is sealed stays as it is, and every break is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.commission import settle
from engines.commission.ledger import MOVES, Break, Line, Posting, balances, breaks, move, reversal, sealed

from .worlds import World, worlds

pytestmark = pytest.mark.once
DAY = date(2026, 3, 31)


def chain(count: int, seed: int = 1) -> list[Posting]:
    dice, postings = Random(seed), list[Posting]()
    for number in range(count):
        kind = dice.choice(sorted(MOVES))
        lines = move(kind, f"p{dice.randrange(9)}", dice.randrange(-9999, 9999), "EUR")
        last = postings[-1] if postings else None
        postings.append(sealed(last, day=DAY, period="2026-03", kind=kind, about=f"plan/o{number}", lines=lines))
    return postings


def found(postings: list[Posting], **known: object) -> list[Break]:
    return list(breaks(postings, **known))  # type: ignore[arg-type]


def test_a_good_chain_has_no_break() -> None:
    postings = chain(50)
    assert found(postings, closed={"2026-03": 50}, head=(50, postings[-1].seal)) == []
    assert found([], closed={}) == []


@given(
    place=st.integers(0, 29),
    field=st.sampled_from(["day", "period", "kind", "about", "reason", "cents", "person", "seal"]),
)
@settings(max_examples=80)
def test_whatever_is_changed_is_found(place: int, field: str) -> None:
    postings = chain(30)
    wrong = postings[place]
    first, *rest = wrong.lines
    changed = {
        "day": replace(wrong, day=date(2026, 3, 30)),
        "period": replace(wrong, period="2026-04"),
        "kind": replace(wrong, kind="Earn"),
        "about": replace(wrong, about=wrong.about + " "),
        "reason": replace(wrong, reason="x"),
        "cents": replace(wrong, lines=(replace(first, cents=first.cents ^ 1), *rest)),
        "person": replace(wrong, lines=(replace(first, person="p99"), *rest)),
        "seal": replace(wrong, seal=wrong.seal[:-1] + ("0" if wrong.seal[-1] != "0" else "1")),
    }
    postings[place] = changed[field]
    assert place + 1 in {row.number for row in found(postings)}


def test_what_is_missing_or_moved_is_found() -> None:
    postings = chain(10)
    assert found([*postings[:4], *postings[5:]])
    assert found([*postings[:4], postings[5], postings[4], *postings[6:]])
    assert found(postings[:-1]) == []
    assert found(postings[:-1], head=(10, postings[-1].seal)) == [
        Break(9, "the chain ends here, but its head was number 10")
    ]


def test_lines_that_do_not_sum_to_zero_are_found_though_sealed() -> None:
    lines = (Line("expense", "p1", 100, "EUR"), Line("earned", "p1", -100, "USD"))
    posting = sealed(None, day=DAY, period="2026-03", kind="earn", about="", lines=lines)
    assert [row.message for row in found([posting])] == [
        "does not sum to zero: 100 cents EUR are over",
        "does not sum to zero: -100 cents USD are over",
    ]


def test_a_closed_period_takes_nothing_more() -> None:
    postings = chain(10)
    assert found(postings, closed={"2026-03": 9}) == [Break(10, "was posted into 2026-03 after that was closed")]


def test_a_reversal_mirrors_once_and_says_why() -> None:
    postings = chain(3)
    back = reversal(postings[-1], postings[0], day=DAY, period="2026-04", reason="wrong customer")
    assert found([*postings, back]) == []
    assert balances([postings[0], back]) == dict.fromkeys(balances([postings[0]]), 0)
    again = reversal(back, postings[0], day=DAY, period="2026-04", reason="")
    assert [row.message for row in found([*postings, back, again])] == [
        "reverses without a reason",
        "reverses 1 again after 4",
    ]


def test_the_same_is_earned_once() -> None:
    lines = move("earn", "p1", 100, "EUR")
    first = sealed(None, day=DAY, period="2026-03", kind="earn", about="plan/o1", lines=lines)
    second = sealed(first, day=DAY, period="2026-03", kind="earn", about="plan/o1", lines=lines)
    assert found([first, second]) == [Break(2, "plan/o1 is earned twice")]
    back = reversal(first, first, day=DAY, period="2026-03", reason="wrong")
    anew = sealed(back, day=DAY, period="2026-03", kind="earn", about="plan/o1", lines=lines)
    assert found([first, back, anew]) == []


@given(world=worlds())
@settings(max_examples=30)
def test_the_ledger_replayed_is_the_settlement(world: World) -> None:
    result = settle(world.case)
    postings: list[Posting] = []
    for place, entry in enumerate(result.entries):
        lines = move("earn", entry.person, entry.amount_cents, entry.currency)
        last, about = postings[-1] if postings else None, f"{entry.rule}/{entry.fact}/{place}"
        postings.append(sealed(last, day=entry.day, period=result.period, kind="earn", about=about, lines=lines))
    head = postings[-1].seal if postings else ""
    assert found(postings) == []
    sums = balances(postings, period=result.period)
    assert {person: -cents for (person, account, _c), cents in sums.items() if account == "earned"} == result.totals()
    settle(world.case)  # a simulation leaves the books as they are
    assert (postings[-1].seal if postings else "") == head
