"""The best pairs: against every plan there is on small problems, against their bound on large ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from engines.pairing import Person, Problem, ReasonKind, other_plans, solve
from engines.pairing.matching import best_cells, upper_bound, worth
from engines.pairing.scale import TooLarge
from engines.pairing.solve import rest_of
from engines.pairing.values import values_of

from .brute import matrix_of, pairs_of, plans, rank
from .worlds import WEEK, a_crowd, a_person, problems

pytestmark = pytest.mark.once
FEW = settings(max_examples=120)


@FEW
@given(problems())
def test_values_are_what_one_by_one_gives(problem: Problem) -> None:
    vetoed = {pair for pair in problem.locked if {pair, pair[::-1]} & problem.vetoes}
    open_locks = replace(problem, locked=problem.locked - vetoed - problem.forbidden)
    assert matrix_of(open_locks) == pairs_of(open_locks)


def _is_best(problem: Problem) -> None:
    result = solve(problem)
    if result.plan is None:
        assert result.trouble in {"locked_seats", "locked_forbidden", "unavailable"}
        return
    values = pairs_of(problem)
    best = max((rank(problem, values, plan) for plan in plans(problem, values)), default=(0, 0, 0))
    assert rank(problem, values, sorted(result.plan.pairs)) == best
    assert (result.plan.value, result.proven) == (best[2], True)


@FEW
@given(problems())
def test_one_to_one_is_best_of_all_plans(problem: Problem) -> None:
    _is_best(problem)


@FEW
@given(problems(seats=(2, 1)))
def test_one_to_many_is_best_of_all_plans(problem: Problem) -> None:
    _is_best(problem)


@FEW
@given(problems(seats=(2, 2)))
def test_many_to_many_is_best_of_all_plans(problem: Problem) -> None:
    _is_best(problem)


@FEW
@given(problems(most=4, locks=False))
def test_other_plans_are_the_best_that_differ(problem: Problem) -> None:
    result = solve(problem)
    assert result.plan is not None
    values, size = pairs_of(problem), len(result.plan.matches)
    known = [result.plan.pairs]
    for other in other_plans(problem, result):
        apart = max(1, -(-size // 10))
        allowed = [
            sum(values[pair] for pair in plan)
            for plan in plans(problem, values)
            if len(plan) == size and all(len(old - set(plan)) >= apart for old in known)
        ]
        assert all(len(old - other.plan.pairs) >= apart for old in known)
        assert other.plan.value == max(allowed)
        assert other.gap == 0
        known.append(other.plan.pairs)
    if size and len(known) < 4:
        left = [p for p in plans(problem, values) if len(p) == size and all(old != frozenset(p) for old in known)]
        assert left == []


@pytest.mark.parametrize("seats", [1, 3])
def test_many_people_reach_their_bound(seats: int) -> None:
    result = solve(a_crowd(120, seats=seats))
    assert result.proven
    assert result.plan is not None
    assert len(result.plan.matches) == 120 * seats


def test_a_worse_plan_does_not_reach_the_bound() -> None:
    problem = a_crowd(30)
    rest = rest_of(problem, values_of(problem))
    best = best_cells(rest.scale)
    swapped = [(best[0][0], best[1][1]), (best[1][0], best[0][1]), *best[2:]]
    assert upper_bound(rest.scale, best) == worth(rest.scale, best)
    assert upper_bound(rest.scale, swapped) > worth(rest.scale, swapped)


def test_other_plans_of_many_differ_and_tell_their_gap() -> None:
    problem = a_crowd(60)
    result = solve(problem)
    assert result.plan is not None
    others = other_plans(problem, result)
    assert len(others) == 3
    sets = [result.plan.pairs, *(other.plan.pairs for other in others)]
    assert all(len(one - other) >= 6 for place, one in enumerate(sets) for other in sets[:place])
    assert all(0 <= other.gap <= other.plan.value // 100 for other in others)
    assert all(other.plan.value <= result.plan.value for other in others)


def test_stopped_at_once_there_are_no_others() -> None:
    problem = a_crowd(20)
    assert other_plans(problem, solve(problem), stop=lambda: True) == ()


def test_the_lower_rating_counts() -> None:
    pair = (1, 101)
    problem = Problem((a_person(1),), (a_person(101),), ratings={pair: 3, pair[::-1]: 1})
    plan = solve(problem).plan
    assert plan is not None
    assert (plan.value, plan.worst, plan.worst_open) == (100, 100, 0)
    assert [reason.amount for reason in plan.matches[0].reasons if reason.kind == ReasonKind.RATINGS] == [1]


def test_a_locked_pair_that_cannot_be_is_named_without_why() -> None:
    people = (a_person(1), a_person(2)), (a_person(101), a_person(102))
    vetoed = solve(Problem(*people, locked=frozenset({(1, 101)}), vetoes=frozenset({(101, 1)})))
    assert (vetoed.plan, vetoed.trouble, vetoed.unavailable) == (None, "unavailable", ((1, 101),))


def test_a_working_pair_can_be_locked_whatever_they_have_in_common() -> None:
    people = (a_person(1),), (a_person(101, languages=frozenset({"fr"}), hours=()),)
    locked = Problem(*people, locked=frozenset({(1, 101)}))
    assert solve(locked).unavailable == ((1, 101),)
    plan = solve(replace(locked, existing=locked.locked)).plan
    assert plan is not None
    assert plan.pairs == {(1, 101)}


def test_locks_hold_and_forbidden_pairs_never_come() -> None:
    problem = replace(a_crowd(12), locked=frozenset({(1, 10_005)}), forbidden=frozenset({(2, 10_002)}))
    plan = solve(problem).plan
    assert plan is not None
    assert (1, 10_005) in plan.pairs
    assert (2, 10_002) not in plan.pairs


def test_uneven_numbers_leave_some_alone_or_give_others_two() -> None:
    inside = tuple(a_person(key) for key in range(1, 5))
    alone = solve(Problem(inside, (a_person(101), a_person(102)))).plan
    shared = solve(Problem(inside, (a_person(101, seats=2), a_person(102, seats=3)))).plan
    assert alone is not None
    assert shared is not None
    assert (len(alone.matches), len(alone.alone)) == (2, 2)
    assert (len(shared.matches), shared.alone) == (4, ())
    assert sorted(pair[1] for pair in shared.pairs) == [101, 101, 102, 102]


def test_nobody_and_nothing() -> None:
    for problem in (Problem((), ()), Problem((a_person(1),), ()), Problem((), (a_person(101, hours=()),))):
        result = solve(problem)
        assert result.plan is not None
        assert (result.plan.matches, result.plan.worst, result.proven) == ((), None, True)
        assert other_plans(problem, result) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"field": (a_person(1),)}, "person_twice"),
        ({"inside": (a_person(1, seats=-1),)}, "seats"),
        ({"ratings": {(1, 101): 4}}, "rating"),
        ({"extra": {(1, 101): 10**9}}, "points"),
        ({"locked": frozenset({(1, 999)})}, "locked_unknown"),
        ({"locked": frozenset({(1, 101), (1, 102)})}, "locked_seats"),
        ({"locked": frozenset({(1, 101)}), "forbidden": frozenset({(1, 101)})}, "locked_forbidden"),
    ],
)
def test_what_is_no_problem_says_why(changes: dict[str, object], code: str) -> None:
    problem = Problem((a_person(1),), (a_person(101), a_person(102)))
    result = solve(replace(problem, **changes))  # type: ignore[arg-type]
    assert (result.plan, result.trouble) == (None, code)


def test_the_same_problem_gives_the_same_plan() -> None:
    assert solve(a_crowd(40)) == solve(a_crowd(40))
    assert TooLarge.__bases__ == (ValueError,)
    assert Person(1).hours != WEEK
