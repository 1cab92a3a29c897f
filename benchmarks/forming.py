"""In a process of its own: pairing a thousand with a thousand, assigning a hundred thousand customers."""

from __future__ import annotations

import json
import random
import sys
import time
from typing import Any

PEOPLE, CUSTOMERS, TANDEMS, GROUPS = 1_000, 100_000, 1_000, 14
SHARE = 10  # per cent that a tandem may have more or less than the mean


def main(part: str) -> None:
    """Print the figures of one part."""
    print(json.dumps({"pairing": pairing, "count": territory, "work": territory}[part](part)))


def pairing(part: str) -> dict[str, float]:
    """Seconds from the problem to the best plan and its bound, and to the three others."""
    from engines.pairing import other_plans, solve

    solve(crowd(20))  # the libraries are loaded
    problem = crowd(PEOPLE)
    start = time.perf_counter()
    result = solve(problem)
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    others = other_plans(problem, result)
    return {
        "seconds": seconds,
        "proven": float(result.proven),
        "others": time.perf_counter() - start,
        "apart": min((len(other.plan.pairs - result.plan.pairs) for other in others if result.plan), default=0),
    }


def crowd(count: int) -> Any:
    """As many inside as field people, who have met a few of each other."""
    from engines.pairing import Person, Problem

    dice = random.Random(7)
    week = tuple((day * 1440 + 480, day * 1440 + 1020) for day in range(5))

    def one(key: int) -> Person:
        languages = frozenset(["de", dice.choice(["en", "fr"])])
        knows = frozenset(f"group {number}" for number in dice.sample(range(GROUPS), 6))
        return Person(key, 1, frozenset(dice.sample("nsew", 2)), languages, week, knows)

    inside, outside = tuple(one(key) for key in range(count)), tuple(one(PEOPLE + key) for key in range(count))
    met = [(key, PEOPLE + dice.randrange(count)) for key in range(count) for _day in range(6)]
    return Problem(
        inside,
        outside,
        ratings={way: dice.randrange(4) for pair in met for way in (pair, pair[::-1])},
        vetoes=frozenset((dice.randrange(count), PEOPLE + dice.randrange(count)) for _veto in range(count // 5)),
        shared={pair: dice.randrange(30) for pair in met[::2]},
        existing=frozenset((key, PEOPLE + key) for key in range(0, count, 2)),
    )


def territory(part: str) -> dict[str, float]:
    """Seconds for candidates and for the plan, and the certified gap in per cent."""
    import numpy as np

    from engines.territory import Balance, Problem, candidates_of, solve

    homes, bases = land(random.Random(3))
    start = time.perf_counter()
    tandems, costs = candidates_of(homes, bases)
    found = time.perf_counter()
    work = np.array([home.work for home in homes])
    mean = (int(work.sum()) if part == "work" else CUSTOMERS) / TANDEMS
    least, most = (np.full(TANDEMS, int(mean * (100 + sign * SHARE) / 100)) for sign in (-1, 1))
    nobody = np.full(CUSTOMERS, -1)
    result = solve(Problem(tandems, costs, work, least, most, nobody, Balance(part)))
    assert not result.trouble, result.trouble  # noqa: S101
    return {"candidates": found - start, "seconds": time.perf_counter() - found, "gap": result.gap_ppm / 10_000}


def land(dice: random.Random) -> Any:
    """Customers and tandems anywhere in a country; half of the customers have a tandem."""
    from engines.territory import Base, Home

    def spot() -> tuple[float, float]:
        return 47.5 + 7 * dice.random(), 6 + 9 * dice.random()

    def speaks() -> frozenset[str]:
        return frozenset({"de", dice.choice(["de", "en", "en"])})

    bases = [Base(key, spot(), speaks(), frozenset({2 * key, 2 * key + 1})) for key in range(1, TANDEMS + 1)]
    homes = [
        Home(
            key,
            spot(),
            dice.choice(["de"] * 9 + ["en"]),
            dice.choice([2, 6, 12]),
            dice.randrange(60, 1_200),
            dice.choice([None, dice.randrange(1, TANDEMS + 1)]),
            600,
        )
        for key in range(CUSTOMERS)
    ]
    return homes, bases


if __name__ == "__main__":
    main(sys.argv[1])
