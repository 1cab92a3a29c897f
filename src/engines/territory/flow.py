"""The transport problem behind it: customers send units to tandems at the least cost."""

from __future__ import annotations

from typing import Any

from .problem import Problem


def transport(problem: Problem, prices: Any) -> Any:
    """n × c: how many units of each customer go to each candidate; None where the limits cannot be kept.

    `prices` is n × c, per unit. A tandem takes its least in any case, and what is beyond goes on to a common sink.
    """
    import numpy as np
    from ortools.graph.python import min_cost_flow

    units, count, homes = problem.units, len(problem.units), len(problem.most)
    rows, places = np.nonzero(problem.open)
    sink = count + homes
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        rows.astype(np.int32),
        (problem.tandems[rows, places] + count).astype(np.int32),
        units[rows].astype(np.int64),
        prices[rows, places].astype(np.int64),
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(count, sink, dtype=np.int32),
        np.full(homes, sink, np.int32),
        (problem.most - problem.least).astype(np.int64),
        np.zeros(homes, np.int64),
    )
    flow.set_nodes_supplies(np.arange(count, dtype=np.int32), units.astype(np.int64))
    flow.set_nodes_supplies(np.arange(count, sink, dtype=np.int32), -problem.least.astype(np.int64))
    flow.set_node_supply(sink, int(problem.least.sum()) - int(units.sum()))
    if flow.solve() != flow.OPTIMAL:
        return None
    sent = np.zeros(problem.tandems.shape, np.int64)
    sent[rows, places] = flow.flows(np.arange(len(rows), dtype=np.int32))
    return sent
