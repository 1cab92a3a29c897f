"""Every plan there is, for problems small enough to write them all down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from engines.pairing import Pair, Problem
from engines.pairing.values import values_of


def pairs_of(problem: Problem) -> dict[Pair, int]:
    """What each possible pair is worth, reckoned one by one."""
    found = {}
    for one in problem.inside:
        for other in problem.field:
            pair, back = (one.key, other.key), (other.key, one.key)
            if pair in problem.locked & problem.existing or _possible(problem, pair, back):
                found[pair] = _value(problem, pair, back)
    return found


def _possible(problem: Problem, pair: Pair, back: Pair) -> bool:
    one = next(person for person in problem.inside if person.key == pair[0])
    other = next(person for person in problem.field if person.key == pair[1])
    minutes = set().union(*(range(*span) for span in one.hours)) & set().union(*(range(*span) for span in other.hours))
    return (
        not {pair, back} & problem.vetoes
        and pair not in problem.forbidden
        and bool(not one.regions or not other.regions or one.regions & other.regions)
        and bool(one.languages & other.languages)
        and len(minutes) >= problem.weights.overlap
        and one.needs | other.needs <= one.knows | other.knows
    )


def _value(problem: Problem, pair: Pair, back: Pair) -> int:
    one = next(person for person in problem.inside if person.key == pair[0])
    other = next(person for person in problem.field if person.key == pair[1])
    weights, said = problem.weights, [problem.ratings.get(pair), problem.ratings.get(back)]
    points = [weights.unknown if rating is None else rating * weights.rating for rating in said]
    return (
        min(points)
        + weights.knowledge * len(one.knows | other.knows)
        + weights.shared * min(problem.shared.get(pair, 0), weights.most_shared)
        + weights.staying * (pair in problem.existing)
        + problem.extra.get(pair, 0)
    )


def plans(problem: Problem, worth: dict[Pair, int]) -> Iterator[tuple[Pair, ...]]:
    """All plans that keep to seats and locks."""
    seats = {person.key: person.seats for person in (*problem.inside, *problem.field)}
    yield from _grow([pair for pair in worth if pair not in problem.locked], sorted(problem.locked), seats)


def _grow(open_pairs: Sequence[Pair], chosen: list[Pair], seats: dict[int, int]) -> Iterator[tuple[Pair, ...]]:
    used = Counter(key for pair in chosen for key in pair)
    if any(used[key] > seats[key] for key in used):
        return
    if not open_pairs:
        yield tuple(chosen)
        return
    yield from _grow(open_pairs[1:], chosen, seats)
    yield from _grow(open_pairs[1:], [*chosen, open_pairs[0]], seats)


def rank(problem: Problem, worth: dict[Pair, int], plan: Sequence[Pair]) -> tuple[int, int, int]:
    """Many pairs, then everybody a first one, then value. Seats beyond those that locks take count from one again."""
    used = Counter(key for pair in plan if pair not in problem.locked for key in pair)
    fees = sum(count * (count - 1) // 2 for count in used.values())
    return len(plan), -fees, sum(worth[pair] for pair in plan)


def matrix_of(problem: Problem) -> dict[Pair, int]:
    """The engine's own values of the possible pairs."""
    values = values_of(problem)
    return {
        (one.key, other.key): int(values.points[row, column])
        for row, one in enumerate(problem.inside)
        for column, other in enumerate(problem.field)
        if values.possible[row, column]
    }
