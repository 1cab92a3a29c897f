"""Facts and seats as tables; lines and totals as tables.

facts: `id`, `moment`, `day` (date), `tandem`, `cents` (whole cents in the plan's currency)
pieces: `tandem`, `start`, `end` (half-open dates in which nothing changes), and per part n `person_n`, `weight_n`
seats: `tandem`, `start`, `end`, `person`, `weight`: the same, a row per part
Weights are parts of one `whole` for all tandems.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from engines.commission.running import Terms

from . import pay
from .allocating import across, down

if TYPE_CHECKING:
    from ibis.expr.types import Table, Value

UNITS = {"month": "M", "quarter": "Q", "year": "Y"}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def lines(facts: Table, pieces: Table, terms: Terms, *, accumulate: str, parts: int, whole: int, vacant: bool) -> Table:
    """One row per fact: the sum before and after, the tiers it reaches, the pool's cents and each part's."""
    if terms.per_event:
        pools = facts.mutate(before=ibis.literal(0, type="int64"), line=pay.alone(terms, facts.cents))
    else:
        window = ibis.window(
            group_by=_account(facts, accumulate), order_by=[facts.moment, facts.id], preceding=None, following=0
        )
        summed = facts.mutate(after=facts.cents.sum().over(window).cast("int64"))
        summed = summed.mutate(before=summed.after - summed.cents)
        pools = summed.mutate(line=pay.paid(terms, summed.after) - pay.paid(terms, summed.before))
    tiers = pay.tier(terms, pools.before), pay.tier(terms, pools.before + pools.cents)
    told = pools.mutate(tier_before=tiers[0], tier_after=tiers[1])
    on = [told.tandem == pieces.tandem, told.day >= pieces.start, told.day < pieces.end]
    shared = across(told.join(pieces, on), parts, whole, vacant=vacant)
    people = [f"{name}_{number}" for number in range(1, parts + 1) for name in ("person", "weight", "cents")]
    return shared.select("id", "day", "tandem", "cents", "before", "tier_before", "tier_after", "line", *people)


def totals(facts: Table, seats: Table, terms: Terms, *, accumulate: str, period: str, whole: int) -> Table:
    """Per tandem, period and person: the pool of the period, split once by weight × days of the seats."""
    sums = facts.group_by(tandem=facts.tandem, period=facts.day.truncate(UNITS[period]).cast("date")).agg(
        cents=facts.cents.sum().cast("int64")
    )
    account = [sums.tandem, *([] if accumulate == "plan" else [sums.period.truncate(UNITS[accumulate])])]
    window = ibis.window(group_by=account, order_by=[sums.period], preceding=None, following=0)
    summed = sums.mutate(after=sums.cents.sum().over(window).cast("int64"))
    pools = summed.mutate(
        pool=pay.paid(terms, summed.after) - pay.paid(terms, summed.after - summed.cents),
        until=(summed.period + ibis.interval(months=MONTHS[period])).cast("date"),
    )
    on = [pools.tandem == seats.tandem, pools.period < seats.end, pools.until > seats.start]
    held = pools.join(seats, on)
    days = ibis.least(held.until, held.end).delta(ibis.greatest(held.period, held.start), unit="day").cast("int64")
    weighed = held.mutate(days=days, of_all=held.until.delta(held.period, unit="day").cast("int64") * whole)
    parts = weighed.group_by("tandem", "period", "person").agg(
        weight=(weighed.weight * weighed.days).sum().cast("int64"),
        whole=weighed.of_all.max(),
        pool=weighed.pool.max(),
    )
    return down(parts)


def _account(table: Table, accumulate: str) -> list[Value]:
    if accumulate == "plan":
        return [table.tandem]
    return [table.tandem, table.day.truncate(UNITS[accumulate])]
