"""Every pair's value and whether it is possible, as matrices: a million pairs in a blink."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .problem import Pair, Person, Problem, Weights

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Values:
    """Rows are inside, columns field. `open` is what may be told to anybody; `points` is that and the ratings."""

    possible: np.ndarray[Any, Any]
    open: np.ndarray[Any, Any]
    points: np.ndarray[Any, Any]


def values_of(problem: Problem) -> Values:
    """All pairs. A working pair that is locked is possible whatever else holds, except a veto."""
    import numpy as np

    rows, columns = problem.inside, problem.field
    places = places_of(problem)
    possible = _can_meet(rows, columns, problem.weights)
    spread(possible, dict.fromkeys(problem.locked & problem.existing, True), places)
    vetoed = [(one, other) for pair in problem.vetoes for one, other in (pair, pair[::-1])]
    spread(possible, dict.fromkeys([*problem.forbidden, *vetoed], False), places)
    open_points = _known(rows, columns, problem.weights)
    _add(
        open_points,
        {key: problem.weights.shared * min(n, problem.weights.most_shared) for key, n in problem.shared.items()},
        places,
    )
    _add(open_points, dict.fromkeys(problem.existing, problem.weights.staying), places)
    ratings = np.full(possible.shape, problem.weights.unknown, np.int64)
    spread(ratings, lower_ratings(problem), places)
    _add(ratings, problem.extra, places)
    return Values(possible, open_points, open_points + ratings)


def lower_ratings(problem: Problem) -> dict[Pair, int]:
    """Points by the lower of the two ratings. Of one alone we know that the lower is not higher."""
    inside = {person.key for person in problem.inside}
    found: dict[Pair, int] = {}
    for (who, whom), rating in problem.ratings.items():
        pair = (who, whom) if who in inside else (whom, who)
        back = problem.ratings.get((whom, who))
        points = rating * problem.weights.rating
        found[pair] = min(points, problem.weights.unknown if back is None else back * problem.weights.rating)
    return found


def places_of(problem: Problem) -> tuple[dict[int, int], dict[int, int]]:
    """Which row and which column a person has."""
    return (
        {person.key: place for place, person in enumerate(problem.inside)},
        {person.key: place for place, person in enumerate(problem.field)},
    )


def spread(matrix: Any, values: Mapping[Pair, Any], places: tuple[dict[int, int], dict[int, int]]) -> None:
    """Put values where their pair is; pairs of people who are not here any more are passed over."""
    rows, columns = places
    for (one, other), value in values.items():
        if one in rows and other in columns:
            matrix[rows[one], columns[other]] = value


def _add(matrix: Any, values: Mapping[Pair, int], places: tuple[dict[int, int], dict[int, int]]) -> None:
    rows, columns = places
    for (one, other), value in values.items():
        if one in rows and other in columns:
            matrix[rows[one], columns[other]] += value


def _can_meet(rows: Sequence[Person], columns: Sequence[Person], weights: Weights) -> Any:
    """A region, a language and enough hours in common, and together the products that their customers buy."""
    same_region = _common([p.regions for p in rows], [p.regions for p in columns]) > 0
    anywhere = _flags([not p.regions for p in rows])[:, None] | _flags([not p.regions for p in columns])[None, :]
    languages = _common([p.languages for p in rows], [p.languages for p in columns]) > 0
    hours = _hours(rows, columns) >= weights.overlap
    lacking = _lacking(rows, columns) + _lacking(columns, rows).T
    return (same_region | anywhere) & languages & hours & (lacking == 0)


def _known(rows: Sequence[Person], columns: Sequence[Person], weights: Weights) -> Any:
    import numpy as np

    both = _common([p.knows for p in rows], [p.knows for p in columns])
    one = np.array([len(p.knows) for p in rows], np.int64)[:, None]
    other = np.array([len(p.knows) for p in columns], np.int64)[None, :]
    return weights.knowledge * (one + other - both)


def _lacking(needing: Sequence[Person], helping: Sequence[Person]) -> Any:
    """How many product groups the first needs that neither of the two knows."""
    missing = [p.needs - p.knows for p in needing]
    helped = _common(missing, [p.knows for p in helping])
    import numpy as np

    return np.array([len(some) for some in missing], np.int64)[:, None] - helped


def _common(left: Sequence[frozenset[str]], right: Sequence[frozenset[str]]) -> Any:
    """How many words each of the left has in common with each of the right."""
    import numpy as np

    names = {name: place for place, name in enumerate(sorted(frozenset().union(*left, *right)))}
    tables = []
    for side in (left, right):
        table = np.zeros((len(side), len(names)), np.float32)  # whole numbers far below its 2**24
        marks = [(row, names[word]) for row, words in enumerate(side) for word in words]
        if marks:
            table[tuple(np.array(marks).T)] = 1
        tables.append(table)
    return (tables[0] @ tables[1].T).astype(np.int64)


def _hours(rows: Sequence[Person], columns: Sequence[Person]) -> Any:
    """Minutes a week that two people work at the same time."""
    import numpy as np

    cuts = sorted({edge for person in (*rows, *columns) for span in person.hours for edge in span})
    lengths = np.diff(np.array(cuts or [0], np.float64))
    place = {cut: number for number, cut in enumerate(cuts)}
    tables = []
    for side in (rows, columns):
        table = np.zeros((len(side), len(lengths)))
        for row, person in enumerate(side):
            for start, end in person.hours:
                table[row, place[start] : place[end]] = 1
        tables.append(table)
    return ((tables[0] * lengths) @ tables[1].T).astype(np.int64)


def _flags(values: Sequence[bool]) -> Any:
    import numpy as np

    return np.array(values, bool)
