"""A bound that anybody can check: prices on tandems, under which every customer goes where it is cheapest.

For any prices p, a plan costs at least the sum over customers of the least (cost + units × price), less what the
limits give back: most × price where a tandem is dear, least × price where it is cheap. Prices come from the plan.
"""

from __future__ import annotations

from typing import Any

from .problem import Problem

SCALE = 1_000  # prices are per unit in thousandths
FAR = 2**55


def prices_of(problem: Problem, unit_costs: Any, sent: Any) -> Any:
    """Shortest ways between tandems, by moving a unit of a customer from one to another; thousandths per unit."""
    import numpy as np

    homes = len(problem.most)
    step = np.full((homes, homes), FAR, np.int64)
    for place in range(sent.shape[1]):
        moved = np.nonzero(sent[:, place] > 0)[0]
        start = problem.tandems[moved, place]
        for other in range(sent.shape[1]):
            there = problem.open[moved, other]
            rows = moved[there]
            change = unit_costs[rows, other] - unit_costs[rows, place]
            np.minimum.at(step, (start[there], problem.tandems[rows, other]), change)
    loads = loads_of(problem, sent)
    distance = np.where(loads > problem.least, 0, FAR // 4)
    for _round in range(homes + 1):
        nearer = np.minimum(distance, (distance[:, None] + step).min(axis=0))
        if (nearer == distance).all():
            break
        distance = nearer
    return -distance


def lower_bound(problem: Problem, prices: Any) -> int:
    """What no plan on these candidates can cost less than; true for whatever prices."""
    import numpy as np

    units = problem.units.astype(np.int64)
    reach = 2**62 // max(1, int(units.sum()) * 4)
    prices = np.clip(prices, -reach, reach)
    dear = problem.costs * SCALE + units[:, None] * prices[problem.tandems]
    best = int(np.where(problem.open, dear, np.iinfo(np.int64).max).min(axis=1).sum())
    back = np.where(prices > 0, problem.most * prices, problem.least * prices)
    return -((int(back.sum()) - best) // SCALE)


def loads_of(problem: Problem, sent: Any) -> Any:
    """Units per tandem."""
    import numpy as np

    loads = np.zeros(len(problem.most), np.int64)
    rows, places = np.nonzero(sent)
    np.add.at(loads, problem.tandems[rows, places], sent[rows, places])
    return loads
