"""What must hold for every plan and every set of facts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.commission import Case, Fact, Member, Result, read_window, settle
from engines.commission.curves import curve_of
from engines.commission.plan import Tier
from engines.commission.splits import Seats

from .slow import slow
from .worlds import YEAR, World, cancellation, worlds

pytestmark = pytest.mark.once


def totals(case: Case) -> dict[str, int]:
    return {person: cents for person, cents in settle(case).totals().items() if cents}


def rows(result: Result) -> list[tuple[str, str, int, str, str]]:
    return [(entry.person, str(entry.day), entry.amount_cents, entry.rule, entry.fact) for entry in result.entries]


@given(world=worlds())
@settings(max_examples=150)
def test_the_slow_rules_agree(world: World) -> None:
    expected = slow(world.rules, world.case.facts, world.case.members)
    assert totals(world.case) == {person: cents for person, cents in expected.items() if cents}


@given(world=worlds(), seed=st.integers(0, 2**32))
@settings(max_examples=60)
def test_the_order_of_facts_and_members_changes_nothing(world: World, seed: int) -> None:
    facts, members = list(world.case.facts), list(world.case.members)
    Random(seed).shuffle(facts)
    Random(seed + 1).shuffle(members)
    shuffled = replace(world.case, facts=facts, members=members)
    first, second = settle(world.case), settle(shuffled)
    assert rows(first) == rows(second)
    assert [entry.why("de") for entry in first.entries] == [entry.why("de") for entry in second.entries]


@given(world=worlds())
@settings(max_examples=60)
def test_months_and_quarters_sum_to_the_year(world: World) -> None:
    for names in (
        [f"2026-{month:02d}" for month in range(1, 13)],
        [f"2026-Q{quarter}" for quarter in range(1, 5)],
    ):
        sums: dict[str, int] = defaultdict(int)
        for name in names:
            for person, cents in totals(replace(world.case, period=read_window(name))).items():
                sums[person] += cents
        assert {person: cents for person, cents in sums.items() if cents} == totals(world.case)


@given(world=worlds(corrections=False), place=st.integers(0, 11), days=st.integers(0, 40))
@settings(max_examples=100)
def test_created_and_cancelled_is_nothing_for_everybody(world: World, place: int, days: int) -> None:
    facts = list(world.case.facts)
    if not facts:
        return
    fact = facts[place % len(facts)]
    later = min(fact.day + timedelta(days), YEAR.end - timedelta(1))
    without = replace(world.case, facts=[other for other in facts if other is not fact])
    whole = replace(cancellation("c", fact, later, 0), whole=True)
    assert totals(replace(world.case, facts=[*facts, whole])) == totals(without)


@given(world=worlds(corrections=False), cut=st.integers(1, 99))
@settings(max_examples=60)
def test_splitting_a_deal_does_not_change_marginal_pay(world: World, cut: int) -> None:
    if world.case.plan.components[0].mode != "marginal":
        return
    halves: list[Fact] = []
    for fact in world.case.facts:
        part = int(fact.amount * cut // 100)
        halves += [
            replace(fact, id=f"{fact.id}a", amount=part),
            replace(fact, id=f"{fact.id}b", amount=fact.amount - part),
        ]
    one, two = totals(world.case), totals(replace(world.case, facts=halves))
    if world.case.plan.components[0].level == "person":
        assert one == two
    else:  # a pool is the same to the cent; whose odd cent it is goes by deal
        vacant = any(seat.tandem == "B" for seat in world.case.members)
        assert vacant or sum(one.values()) == sum(two.values())


@given(cents=st.integers(-(10**9), 10**9), weights=st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
@settings(max_examples=200)
def test_shares_sum_exactly(cents: int, weights: list[int]) -> None:
    seats = [Member(f"p{place}", "A", weight=Fraction(weight)) for place, weight in enumerate(weights)]
    split = Seats(seats, redistribute=False).split("A", YEAR.start)
    assert sum(split.allocate(cents)) == cents
    assert [-part for part in split.allocate(-cents)] == split.allocate(cents)


@given(world=worlds())
@settings(max_examples=40)
def test_every_cent_has_a_sentence_and_inputs(world: World) -> None:
    for entry in settle(world.case).entries:
        assert entry.why("en").endswith(".")
        assert entry.why("de").endswith(".")
        assert entry.inputs["fact"] == entry.fact or entry.inputs["cause"] == entry.fact


@given(
    bounds=st.lists(st.integers(1, 90), unique=True, max_size=4),
    before=st.integers(-50, 120),
    after=st.integers(-50, 120),
    gate=st.none() | st.integers(0, 100),
)
def test_the_pieces_of_a_step_are_counted_unit_by_unit(
    bounds: list[int], before: int, after: int, gate: int | None
) -> None:
    starts = [0, *sorted(bounds)]
    tiers = [Tier(start, None, Fraction(place + 1, 100)) for place, start in enumerate(starts)]
    found = curve_of(tiers, "marginal", gate=gate).pieces(before, after)
    counted: dict[int, int] = defaultdict(int)
    for unit in range(min(before, after), max(before, after)):
        if gate is None or unit >= gate:
            counted[max(place for place, start in enumerate(starts) if start <= max(unit, 0))] += 1
    sign = 1 if after >= before else -1
    assert [(place, sign * size) for place, size in sorted(counted.items())] == [row[:2] for row in found]
