"""The cheapest plan within the limits, or the best found by then, always with what is proven about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .flow import transport
from .problem import Problem, trouble
from .proof import SCALE, lower_bound, prices_of
from .rounding import Choice, improve, repaired, rounded

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Result:
    """`homes` is the tandem of each customer, in their order; empty where there is no plan, and `trouble` says why.

    No plan on these candidates costs less than `bound`. `stopped`: it might have become better.
    """

    homes: tuple[int, ...] = ()
    loads: tuple[int, ...] = ()
    cost: int = 0
    bound: int = 0
    stopped: bool = False
    trouble: str = ""

    @property
    def gap_ppm(self) -> int:
        """How much the plan may at most be dearer than the best there is, in parts per million of its cost."""
        return 0 if self.cost <= self.bound else -(-(self.cost - self.bound) * 1_000_000 // self.cost)

    @property
    def proven(self) -> bool:
        """Whether nothing cheaper exists on these candidates."""
        return bool(self.homes) and self.cost == self.bound


def solve(problem: Problem, *, stop: Stop = lambda: False, seed: int = 1) -> Result:
    """Deterministic for a seed, unless stopped. The caller's `stop` also knows when time is up."""
    wrong = trouble(problem)
    if wrong:
        return Result(trouble=wrong)
    if stop():
        return Result(trouble="stopped", stopped=True)
    unit_costs = problem.costs * SCALE // problem.units[:, None]
    sent = transport(problem, unit_costs)
    if sent is None:
        return Result(trouble="limits")
    bound = lower_bound(problem, prices_of(problem, unit_costs, sent))
    choice = rounded(problem, sent, seed)
    if not repaired(choice, stop):
        return Result(bound=bound, trouble="stopped" if stop() else "too_tight", stopped=stop())
    improve(choice, stop)
    return _result(choice, bound, stopped=stop())


def _result(choice: Choice, bound: int, *, stopped: bool) -> Result:
    homes: Any = choice.homes
    return Result(tuple(homes.tolist()), tuple(choice.loads.tolist()), choice.cost, min(bound, choice.cost), stopped)
