"""From units to whole customers: few are split, they go where there is room, and then everybody is moved who gains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .problem import Problem

ROUNDS = 60


class Choice:
    """Which candidate each customer has, with the loads that follow."""

    def __init__(self, problem: Problem, chosen: Any) -> None:
        import numpy as np

        self.problem, self.chosen = problem, chosen
        self.rows = np.arange(len(chosen))
        self.units = problem.units.astype(np.int64)
        self.loads = np.bincount(self.homes, weights=self.units, minlength=len(problem.most)).astype(np.int64)

    @property
    def homes(self) -> Any:
        """The tandem of each customer."""
        return self.problem.tandems[self.rows, self.chosen]

    @property
    def cost(self) -> int:
        return int(self.problem.costs[self.rows, self.chosen].sum())

    @property
    def keeps_limits(self) -> bool:
        return bool(((self.problem.least <= self.loads) & (self.loads <= self.problem.most)).all())

    def move(self, row: int, place: int) -> None:
        """One customer to another candidate."""
        tandems = self.problem.tandems
        self.loads[tandems[row, self.chosen[row]]] -= self.units[row]
        self.loads[tandems[row, place]] += self.units[row]
        self.chosen[row] = place


def rounded(problem: Problem, sent: Any, seed: int) -> Choice:
    """Whoever is split goes where most of it went; in the order of a seeded chance, where there is room."""
    import numpy as np

    choice = Choice(problem, np.where(problem.open, sent, -1).argmax(axis=1))
    split = np.nonzero((sent > 0).sum(axis=1) > 1)[0]
    for row in np.random.default_rng(seed).permutation(split).tolist():
        _settle(choice, row, np.nonzero(sent[row] > 0)[0].tolist())
    return choice


def _settle(choice: Choice, row: int, places: list[int]) -> None:
    """The cheapest of the places at which no limit is passed, else the one that passes it least."""
    problem, units = choice.problem, int(choice.units[row])
    here = int(choice.chosen[row])

    def strain(place: int) -> tuple[int, int]:
        home = int(problem.tandems[row, place])
        load = int(choice.loads[home]) + (0 if place == here else units)
        return max(0, load - int(problem.most[home])), int(problem.costs[row, place])

    choice.move(row, min(places, key=strain))


def repaired(choice: Choice, stop: Callable[[], bool]) -> bool:
    """Bring every load between its limits by the cheapest moves; False where single moves do not do it."""
    problem = choice.problem
    for _turn in range(20 * len(problem.most)):
        over = choice.loads - problem.most
        under = problem.least - choice.loads
        if over.max() <= 0 and under.max() <= 0:
            return True
        out = over.max() >= under.max()
        if stop() or not _relieve(choice, int(over.argmax() if out else under.argmax()), out):
            return False
    return False


def _relieve(choice: Choice, home: int, out: bool) -> bool:
    """One customer out of the tandem, or into it: the cheapest that breaks no other limit."""
    import numpy as np

    problem = choice.problem
    homes = choice.homes
    if out:
        rows = np.nonzero(homes == home)[0]
        places = problem.open[rows]
        there = problem.tandems[rows]
        room = choice.loads[there] + choice.units[rows][:, None] <= problem.most[there]
        allowed = places & room & (there != home)
    else:
        rows = np.nonzero(((problem.tandems == home) & problem.open).any(axis=1) & (homes != home))[0]
        spare = choice.loads[homes[rows]] - choice.units[rows] >= problem.least[homes[rows]]
        fits = choice.loads[home] + choice.units[rows] <= problem.most[home]
        allowed = (problem.tandems[rows] == home) & problem.open[rows] & (spare & fits)[:, None]
    if not allowed.any():
        return False
    extra = problem.costs[rows] - problem.costs[rows, choice.chosen[rows]][:, None]
    each = np.where(allowed, extra * 1_000 // choice.units[rows][:, None], np.iinfo(np.int64).max)
    row, place = np.unravel_index(int(each.argmin()), each.shape)
    choice.move(int(rows[row]), int(place))
    return True


def improve(choice: Choice, stop: Callable[[], bool]) -> None:
    """Move single customers as long as that makes it cheaper; the limits hold all the time."""
    for _round in range(ROUNDS):
        if stop() or not _round_of_moves(choice):
            break


def _round_of_moves(choice: Choice) -> int:
    """Those who gain most first; returns how many moved."""
    import numpy as np

    problem, moved = choice.problem, 0
    costs = np.where(problem.open, problem.costs, np.iinfo(np.int64).max // 2)
    gain = problem.costs[choice.rows, choice.chosen][:, None] - costs
    homes = choice.homes
    room = choice.loads[problem.tandems] + choice.units[:, None] <= problem.most[problem.tandems]
    spare = choice.loads[homes] - choice.units >= problem.least[homes]
    rows, places = np.nonzero((gain > 0) & room & spare[:, None])
    for at in np.argsort(-gain[rows, places], kind="stable").tolist():
        row, place = int(rows[at]), int(places[at])
        here, there = int(problem.tandems[row, choice.chosen[row]]), int(problem.tandems[row, place])
        units = int(choice.units[row])
        better = problem.costs[row, place] < problem.costs[row, choice.chosen[row]]
        fits = choice.loads[there] + units <= problem.most[there] and choice.loads[here] - units >= problem.least[here]
        if better and fits:
            choice.move(row, place)
            moved += 1
    return moved
