"""What somebody would earn this month if quotes of their tandem were won today. Posts nothing, keeps nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from engines.commission import Fact, settle
from tandem.commissions.cases import Prepared
from tandem.commissions.models import PlanMember
from tandem.commissions.months import month_of
from tandem.commissions.names import person_id, tandem_id
from tandem.commissions.settling import prepare, versions_until
from tandem.commissions.sold import KIND
from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Employee
from tandem.quotes.models import Quote
from tandem.quotes.models.head import QuoteStatus
from tandem.quotes.queries import visible_quotes
from tandem.tandems.queries import scope_of

MOST = 8


@dataclass(frozen=True)
class WhatIf:
    """The quotes to choose from, and what the chosen ones would change for the reader."""

    quotes: Sequence[tuple[Quote, bool]]
    computed: bool
    then: int
    more: int
    currency: str
    partial: bool = False  # blocks that count order lines are left out: a quote may still become another order


def what_if(person: Employee, chosen: Collection[int], actor: Actor) -> WhatIf | None:
    """None for who is on no plan or has no open quotes."""
    on_plan = PlanMember.objects.filter(on_day(actor.today), employee=person).first()
    mine = scope_of(actor).tandem_ids
    if on_plan is None or not mine:
        return None
    rows = visible_quotes(actor).filter(tandem__in=mine, status=QuoteStatus.SENT).select_related("customer")
    quotes = list(rows.order_by("-net_cents", "pk")[:MOST])
    if not quotes:
        return None
    won = [quote for quote in quotes if quote.pk in chosen]
    listed = [(quote, quote in won) for quote in quotes]
    if not won:
        return WhatIf(listed, False, 0, 0, quotes[0].currency)
    month = month_of(actor.today)
    now = then = 0
    currency, partial = quotes[0].currency, False
    for version in versions_until(month.end).filter(plan=on_plan.plan_id):
        prepared = prepare(version, month, as_of=actor.at, to_date=True)
        if prepared is not None:
            now += _sum(prepared, person)
            then += _sum(_with(prepared, won, actor), person)
            rules = prepared.case.plan
            currency = rules.currency
            partial |= any(KIND in one.trigger for part in rules.components for one in (part.measure, *part.measures))
    return WhatIf(listed, True, then, then - now, currency, partial)


def _with(prepared: Prepared, won: Sequence[Quote], actor: Actor) -> Prepared:
    facts = [
        Fact(
            f"Q/{quote.number}",
            "order",
            actor.today,
            actor.at,
            tandem_id(quote.tandem_id or 0),
            "",
            quote.net_cents,
            currency=quote.currency,
            known=actor.at,
            labels={"customer": quote.customer.number, "class": quote.customer.customer_class, "new": "no"},
        )
        for quote in won
    ]
    return replace(prepared, case=replace(prepared.case, facts=[*prepared.case.facts, *facts]))


def _sum(prepared: Prepared, person: Employee) -> int:
    name = person_id(person.pk)
    return sum(entry.amount_cents for entry in settle(prepared.case).entries if entry.person == name)
