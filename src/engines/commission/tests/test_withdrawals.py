"""What was taken back by mistake counts again, from the day it is withdrawn, as if it had never been taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.commission import Case, Fact, settle

from .cases import by_rule, settled, tried
from .worlds import YEAR, World, worlds

pytestmark = pytest.mark.once

HEAD = "id,date,tandem,amount,kind,of,quantity\n"
SALE = "o1,2026-01-10,A,1200,,,\n"
NOTE = "n1,2026-02-10,A,600,credit_note,o1,\n"
BACK = "w1,2026-03-10,,,withdrawal,n1,\n"
TIERS = 'tiers = [{ from = 0, rate = "10 %" }, { from = 1000, rate = "20 %" }]\naccumulate = "year"'


def plan(body: str, head: str = "") -> str:
    return f'schema = 1\n{head}\n[[components]]\nid = "a"\n{body}\n'


def months(plan: str, facts: str) -> list[int]:
    """What anna gets month by month."""
    return [settled(plan, facts, period=f"2026-{month:02d}").totals().get("anna", 0) for month in (1, 2, 3)]


def withdrawal(fact: Fact) -> Fact:
    """Of a correction, on the last day of the year."""
    last = YEAR.end - timedelta(1)
    moment = datetime(last.year, last.month, last.day, 23, tzinfo=fact.moment.tzinfo)
    return Fact(f"w{fact.id}", "withdrawal", last, moment, fact.tandem, of=fact.id)


def totals(case: Case) -> dict[str, int]:
    return {person: cents for person, cents in settle(case).totals().items() if cents}


@given(world=worlds())
@settings(max_examples=150)
def test_what_is_withdrawn_leaves_everybody_what_they_would_have_had(world: World) -> None:
    back = [fact for fact in world.case.facts if fact.of]
    without = replace(world.case, facts=[fact for fact in world.case.facts if not fact.of])
    all_ = replace(world.case, facts=[*world.case.facts, *map(withdrawal, back)])
    assert totals(all_) == totals(without)


@given(world=worlds(), place=st.integers(0, 11))
@settings(max_examples=60)
def test_one_of_many_may_be_withdrawn(world: World, place: int) -> None:
    back = [fact for fact in world.case.facts if fact.of]
    if not back:
        return
    one = back[place % len(back)]
    without = replace(world.case, facts=[fact for fact in world.case.facts if fact is not one])
    assert totals(replace(world.case, facts=[*world.case.facts, withdrawal(one)])) == totals(without)


def test_each_month_keeps_what_happened_in_it() -> None:
    # 1,200.00: 100.00 and 40.00; 600.00 of it: 60.00
    assert months(plan(TIERS), HEAD + SALE + NOTE + BACK) == [140_00, -80_00, 80_00]
    [entry] = settled(plan(TIERS), HEAD + SALE + NOTE + BACK).entries
    assert (entry.fact, entry.rule, entry.day) == ("w1", "a", date(2026, 3, 10))
    assert entry.why("en") == (
        "Withdrawal w1 of 2026-03-10: Order o1 of 2026-01-10 pays 140.00 EUR again; difference for anna 80.00 EUR."
    )
    assert entry.why("de").startswith("Rücknahme w1 vom 10.03.2026: Auftrag o1 vom 10.01.2026 bringt wieder ")


def test_what_was_spared_takes_nothing_and_gives_nothing() -> None:
    spared = "n1,2026-02-10,A,600,credit_note,o1,,employer,own_failure\n"
    head = HEAD.replace("\n", ",fault,reason\n")
    assert months(plan(TIERS), head + SALE.replace("\n", ",,\n") + spared + BACK.replace("\n", ",,\n")) == [
        140_00,
        0,
        0,
    ]


def test_liability_that_had_run_out_in_part_is_not_paid_twice() -> None:
    head = "[clawback]\nliability_months = 12"
    facts = HEAD + SALE + NOTE.replace("02-10", "04-10") + BACK.replace("03-10", "05-10")
    sums = [settled(plan(TIERS, head), facts, period=f"2026-{month:02d}").totals().get("anna", 0) for month in (4, 5)]
    assert sums == [-60_00, 60_00]  # three of twelve months had passed: 20.00 of the 80.00 stayed


def test_a_cancellation_too_and_the_order_may_then_be_credited() -> None:
    cancelled = "n1,2026-02-10,A,,cancellation,o1,\n"
    again = "n2,2026-03-11,A,600,credit_note,o1,\n"
    assert months(plan(TIERS), HEAD + SALE + cancelled + BACK + again) == [140_00, -140_00, 140_00 - 80_00]


def test_targets_and_events_count_again() -> None:
    target = plan('kind = "target"\nweight = 100\nquota = 1200', "[targets]\n'*' = 100")
    facts = HEAD + SALE.replace("01-10", "03-01") + NOTE.replace("02-10", "03-05") + BACK
    assert settled(target, facts).totals() == {"anna": 100_00}
    assert settled(target, facts.replace(BACK, "")).totals() == {"anna": 50_00}
    spif = 'kind = "spif"\namount = 30\n'
    whole = facts.replace(",600,", ",1200,")
    assert settled(plan(spif), whole).totals() == {"anna": 30_00}
    assert settled(plan(spif), whole.replace(BACK, "")).totals() == {"anna": 0}


@pytest.mark.parametrize("of", ["o1", "x9"])
def test_only_what_took_something_back_can_be_withdrawn(of: str) -> None:
    result, problems = tried(plan(TIERS), HEAD + SALE + NOTE + f"w1,2026-03-10,,,withdrawal,{of},\n")
    assert result is None
    assert [(row.line, row.field) for row in problems] == [(4, "of")]


def test_what_was_withdrawn_may_be_taken_again_but_no_more() -> None:
    again = "n2,2026-03-11,A,900,credit_note,o1,\n"
    assert by_rule(settled(plan(TIERS), HEAD + SALE + NOTE + BACK + again)) == {"a": 80_00, "a.clawback": -110_00}
    _result, problems = tried(plan(TIERS), HEAD + SALE + NOTE + again)
    assert [(row.line, row.field) for row in problems] == [(4, "amount")]
