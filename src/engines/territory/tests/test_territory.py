"""Customers to tandems: against every plan there is on small problems, against the bound on large ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.distance import drive_minutes
from engines.territory import Balance, Base, Home, Problem, Rates, candidates_of, solve
from engines.territory.proof import lower_bound

pytestmark = pytest.mark.once
FEW = settings(max_examples=150)
BERLIN, HAMBURG, MUNICH = (52.52, 13.4), (53.55, 10.0), (48.14, 11.58)


@st.composite
def problems(draw: st.DrawFn, balance: Balance) -> Problem:
    homes, count = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    size = st.lists(st.integers(0, 50), min_size=homes, max_size=homes)
    costs = np.array([draw(size) for _row in range(count)], np.int64)
    tandems = np.array([draw(st.permutations(range(homes))) for _row in range(count)], np.int64)
    for row in range(count):
        if homes > 1 and draw(st.booleans()):
            tandems[row, -1] = -1
    work = np.array([draw(st.integers(1, 9)) for _row in range(count)], np.int64)
    total = int(work.sum()) if balance == Balance.WORK else count
    least = np.array([draw(st.integers(0, max(1, total // homes))) for _home in range(homes)], np.int64)
    most = least + np.array([draw(st.integers(0, total)) for _home in range(homes)], np.int64)
    fixed = np.array([draw(st.sampled_from([-1, -1, int(tandems[row, 0])])) for row in range(count)], np.int64)
    return Problem(tandems, costs, work, least, most, fixed, balance)


def costs_of_all(problem: Problem) -> list[int]:
    """What every plan within the limits costs."""
    found = []
    for places in product(range(problem.tandems.shape[1]), repeat=len(problem.work)):
        if not all(problem.open[row, place] for row, place in enumerate(places)):
            continue
        loads = np.zeros(len(problem.most), np.int64)
        for row, place in enumerate(places):
            loads[problem.tandems[row, place]] += problem.units[row]
        if (loads >= problem.least).all() and (loads <= problem.most).all():
            found.append(sum(int(problem.costs[row, place]) for row, place in enumerate(places)))
    return found


def cost_of(problem: Problem, homes: tuple[int, ...]) -> int:
    """What a plan costs, reckoned from its tandems alone."""
    return sum(int(problem.costs[row][list(problem.tandems[row]).index(home)]) for row, home in enumerate(homes))


@FEW
@given(problems(Balance.COUNT))
def test_balanced_by_count_the_plan_is_the_best_of_all(problem: Problem) -> None:
    result, everything = solve(problem), costs_of_all(problem)
    if not everything:
        assert result.trouble == "limits"
        return
    assert (result.cost, result.bound, result.proven) == (min(everything), min(everything), True)
    assert cost_of(problem, result.homes) == result.cost


@FEW
@given(problems(Balance.WORK))
def test_balanced_by_work_the_bound_holds_and_the_limits_too(problem: Problem) -> None:
    result, everything = solve(problem), costs_of_all(problem)
    if not everything:
        assert result.trouble in {"limits", "too_tight"}
        return
    if result.trouble:
        assert result.trouble == "too_tight"
        assert result.bound <= min(everything)
        return
    assert result.bound <= min(everything) <= result.cost == cost_of(problem, result.homes)
    assert all(low <= load <= high for low, load, high in zip(problem.least, result.loads, problem.most, strict=True))


@FEW
@given(problems(Balance.COUNT), st.lists(st.integers(-50_000, 50_000), min_size=3, max_size=3))
def test_the_bound_holds_for_whatever_prices(problem: Problem, prices: list[int]) -> None:
    everything = costs_of_all(problem)
    if everything:
        assert lower_bound(problem, np.array(prices[: len(problem.most)], np.int64)) <= min(everything)


def a_land(count: int, tandems: int, balance: Balance) -> Problem:
    dice = np.random.default_rng(3)
    bases = [
        Base(place + 1, (47 + 8 * dice.random(), 6 + 9 * dice.random()), frozenset({"de"}), frozenset({place}))
        for place in range(tandems)
    ]
    homes = [
        Home(row, (47 + 8 * dice.random(), 6 + 9 * dice.random()), "de", 6, 1, int(dice.integers(1, tandems + 1)), 300)
        for row in range(count)
    ]
    found, costs = candidates_of(homes, bases, Rates(candidates=10))
    work = dice.integers(60, 900, count)
    mean = (int(work.sum()) if balance == Balance.WORK else count) / tandems
    least, most = np.full(tandems, int(mean * 0.9)), np.full(tandems, int(mean * 1.1) + 1)
    return Problem(found, costs, work, least, most, np.full(count, -1), balance)


def test_many_by_count_are_proven() -> None:
    result = solve(a_land(1_500, 30, Balance.COUNT))
    assert result.proven
    assert result.gap_ppm == 0


def test_many_by_work_stay_within_three_parts_in_a_thousand() -> None:
    problem = a_land(4_000, 40, Balance.WORK)
    result = solve(problem)
    assert result.trouble == ""
    assert 0 <= result.gap_ppm <= 3_000
    assert solve(problem) == result


def test_whoever_is_fixed_stays_where_they_are() -> None:
    problem = a_land(300, 10, Balance.COUNT)
    fixed = problem.fixed.copy()
    fixed[:20] = problem.tandems[:20, 3]
    result = solve(replace(problem, fixed=fixed))
    assert list(result.homes[:20]) == fixed[:20].tolist()
    assert result.cost >= solve(problem).cost


def test_stopped_before_it_begins() -> None:
    result = solve(a_land(50, 5, Balance.COUNT), stop=lambda: True)
    assert (result.homes, result.trouble, result.stopped) == ((), "stopped", True)


def test_stopped_on_the_way_it_tells_its_gap() -> None:
    asked = iter([False, False, *[True] * 10_000])
    result = solve(a_land(400, 8, Balance.WORK), stop=lambda: next(asked))
    assert result.stopped
    assert result.bound > 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"work": np.array([1])}, "shape"),
        ({"costs": np.array([[-1, 0], [0, 0]])}, "cost"),
        ({"work": np.array([0, 1])}, "work"),
        ({"tandems": np.array([[0, 7], [0, 1]])}, "unknown_tandem"),
        ({"fixed": np.array([5, -1])}, "no_candidate"),
        ({"most": np.array([0, 1])}, "limits"),
        ({"least": np.array([2, 1])}, "limits"),
    ],
)
def test_what_is_no_problem_says_why(changes: dict[str, Any], code: str) -> None:
    both = np.array([[0, 1], [0, 1]])
    problem = Problem(
        both, np.zeros((2, 2), np.int64), np.ones(2, int), np.zeros(2, int), np.full(2, 2), np.full(2, -1)
    )
    assert solve(replace(problem, **changes)).trouble == code


def test_costs_are_drives_languages_and_what_a_change_costs() -> None:
    bases = [
        Base(1, BERLIN, frozenset({"de"}), frozenset({10, 20})),
        Base(2, HAMBURG, frozenset({"de", "en"}), frozenset({10, 30})),
        Base(3, MUNICH, frozenset({"de"}), frozenset({40, 50})),
    ]
    homes = [Home(1, HAMBURG, "en", 4, 1, 1, 1_000), Home(2, None, "de", 1, 1, None, 1_000)]
    tandems, costs = candidates_of(homes, bases)
    drive = {place: drive_minutes(HAMBURG, place) * 2 * 4 for place in (BERLIN, HAMBURG, MUNICH)}
    assert tandems.tolist() == [[0, 1, 2], [0, 1, 2]]
    assert costs[0].tolist() == [drive[BERLIN] + 2_000, drive[HAMBURG] + 500, drive[MUNICH] + 3_000]
    assert costs[1].tolist() == [480, 480, 480]


def test_who_has_the_customer_is_always_a_candidate() -> None:
    bases = [Base(key, (47 + key / 10, 8.0), frozenset({"de"}), frozenset({key})) for key in range(1, 31)]
    homes = [Home(1, (47.0, 8.0), "de", 12, 1, 30, 100)]
    tandems, _costs = candidates_of(homes, bases, Rates(candidates=3))
    assert 29 in tandems[0].tolist()
    assert len(tandems[0]) == 3
