"""From a problem to the best plan and its proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from .matching import Cells, best_cells, upper_bound, worth
from .problem import Pair, Person, Problem, trouble
from .reasons import Reason, reasons_of
from .scale import Scaled, TooLarge, scaled
from .values import Values, values_of

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Match:
    """One pair of a plan. `open` is the part of its value that does not come from what people said of each other."""

    pair: Pair
    value: int
    open: int
    locked: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Plan:
    """Pairs, best first by nothing: they stand in the order of their keys. `alone` have no partner in it."""

    matches: tuple[Match, ...]
    alone: tuple[int, ...]
    value: int
    worst: int | None  # the value of whoever is worst off among those with a partner
    worst_open: int | None

    @property
    def pairs(self) -> frozenset[Pair]:
        return frozenset(match.pair for match in self.matches)


@dataclass(frozen=True)
class Result:
    """`trouble` is a code where there is no plan; `unavailable` are locked pairs that cannot be.

    `bound` is what no plan of as many pairs can exceed; equal to the plan's value it is the proof that it is best.
    """

    plan: Plan | None = None
    bound: int | None = None
    trouble: str = ""
    unavailable: tuple[Pair, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.plan is not None and self.bound == self.plan.value


@dataclass(frozen=True)
class Rest:
    """What is left to decide once locked pairs have their seats."""

    problem: Problem
    values: Values
    scale: Scaled


def solve(problem: Problem) -> Result:
    """The best plan; a problem that is none comes back with its trouble."""
    wrong = trouble(problem)
    if wrong:
        return Result(trouble=wrong)
    values = values_of(problem)
    blocked = _blocked(problem, values)
    if blocked:
        return Result(trouble="unavailable", unavailable=blocked)
    try:
        rest = rest_of(problem, values)
    except TooLarge:
        return Result(trouble="too_large")
    cells = best_cells(rest.scale)
    plan = plan_of(problem, values, cells)
    slack = upper_bound(rest.scale, cells) - worth(rest.scale, cells)
    return Result(plan, plan.value + slack)


def rest_of(problem: Problem, values: Values) -> Rest:
    """Fewer seats, and locked pairs not a second time."""
    taken = [key for pair in problem.locked for key in pair]
    inside, outside = _left(problem.inside, taken), _left(problem.field, taken)
    possible = values.possible.copy()
    for row, column in _cells(problem, problem.locked):
        possible[row, column] = False
    return Rest(problem, values, scaled(values.points, possible, inside, outside))


def plan_of(problem: Problem, values: Values, cells: Cells) -> Plan:
    """A plan for people, with the locked pairs in it."""
    rows, columns = problem.inside, problem.field
    groups = len(frozenset().union(*(person.knows for person in (*rows, *columns))))
    matches: list[Match] = []
    best: dict[int, tuple[int, int]] = {}
    for row, column in sorted({*cells, *_cells(problem, problem.locked)}):
        pair = (rows[row].key, columns[column].key)
        value, told = int(values.points[row, column]), int(values.open[row, column])
        reasons = reasons_of(problem, rows[row], columns[column], groups)
        matches.append(Match(pair, value, told, pair in problem.locked, reasons))
        for key in pair:
            best[key] = max(best.get(key, (value, told)), (value, told))
    return Plan(
        matches=tuple(sorted(matches, key=lambda match: match.pair)),
        alone=tuple(sorted({person.key for person in (*rows, *columns) if person.seats} - best.keys())),
        value=sum(match.value for match in matches),
        worst=min((value for value, _told in best.values()), default=None),
        worst_open=min((told for _value, told in best.values()), default=None),
    )


def _blocked(problem: Problem, values: Values) -> tuple[Pair, ...]:
    cells = _cells(problem, problem.locked)
    return tuple(
        sorted(
            (problem.inside[row].key, problem.field[column].key)
            for row, column in cells
            if not values.possible[row, column]
        )
    )


def _cells(problem: Problem, pairs: Iterable[Pair]) -> Cells:
    rows = {person.key: place for place, person in enumerate(problem.inside)}
    columns = {person.key: place for place, person in enumerate(problem.field)}
    return sorted((rows[one], columns[other]) for one, other in pairs if one in rows and other in columns)


def _left(people: tuple[Person, ...], taken: list[int]) -> list[Person]:
    return [replace(person, seats=person.seats - taken.count(person.key)) for person in people]
