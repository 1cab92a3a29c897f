"""What may be told of a survey, attacked: all groups, all weeks, everything that can be added and subtracted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import combinations
from random import Random

import pytest

from tandem.together.survey.release import Cell, Given, kept_path, released

pytestmark = pytest.mark.once
MONDAY = date(2026, 11, 2)
WEEK = timedelta(days=7)


def one(week: int, team: str, half: str, score: int = 3) -> Given:
    return Given(MONDAY + week * WEEK, (team, half), [score] * 5)


def members(cell: Cell, answers: list[Given]) -> frozenset[int]:
    """Whose answers a published cell is the sum of."""
    inside = range(len(answers))
    return frozenset(
        n
        for n in inside
        if cell.first <= answers[n].week <= cell.last and answers[n].path[: len(cell.path)] == cell.path
    )


def everything_reckoned(published: Iterable[frozenset[int]]) -> set[frozenset[int]]:
    """All sets of answers whose sums follow from published ones by adding and subtracting, until nothing is new."""
    found = set(published)
    fresh = set(found)
    while fresh:
        new = set()
        for left, right in combinations(found, 2):
            if left not in fresh and right not in fresh:
                continue
            for a, b in ((left, right), (right, left)):
                if b < a:
                    new.add(a - b)
            if not left & right:
                new.add(left | right)
        fresh = new - found
        found |= fresh
        assert len(found) < 3000, "a larger case than this test can search"
    return found


def attack(answers: list[Given], least: int) -> set[frozenset[int]]:
    """What somebody knows who has looked at every page in every week."""
    weeks = max((answer.week for answer in answers), default=MONDAY)
    published = set()
    day = MONDAY
    while day <= weeks + 3 * WEEK:
        published |= {members(cell, answers) for cell in released(answers, least=least, until=day)}
        day += WEEK
    return everything_reckoned(published)


def company(seed: int) -> list[Given]:
    """Few weeks, teams of any size, one department often tiny."""
    dice = Random(seed)
    teams = [(f"team:{n}", dice.randint(1, 14), dice.choice((0.1, 0.5, 0.9))) for n in range(dice.randint(1, 4))]
    answers = [
        one(min(3, int(dice.expovariate(0.9))), team, "inside" if dice.random() < share else "field")
        for team, size, share in teams
        for _person in range(size)
    ]
    for n in dice.sample(range(len(answers)), min(2, len(answers))):
        answers[n] = Given(answers[n].week, (answers[n].path[0], ""), answers[n].scores)
    dice.shuffle(answers)
    return answers


@pytest.mark.parametrize("least", [5, 7])
def test_no_difference_of_filters_or_weeks_isolates_fewer_than_allowed(least: int) -> None:
    told = 0
    for seed in range(60):
        known = attack(company(seed), least)
        told += len(known)
        assert [sorted(some) for some in known if len(some) < least] == []
    assert told > 150  # it does tell something


def test_without_complementary_suppression_the_attack_would_succeed() -> None:
    answers = [one(0, "A", "inside") for _n in range(8)] + [one(0, "A", "field")]
    naive = {frozenset(range(9)), frozenset(range(8))}
    assert frozenset({8}) in everything_reckoned(naive)
    assert attack(answers, 7) == {frozenset(range(9))}


def paths(answers: list[Given], *, least: int = 7, weeks: int = 9) -> list[tuple[date, tuple[str, ...], int]]:
    return [(cell.first, cell.path, cell.count) for cell in released(answers, least=least, until=MONDAY + weeks * WEEK)]


def test_below_the_group_size_nothing_is_told() -> None:
    assert paths([one(0, "A", "inside") for _n in range(6)]) == []
    assert len(paths([one(0, "A", "inside") for _n in range(7)])) == 3


def test_a_week_that_is_not_over_is_not_told() -> None:
    answers = [one(1, "A", "inside") for _n in range(9)]
    assert paths(answers, weeks=1) == []
    assert paths(answers, weeks=2) != []


def test_few_who_come_later_wait_for_more_and_what_was_told_stays() -> None:
    first = [one(0, "A", "inside") for _n in range(9)]
    later = [*first, one(1, "A", "inside"), one(2, "A", "inside")]
    assert paths(later) == paths(first)
    more = [*later, *(one(3, "A", "inside") for _n in range(5))]
    assert [(week, count) for week, path, count in paths(more) if not path] == [(MONDAY, 9), (MONDAY + WEEK, 7)]


def test_a_small_group_hides_the_smallest_other_one_with_it() -> None:
    answers = [one(0, name, "inside") for name, size in (("A", 20), ("B", 8), ("C", 2)) for _n in range(size)]
    assert [path for _week, path, _count in paths(answers) if len(path) == 1] == [("A",)]


def test_small_groups_that_are_enough_together_hide_nobody_else() -> None:
    answers = [one(0, name, "inside") for name, size in (("A", 20), ("B", 4), ("C", 4)) for _n in range(size)]
    assert [path for _week, path, _count in paths(answers) if len(path) == 1] == [("A",)]


def test_means_at_the_ends_of_the_scale_do_not_say_what_everybody_answered() -> None:
    cells = released([one(0, "A", "inside", 1) for _n in range(9)], least=7, until=MONDAY + WEEK)
    assert {tuple(cell.means) for cell in cells} == {(1.5,) * 5}
    cells = released([one(0, "A", "inside", 5) for _n in range(9)], least=7, until=MONDAY + WEEK)
    assert {tuple(cell.means) for cell in cells} == {(4.5,) * 5}


@pytest.mark.parametrize(
    ("sizes", "own", "kept"),
    [
        ({("A", "inside"): 8, ("A", "field"): 1}, ("A", "field"), ("A",)),
        ({("A", "inside"): 8, ("A", "field"): 1}, ("A", "inside"), ("A",)),  # else the other one would stand out
        ({("A", "inside"): 8, ("A", "field"): 7}, ("A", "field"), ("A", "field")),
        ({("A", "inside"): 9, ("B", "inside"): 2}, ("A", "inside"), ()),
        ({("A", "inside"): 9, ("B", "inside"): 9, ("C", "field"): 2}, ("C", "field"), ()),
    ],
)
def test_what_is_kept_with_an_answer_never_marks_a_few(
    sizes: dict[tuple[str, str], int], own: tuple[str, str], kept: tuple[str, ...]
) -> None:
    asked: list[tuple[str, ...]] = [path for path, size in sizes.items() for _n in range(size)]
    assert kept_path(asked, own, 7) == kept
