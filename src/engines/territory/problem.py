"""Customers with a few tandems each could go to, and how much a tandem may bear."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

NO_ONE = -1  # no candidate at this place, or nobody fixed
MOST_COST, MOST_WORK = 10**9, 10**6


class Balance(StrEnum):
    """What is spread evenly."""

    COUNT = "count"  # customers
    WORK = "work"  # their work


@dataclass(frozen=True)
class Problem:
    """Frozen; arrays are not written to. Row i is customer i, and tandems go by place from 0.

    `tandems` and `costs` are n × c: who may have the customer, and what that costs; NO_ONE where there are fewer.
    `least` and `most` are per tandem, in customers or in work. `fixed` is who has to have the customer, or NO_ONE.
    """

    tandems: np.ndarray[Any, Any]
    costs: np.ndarray[Any, Any]
    work: np.ndarray[Any, Any]
    least: np.ndarray[Any, Any]
    most: np.ndarray[Any, Any]
    fixed: np.ndarray[Any, Any]
    balance: Balance = Balance.COUNT

    @property
    def units(self) -> np.ndarray[Any, Any]:
        """How much each customer weighs in the balance."""
        import numpy as np

        return self.work if self.balance == Balance.WORK else np.ones(len(self.work), np.int64)

    @property
    def open(self) -> np.ndarray[Any, Any]:
        """n × c: which candidates count; where somebody is fixed, only that one."""
        free = (self.fixed == NO_ONE)[:, None]
        found: np.ndarray[Any, Any] = (self.tandems != NO_ONE) & (free | (self.tandems == self.fixed[:, None]))
        return found


def trouble(problem: Problem) -> str:
    """Why this cannot be solved, as a code; empty where nothing speaks against it so far."""
    if problem.tandems.shape != problem.costs.shape or len(problem.work) != len(problem.tandems):
        return "shape"
    if not len(problem.work):
        return "nobody"
    if problem.tandems.max(initial=NO_ONE) >= len(problem.most) or problem.tandems.min(initial=0) < NO_ONE:
        return "unknown_tandem"
    if (problem.costs < 0).any() or (problem.costs > MOST_COST).any():
        return "cost"
    if (problem.work < 1).any() or (problem.work > MOST_WORK).any():
        return "work"
    if not problem.open.any(axis=1).all():
        return "no_candidate"
    total = int(problem.units.sum())
    fits = (problem.least <= problem.most).all() and problem.least.sum() <= total <= problem.most.sum()
    return "" if fits else "limits"
