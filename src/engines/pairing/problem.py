"""What is known before anybody is paired. Values in points, times in minutes of the week since Monday 00:00."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made

Pair = tuple[int, int]  # keys of inside and field
MOST_PEOPLE, MOST_SEATS, MOST_POINTS = 5_000, 12, 1_000_000


@dataclass(frozen=True)
class Person:
    """Somebody who sells. An empty set of regions means everywhere; `seats` is in how many tandems at most."""

    key: int
    seats: int = 1
    regions: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    hours: tuple[tuple[int, int], ...] = ()  # half-open, not overlapping
    knows: frozenset[str] = frozenset()  # product groups
    needs: frozenset[str] = frozenset()  # product groups that one of the pair has to know


@dataclass(frozen=True)
class Weights:
    """Points: what counts how much, and what two people must share at least."""

    rating: int = 100  # per step of the lower of two ratings
    unknown: int = 150  # where nothing says that it is lower
    knowledge: int = 10  # per product group that at least one of the two knows
    shared: int = 8  # per customer both have served
    most_shared: int = 20
    staying: int = 200  # a working pair that would be broken
    overlap: int = 600  # minutes a week at work at the same time, at least


@dataclass(frozen=True)
class Problem:
    """Frozen. `ratings` and `vetoes` go from one person to another; all other pairs are (inside, field)."""

    inside: tuple[Person, ...]
    field: tuple[Person, ...]
    ratings: Mapping[Pair, int] = made(default_factory=dict)  # 0 to 3
    vetoes: frozenset[Pair] = frozenset()
    shared: Mapping[Pair, int] = made(default_factory=dict)  # customers
    existing: frozenset[Pair] = frozenset()
    locked: frozenset[Pair] = frozenset()
    forbidden: frozenset[Pair] = frozenset()
    extra: Mapping[Pair, int] = made(default_factory=dict)  # points that the caller adds or takes away
    weights: Weights = Weights()


def trouble(problem: Problem) -> str:
    """Why this is no problem that can be solved, as a code; empty where it is one."""
    people = [*problem.inside, *problem.field]
    keys = [person.key for person in people]
    if len(keys) != len(set(keys)):
        return "person_twice"
    if len(people) > MOST_PEOPLE:
        return "too_many"
    if any(not 0 <= person.seats <= MOST_SEATS for person in people):
        return "seats"
    if any(value not in (0, 1, 2, 3) for value in problem.ratings.values()):
        return "rating"
    if any(abs(value) > MOST_POINTS for value in problem.extra.values()):
        return "points"
    return _lock_trouble(problem, {person.key: person.seats for person in people})


def _lock_trouble(problem: Problem, seats: dict[int, int]) -> str:
    inside = {person.key for person in problem.inside}
    outside = {person.key for person in problem.field}
    for one, other in problem.locked:
        if one not in inside or other not in outside:
            return "locked_unknown"
        seats[one] -= 1
        seats[other] -= 1
    if any(left < 0 for left in seats.values()):
        return "locked_seats"
    return "locked_forbidden" if problem.locked & problem.forbidden else ""
