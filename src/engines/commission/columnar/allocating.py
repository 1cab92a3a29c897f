"""Splitting cents by largest remainder as an expression."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import ibis

from .integers import rounded, signed, whole_part

if TYPE_CHECKING:
    from ibis.expr.types import IntegerValue, Table


def across(table: Table, parts: int, whole: int, *, vacant: bool) -> Table:
    """Columns `cents_n` of `line` by `weight_n` of a whole that is the same everywhere; ties go to the smaller n.

    No sorting: a part gets one of the cents left over when fewer parts than cents have a larger claim to it.
    """
    if parts == 1 and not vacant:
        return table.mutate(cents_1=table.line)
    if parts == 2 and not vacant:
        first = rounded(table.line * table.weight_1, whole)
        return table.mutate(cents_1=first, cents_2=table.line - first)
    numbers = range(1, parts + 1)
    weights = {number: table[f"weight_{number}"] for number in numbers}
    weights[parts + 1] = whole - reduce(add, weights.values())  # what nobody holds comes last
    size = table.line.abs()
    floors = {f"floor_{number}": whole_part(size * weight, whole) for number, weight in weights.items()}
    floored = table.mutate(**floors)
    size = floored.line.abs()
    claims: dict[int, IntegerValue] = {
        number: size * (floored[f"weight_{number}"] if number <= parts else _vacant(floored, parts, whole))
        - floored[f"floor_{number}"] * whole
        for number in weights
    }
    claimed = floored.mutate(
        left=size - reduce(add, [floored[name] for name in floors]),
        **{f"claim_{number}": claim for number, claim in claims.items()},
    )
    return claimed.mutate(
        **{
            f"cents_{number}": signed(
                claimed.line,
                claimed[f"floor_{number}"]
                + ibis.ifelse(_before(claimed, number, parts + 1) < claimed.left, 1, 0).cast("int64"),
            )
            for number in numbers
        }
    )


def _vacant(table: Table, parts: int, whole: int) -> IntegerValue:
    return whole - reduce(add, [table[f"weight_{number}"] for number in range(1, parts + 1)])


def _before(table: Table, number: int, last: int) -> IntegerValue:
    """How many parts have a larger claim, or the same and a smaller number."""
    mine = table[f"claim_{number}"]
    larger = [
        ibis.ifelse(table[f"claim_{other}"] >= mine if other < number else table[f"claim_{other}"] > mine, 1, 0)
        for other in range(1, last + 1)
        if other != number
    ]
    return reduce(add, larger)


def down(table: Table) -> Table:
    """The same in long form: rows of `tandem`, `period`, `person`, `weight`, `whole`, `pool` get `cents`."""
    group = ibis.window(group_by=[table.tandem, table.period])
    size = table.pool.abs()
    floored = table.mutate(
        floor=whole_part(size * table.weight, table.whole), vacant=table.whole - table.weight.sum().over(group)
    )
    size = floored.pool.abs()
    vacant_floor = whole_part(size * floored.vacant, floored.whole)
    claimed = floored.mutate(
        claim=size * floored.weight - floored.floor * floored.whole,
        vacant_claim=size * floored.vacant - vacant_floor * floored.whole,
        left=size - vacant_floor - floored.floor.sum().over(ibis.window(group_by=[floored.tandem, floored.period])),
    )
    order = ibis.window(group_by=[claimed.tandem, claimed.period], order_by=[claimed.claim.desc(), claimed.person])
    place = ibis.row_number().over(order) + ibis.ifelse(claimed.vacant_claim > claimed.claim, 1, 0)
    ranked = claimed.mutate(place=place)
    cents = signed(ranked.pool, ranked.floor + ibis.ifelse(ranked.place < ranked.left, 1, 0).cast("int64"))
    return ranked.mutate(cents=cents).select("tandem", "period", "person", "pool", "weight", "whole", "cents")
