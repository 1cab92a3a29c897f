"""Facts in another currency than the plan's: at the plan's own rate, else at the house's rate of their day.

Without one an order is held with everything that follows from it, and nothing else waits for it. Once there is a rate
it counts like what is learnt late: in a closed month it comes as a difference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from engines.commission import Fact, Plan
from engines.commission.building import MONEY
from engines.commission.case import counts
from engines.commission.plan import Measure

from .models import ExchangeRate


@dataclass(frozen=True)
class Held:
    """An order that waits for a rate, on its day; whose it is stands in ids of the engine."""

    order: str
    currency: str
    into: str
    day: date
    tandem: str
    person: str


@dataclass(frozen=True)
class Converted:
    """Facts with their rates, and what is left out of them."""

    facts: Sequence[Fact]
    held: Sequence[Held]


def converted(plan: Plan, facts: Sequence[Fact], deals: Mapping[str, str], *, as_of: datetime | None) -> Converted:
    """One statement, and none where all is in the plan's currency."""
    foreign = {fact.currency for fact in facts} - {"", plan.currency}
    if not foreign:
        return Converted(facts, [])
    known = _known(plan, foreign - plan.rates.keys(), as_of)
    measures = list(_in_money(plan))
    rated: list[Fact] = []
    held: dict[str, Held] = {}
    for fact in facts:
        if fact.currency not in foreign or fact.rate is not None:
            rated.append(fact)
            continue
        rate = plan.rates.get(fact.currency) or _on(known.get(fact.currency, ()), fact.day)
        if rate is None and any(counts(fact, measure) for measure in measures):
            order = deals.get(fact.id, fact.id)
            lacks = Held(order, fact.currency, plan.currency, fact.day, fact.tandem, fact.person)
            held.setdefault(order, lacks)
        rated.append(replace(fact, rate=rate))
    if held:
        rated = [fact for fact in rated if deals.get(fact.id, fact.id) not in held]
    return Converted(rated, list(held.values()))


def _in_money(plan: Plan) -> Iterable[Measure]:
    """What asks for amounts; a number of orders can be counted in any currency."""
    for part in plan.components:
        for measure in part.measures or (part.measure,):
            if measure.name in MONEY:
                yield measure


def _known(plan: Plan, currencies: Collection[str], as_of: datetime | None) -> dict[str, list[ExchangeRate]]:
    """Newest first; of two for one day the one that was entered last."""
    found: dict[str, list[ExchangeRate]] = {}
    if not currencies:
        return found
    rows = ExchangeRate.objects.filter(currency__in=currencies, into=plan.currency)
    for row in rows.filter(made_at__lte=as_of) if as_of else rows:
        found.setdefault(row.currency, []).append(row)
    return found


def _on(rows: Iterable[ExchangeRate], day: date) -> Fraction | None:
    return next((row.exact for row in rows if row.start <= day), None)
