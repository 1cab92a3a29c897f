"""Candidates and costs from places, languages, classes and who has a customer now. Costs are minutes a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engines.distance import DETOUR, EARTH_KM, LEGS, Point

from .problem import NO_ONE

CHUNK = 4_096
ELSEWHERE = 240  # minutes of a drive where one of the two places is not known


@dataclass(frozen=True)
class Base:
    """A tandem: where its field half starts from, what the two speak, who they are."""

    key: int
    place: Point | None
    languages: frozenset[str]
    faces: frozenset[int]


@dataclass(frozen=True)
class Home:
    """A customer: where it is, visits a year, work a year, and the tandem it has now (by key).

    `ties` is what a change of both faces costs, in minutes a year.
    """

    key: int
    place: Point | None
    language: str
    visits: int
    work: int
    owner: int | None
    ties: int


@dataclass(frozen=True)
class Rates:
    """How many candidates, and what a foreign language costs, in minutes a year."""

    candidates: int = 20
    language: int = 2_000
    known_face: int = 50  # per cent of the ties, where one of the two stays


def candidates_of(homes: Sequence[Home], bases: Sequence[Base], rates: Rates = Rates()) -> tuple[Any, Any]:
    """Tandems (n × c, by place) and their costs: the cheapest ones, among them always who has the customer now."""
    import numpy as np

    count = min(rates.candidates, len(bases))
    tandems = np.full((len(homes), count), NO_ONE, np.int64)
    costs = np.zeros((len(homes), count), np.int64)
    place_of = {base.key: place for place, base in enumerate(bases)}
    ties = _ties(bases, rates)
    for start, chunk in _chunks(homes):
        owners = np.array([place_of.get(home.owner, NO_ONE) if home.owner else NO_ONE for home in chunk])
        cost = _drives(chunk, bases) * np.array([home.visits for home in chunk])[:, None] * 2
        cost += rates.language * _foreign(chunk, bases)
        owned = owners != NO_ONE
        cost[owned] += np.array([home.ties for home in chunk])[owned][:, None] * ties[owners[owned]] // 100
        order = cost.copy()
        order[np.nonzero(owned)[0], owners[owned]] = -1
        nearest = np.sort(np.argpartition(order, count - 1, axis=1)[:, :count], axis=1)
        tandems[start : start + len(chunk)] = nearest
        costs[start : start + len(chunk)] = np.take_along_axis(cost, nearest, axis=1)
    return tandems, costs


def _chunks(homes: Sequence[Home]) -> Iterator[tuple[int, Sequence[Home]]]:
    for start in range(0, len(homes), CHUNK):
        yield start, homes[start : start + CHUNK]


def _ties(bases: Sequence[Base], rates: Rates) -> Any:
    """k × k, per cent: nothing for the same two, part of it where one face stays, all of it else."""
    import numpy as np

    table = np.full((len(bases), len(bases)), 100, np.int64)
    of_face: dict[int, list[int]] = {}
    for place, base in enumerate(bases):
        for face in base.faces:
            of_face.setdefault(face, []).append(place)
    for places in of_face.values():
        table[np.ix_(places, places)] = rates.known_face
    np.fill_diagonal(table, 0)
    return table


def _drives(homes: Sequence[Home], bases: Sequence[Base]) -> Any:
    """n × k: minutes of one way, as `engines.distance` estimates them."""
    import numpy as np

    sides = []
    for things in (homes, bases):
        known = np.array([thing.place is not None for thing in things])
        spots = np.radians(np.array([thing.place or (0.0, 0.0) for thing in things]))
        sides.append((known, spots[:, 0], spots[:, 1]))
    (here, lat, lon), (there, other_lat, other_lon) = sides
    half = np.sin((other_lat[None, :] - lat[:, None]) / 2) ** 2
    half += np.cos(lat)[:, None] * np.cos(other_lat)[None, :] * np.sin((other_lon[None, :] - lon[:, None]) / 2) ** 2
    left = 2 * EARTH_KM * DETOUR * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    hours = np.zeros_like(left)
    for length, speed in LEGS:
        part = left if length is None else np.minimum(left, length)
        hours += part / speed
        left = left - part
    minutes = np.ceil(np.round(hours * 60, 6)).astype(np.int64)
    return np.where(here[:, None] & there[None, :], minutes, ELSEWHERE)


def _foreign(homes: Sequence[Home], bases: Sequence[Base]) -> Any:
    """n × k: whether neither of the two speaks the customer's language."""
    import numpy as np

    languages = sorted({home.language for home in homes})
    row = {language: place for place, language in enumerate(languages)}
    table = np.array([[language not in base.languages for base in bases] for language in languages], np.int64)
    return table[[row[home.language] for home in homes]]
