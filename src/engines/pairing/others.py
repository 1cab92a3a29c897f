"""Up to three other good plans, each different from the best and from each other in at least a tenth of the pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .matching import Cells, best_cells, upper_bound, worth
from .problem import Problem
from .scale import NEVER, Scaled
from .solve import Plan, Result, plan_of, rest_of
from .values import values_of

EXACT_UP_TO = 600  # pairs that are possible; beyond that, prices on pairs and an honest gap
SECONDS = 20.0
DOUBLINGS = 60


@dataclass(frozen=True)
class Alternative:
    """A plan and what no plan that differs as much could exceed."""

    plan: Plan
    bound: int

    @property
    def gap(self) -> int:
        """Points between what was found and what was proven."""
        return self.bound - self.plan.value


def other_plans(
    problem: Problem, best: Result, *, count: int = 3, stop: Callable[[], bool] = lambda: False
) -> tuple[Alternative, ...]:
    """The best others, one after the other; fewer where nothing differs enough, or when asked to stop."""
    if best.plan is None:
        return ()
    values = values_of(problem)
    rest = rest_of(problem, values)
    pairs = len(best.plan.matches)
    apart = max(1, -(-pairs // 10))
    known = [_cells(problem, best.plan)]
    found: list[Alternative] = []
    while len(found) < count and not stop():
        few = int((rest.scale.weight != NEVER).sum()) <= EXACT_UP_TO
        one = _by_program(rest.scale, known, apart) if few else None
        one = one or _by_prices(rest.scale, known, apart, stop)
        if one is None:
            break
        cells, slack = one
        plan = plan_of(problem, values, cells)
        if len(plan.matches) < pairs:
            break
        found.append(Alternative(plan, plan.value + slack))
        known.append(cells)
    return tuple(found)


def _cells(problem: Problem, plan: Plan) -> Cells:
    rows = {person.key: place for place, person in enumerate(problem.inside)}
    columns = {person.key: place for place, person in enumerate(problem.field)}
    return [(rows[one], columns[other]) for one, other in plan.pairs - problem.locked]


def _enough(cells: Cells, known: Sequence[Cells], apart: int) -> bool:
    return all(len(set(old) - set(cells)) >= apart for old in known)


def _by_program(scale: Scaled, known: Sequence[Cells], apart: int) -> tuple[Cells, int] | None:
    """An integer program, solved to the end; None where there is no such plan or no time."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows, columns = np.nonzero(scale.weight != NEVER)
    count = len(rows)
    if not count or max(*scale.rows, *scale.columns) > 1:
        return None  # the fees of second seats are for the flow
    pairs, place = len(known[0]), np.arange(count)
    lines = [csr_array((np.ones(count), (rows, place)), (len(scale.rows), count))]
    lines += [csr_array((np.ones(count), (columns, place)), (len(scale.columns), count))]
    limits = [
        LinearConstraint(lines[0], ub=np.array(scale.rows)),
        LinearConstraint(lines[1], ub=np.array(scale.columns)),
    ]
    for old in known:
        same = np.zeros(scale.weight.shape)
        for cell in old:
            same[cell] = 1
        limits.append(LinearConstraint(same[rows, columns][None, :], ub=len(old) - apart))
    limits.append(LinearConstraint(np.ones((1, count)), lb=pairs, ub=pairs))
    points = scale.weight[rows, columns] - scale.weight[rows, columns].min()
    options = {"time_limit": SECONDS, "mip_rel_gap": 0.0}
    found = milp(
        -points.astype(float), constraints=limits, integrality=np.ones(count), bounds=Bounds(0, 1), options=options
    )
    if found.x is None or found.status not in (0, 1):
        return None
    chosen = found.x > 0.5
    slack = 0 if found.status == 0 else int(-found.mip_dual_bound) - int(points[chosen].sum())
    return sorted(zip(rows[chosen].tolist(), columns[chosen].tolist(), strict=True)), max(0, slack)


def _by_prices(scale: Scaled, known: Sequence[Cells], apart: int, stop: Callable[[], bool]) -> tuple[Cells, int] | None:
    """A price on each pair of a known plan, as low as makes the solver leave enough of them.

    With prices p no different enough plan is worth more than the best priced plan plus each price times how many of
    its pairs may stay: that is the bound.
    """
    prices = [0] * len(known)
    for _doubling in range(DOUBLINGS):
        cells = best_cells(_priced(scale, known, prices))
        near = [place for place, old in enumerate(known) if len(set(old) - set(cells)) < apart]
        if not near:
            break
        if stop():
            return None
        prices = [max(1, price * 2) if place in near else price for place, price in enumerate(prices)]
    else:
        return None
    for place in range(len(known)):
        low, high = prices[place] // 2, prices[place]
        while high - low > 1 and not stop():
            middle = (low + high) // 2
            tried = [*prices[:place], middle, *prices[place + 1 :]]
            better = best_cells(_priced(scale, known, tried))
            low, high = (low, middle) if _enough(better, known, apart) else (middle, high)
            cells, prices = (better, tried) if high == middle else (cells, prices)
    priced = _priced(scale, known, prices)
    may_stay = sum(price * (len(old) - apart) for price, old in zip(prices, known, strict=True))
    bound = upper_bound(priced, best_cells(priced)) + may_stay
    return cells, max(0, bound - worth(scale, cells))


def _priced(scale: Scaled, known: Sequence[Cells], prices: Sequence[int]) -> Scaled:
    weight = scale.weight.copy()
    for price, old in zip(prices, known, strict=True):
        for cell in old:
            weight[cell] -= price
    return replace(scale, weight=weight)
