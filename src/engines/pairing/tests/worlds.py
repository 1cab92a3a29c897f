"""Small problems by chance (Hypothesis), large ones from a seed."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from engines.pairing import Person, Problem

DAY = (480, 1020)
WEEK = tuple((day * 1440 + 480, day * 1440 + 1020) for day in range(5))
GROUPS = ["motors", "gears", "drives", "brakes", "service"]


def a_person(key: int, **values: object) -> Person:
    """Works all week and speaks German."""
    known: dict[str, object] = {"languages": frozenset({"de"}), "hours": WEEK} | values
    return Person(key, **known)  # type: ignore[arg-type]


@st.composite
def people(draw: st.DrawFn, first: int, most: int, seats: int) -> tuple[Person, ...]:
    words = st.frozensets(st.sampled_from(GROUPS), max_size=4)
    return tuple(
        a_person(
            first + place,
            seats=draw(st.integers(1, seats)),
            regions=draw(st.frozensets(st.sampled_from(["north", "south"]), max_size=2)),
            languages=draw(st.frozensets(st.sampled_from(["de", "en"]), min_size=1)),
            hours=draw(st.sampled_from([WEEK, WEEK[:2], WEEK[:1], ((480, 900), (1940, 2460))])),
            knows=draw(words),
            needs=draw(st.frozensets(st.sampled_from(GROUPS), max_size=1)),
        )
        for place in range(draw(st.integers(0, most)))
    )


@st.composite
def problems(draw: st.DrawFn, *, seats: tuple[int, int] = (1, 1), most: int = 3, locks: bool = True) -> Problem:
    inside, outside = draw(people(1, most, seats[0])), draw(people(101, most, seats[1]))
    pairs = [(one.key, other.key) for one in inside for other in outside]
    if not pairs:
        return Problem(inside, outside)
    some = st.frozensets(st.sampled_from(pairs), max_size=2)
    ways = st.sampled_from([way for pair in pairs for way in (pair, pair[::-1])])
    return Problem(
        inside,
        outside,
        ratings=draw(st.dictionaries(ways, st.integers(0, 3), max_size=12)),
        vetoes=draw(st.frozensets(ways, max_size=2)),
        shared=draw(st.dictionaries(st.sampled_from(pairs), st.integers(0, 30), max_size=4)),
        existing=draw(some),
        forbidden=draw(some),
        locked=draw(st.frozensets(st.sampled_from(pairs), max_size=1)) if locks else frozenset(),
        extra=draw(st.dictionaries(st.sampled_from(pairs), st.integers(-100, 100), max_size=3)),
    )


def a_crowd(count: int, *, seats: int = 1, seed: int = 7) -> Problem:
    """As many inside as field people."""
    dice = random.Random(seed)

    def one(key: int) -> Person:
        return a_person(
            key,
            seats=seats,
            regions=frozenset(dice.sample("nsew", 2)),
            languages=frozenset(["de", dice.choice(["en", "fr"])]),
            knows=frozenset(dice.sample(range(14), 6)),
        )

    inside = tuple(one(place) for place in range(count))
    outside = tuple(one(10_000 + place) for place in range(count))
    met = [(place, 10_000 + dice.randrange(count)) for place in range(count) for _day in range(6)]
    ratings = {way: dice.randrange(4) for pair in met for way in (pair, pair[::-1])}
    return Problem(
        inside,
        outside,
        ratings=ratings,
        vetoes=frozenset((dice.randrange(count), 10_000 + dice.randrange(count)) for _veto in range(count // 5)),
        shared={pair: dice.randrange(30) for pair in met[::2]},
        existing=frozenset((place, 10_000 + place) for place in range(0, count, 2)),
    )
