"""The best set of pairs for given weights: by assignment, or by flow where both sides may have several partners."""

from __future__ import annotations

from typing import Any

from .scale import NEVER, Scaled

Cells = list[tuple[int, int]]  # row and column


def best_cells(scaled: Scaled) -> Cells:
    """The cells of the best plan, sorted; exact."""
    if not scaled.weight.size or (scaled.weight == NEVER).all():
        return []
    if max(scaled.rows) > 1 and max(scaled.columns) > 1:
        return _by_flow(scaled)
    return _by_assignment(scaled)


def _by_assignment(scaled: Scaled) -> Cells:
    """Each seat a row or a column of its own. A pair can come up once only, for one side has single seats."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    row_of = np.repeat(np.arange(len(scaled.rows)), scaled.rows)
    column_of = np.repeat(np.arange(len(scaled.columns)), scaled.columns)
    fees = [np.array([seat for n in seats for seat in range(n)], np.int64) for seats in (scaled.rows, scaled.columns)]
    weight = scaled.weight[np.ix_(row_of, column_of)]
    fee = scaled.again * (fees[0][:, None] + fees[1][None, :])
    gain = np.where(weight == NEVER, 0, weight - fee)
    rows, columns = linear_sum_assignment(gain.astype(np.float64), maximize=True)
    kept = gain[rows, columns] > 0
    return sorted(zip(row_of[rows[kept]].tolist(), column_of[columns[kept]].tolist(), strict=True))


def _by_flow(scaled: Scaled) -> Cells:
    """Source, inside, field, sink; seats are parallel arcs whose cost rises; flow may also go past everybody."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    rows, columns = np.nonzero(scaled.weight != NEVER)
    inside, outside = len(scaled.rows), len(scaled.columns)
    source, sink = inside + outside, inside + outside + 1
    total = min(sum(scaled.rows), sum(scaled.columns))
    seats = [(source, i, scaled.fee(seat)) for i, n in enumerate(scaled.rows) for seat in range(n)]
    seats += [(inside + j, sink, scaled.fee(seat)) for j, n in enumerate(scaled.columns) for seat in range(n)]
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        rows.astype(np.int32),
        (columns + inside).astype(np.int32),
        np.ones(len(rows), np.int64),
        -scaled.weight[rows, columns],
    )
    for tail, head, cost in seats:
        flow.add_arc_with_capacity_and_unit_cost(tail, head, 1, cost)
    flow.add_arc_with_capacity_and_unit_cost(source, sink, total, 0)
    flow.set_node_supply(source, total)
    flow.set_node_supply(sink, -total)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"flow ended with {status}")
    used = flow.flows(np.arange(len(rows), dtype=np.int32)) > 0
    return sorted(zip(rows[used].tolist(), columns[used].tolist(), strict=True))


def worth(scaled: Scaled, cells: Cells) -> int:
    """What a plan is worth on the scale."""
    total = sum(int(scaled.weight[cell]) for cell in cells)
    for side in (0, 1):
        used: dict[int, int] = {}
        for cell in cells:
            total -= scaled.fee(used.get(cell[side], 0))
            used[cell[side]] = used.get(cell[side], 0) + 1
    return total


def upper_bound(scaled: Scaled, cells: Cells) -> int:
    """No plan can be worth more: prices for people, from shortest ways in what is left, and what they prove.

    Whatever the prices u and v are, each plan is worth at most the sum over pairs of what exceeds both prices, and
    over seats of what the price exceeds their fee. A plan that meets its bound is proven best, whoever found it.
    """
    import numpy as np

    if not scaled.weight.size:
        return 0
    u, v = _prices(scaled, cells)
    over = np.where(scaled.weight == NEVER, 0, np.maximum(scaled.weight - u[:, None] - v[None, :], 0))
    bound = int(over.sum())
    for prices, seats in ((u, scaled.rows), (v, scaled.columns)):
        for price, count in zip(prices.tolist(), seats, strict=True):
            bound += sum(max(0, price - scaled.fee(seat)) for seat in range(count))
    return bound


def _prices(scaled: Scaled, cells: Cells) -> tuple[Any, Any]:
    """Bellman and Ford over the residual graph, a whole side at a time."""
    import numpy as np

    far = 2**61
    used = [np.zeros(len(side), np.int64) for side in (scaled.rows, scaled.columns)]
    taken = np.zeros(scaled.weight.shape, bool)
    for row, column in cells:
        taken[row, column] = True
        used[0][row] += 1
        used[1][column] += 1
    free = used[0] < np.array(scaled.rows)
    rows = np.where(free, used[0] * scaled.again, far)
    columns = np.where(used[1] > 0, -(used[1] - 1) * scaled.again, far)
    at_row = np.array([row for row, _column in cells], np.int64)
    at_column = np.array([column for _row, column in cells], np.int64)
    step = np.where((scaled.weight == NEVER) | taken, far, -scaled.weight)
    for _round in range(sum(scaled.weight.shape) + 1):
        next_columns = np.minimum(columns, np.where(step == far, far, rows[:, None] + step).min(axis=0))
        next_rows = rows.copy()
        np.minimum.at(next_rows, at_row, next_columns[at_column] + scaled.weight[at_row, at_column])
        if (next_rows == rows).all() and (next_columns == columns).all():
            break
        rows, columns = next_rows, next_columns
    return np.where(rows == far, 0, rows), np.where(columns == far, 0, -columns)
