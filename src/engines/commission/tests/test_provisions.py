"""Month end: examples 21 and 22, and that whatever happens every schedule sums up and every movement closes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from engines.commission.provisions import Movement, movement, provision, written_off

pytestmark = pytest.mark.once
COST = Fraction(21, 100)


def test_accrual_of_example_22() -> None:
    first = movement(0, 60_000, released=500_000, taken_back=0, cost_before=COST, cost_after=COST)
    assert first == Movement(0, 72_600, 0, 0, 72_600)
    then = movement(60_000, 0, released=60_000, taken_back=0, cost_before=COST, cost_after=COST)
    assert then == Movement(72_600, 0, 72_600, 0, 0)


def test_amortisation_of_example_21() -> None:
    found = written_off({24_000: 100_000}, 24_000, 36)
    assert list(found) == list(range(24_000, 24_036))
    assert list(found.values())[:3] == [2_778, 2_778, 2_777]
    assert sum(found.values()) == 100_000


def test_what_is_taken_back_reverses_and_a_new_rate_adds() -> None:
    back = movement(60_000, 50_000, released=0, taken_back=10_000, cost_before=COST, cost_after=COST)
    assert back == Movement(72_600, 0, 0, 12_100, 60_500)
    dearer = movement(60_000, 60_000, released=0, taken_back=0, cost_before=COST, cost_after=Fraction(22, 100))
    assert dearer == Movement(72_600, 600, 0, 0, 73_200)
    cheaper = movement(60_000, 60_000, released=0, taken_back=0, cost_before=COST, cost_after=Fraction(20, 100))
    assert cheaper == Movement(72_600, 0, 0, 600, 72_000)


def test_who_owes_something_back_lowers_nothing() -> None:
    assert provision(-10_000, COST) == 0
    owed = movement(-10_000, 5_000, released=0, taken_back=0, cost_before=COST, cost_after=COST)
    assert owed == Movement(0, 6_050, 0, 0, 6_050)


def test_terms_that_have_not_begun_that_are_over_and_that_end_early() -> None:
    assert written_off({1: 300}, 3, 3) == {3: 100, 4: 100, 5: 100}
    assert written_off({1: 300, 2: -30, 9: 7}, 1, 3) == {1: 100, 2: 85, 3: 85, 9: 7}
    assert written_off({1: 300}, 1, 3, stopped=2) == {1: 100, 2: 200}
    assert written_off({1: 300, 5: 30}, 1, 9, stopped=2) == {1: 33, 2: 267, 5: 30}


@pytest.mark.parametrize("seed", range(40))
def test_movements_close_and_follow_each_other(seed: int) -> None:
    dice = Random(seed)
    open_, cost = 0, Fraction(dice.randrange(0, 400_000), 1_000_000)
    months = []
    for _month in range(24):
        released = dice.choice([0, max(open_, 0), dice.randrange(0, 900_000)])
        back = dice.choice([0, dice.randrange(0, 300_000)])
        after, then = open_ + dice.randrange(0, 900_000) - released - back, cost
        if dice.random() < 0.1:
            then = Fraction(dice.randrange(0, 400_000), 1_000_000)
        months.append(movement(open_, after, released=released, taken_back=back, cost_before=cost, cost_after=then))
        open_, cost = after, then
    for one in months:
        assert one.opening + one.added - one.used - one.reversed == one.closing
        assert min(one.opening, one.added, one.used, one.reversed, one.closing) >= 0
    assert all(left.closing == right.opening for left, right in pairwise(months))
    assert months[0].opening + sum(one.added - one.used - one.reversed for one in months) == months[-1].closing


@pytest.mark.parametrize("seed", range(40))
def test_schedules_sum_to_their_amounts(seed: int) -> None:
    dice = Random(seed)
    additions = {dice.randrange(0, 60): dice.randrange(-100_000, 900_000) for _one in range(dice.randrange(1, 6))}
    stopped = dice.choice([None, dice.randrange(0, 60)])
    found = written_off(additions, dice.randrange(0, 40), dice.randrange(1, 60), stopped=stopped)
    assert sum(found.values()) == sum(additions.values())
    assert min(found) >= min(additions)  # nothing is written off before it is there
