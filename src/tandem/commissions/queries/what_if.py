"""What somebody would earn this month if quotes of their tandem were won today. Posts nothing, keeps nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.db.models import F, Prefetch

from engines.commission import Fact, settle
from tandem.commissions.cases import Prepared
from tandem.commissions.models import PlanMember
from tandem.commissions.months import month_of
from tandem.commissions.names import person_id, tandem_id
from tandem.commissions.rates import Held, converted
from tandem.commissions.settling import component_of, draw_word, prepare, versions_until
from tandem.commissions.sold import KIND, line_id
from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.orders.models import Order
from tandem.people.models import Employee
from tandem.quotes.models import Line, Quote, Revision
from tandem.quotes.models.head import QuoteStatus
from tandem.quotes.queries import visible_quotes
from tandem.quotes.reckoning import Content, Summed, leading, sums_of
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
    blocks: Sequence[tuple[str, int]] = ()  # of the plan, with what each of them adds
    waiting: Sequence[Held] = ()  # quotes in a currency without a rate: they add nothing


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
    now: Counter[str] = Counter()
    then: Counter[str] = Counter()
    currency, facts = quotes[0].currency, list(_facts(won, actor))
    deals = {fact.id: fact.id.removeprefix("Q/").split("/")[0] for fact in facts}
    waiting: dict[str, Held] = {}
    for version in versions_until(month.end).filter(plan=on_plan.plan_id):
        prepared = prepare(version, month, as_of=actor.at, to_date=True)
        if prepared is not None:
            now.update(_sums(prepared, person))
            known = converted(prepared.case.plan, facts, deals, as_of=actor.at)
            waiting |= {held.order: held for held in known.held}
            more = replace(prepared.case, facts=[*prepared.case.facts, *known.facts])
            then.update(_sums(replace(prepared, case=more), person))
            currency = prepared.case.plan.currency
    blocks = [(title, then[title] - now[title]) for title in then | now if then[title] != now[title]]
    return WhatIf(listed, True, then.total(), then.total() - now.total(), currency, blocks, list(waiting.values()))


def _facts(won: Sequence[Quote], actor: Actor) -> Iterator[Fact]:
    """Each quote as the order that it would be today, with the lines of the option that leads."""
    lines = _lines_of(won)
    bought = Order.objects.filter(customer__in={quote.customer_id for quote in won}, confirmation__isnull=False)
    known = set(bought.order_by().values_list("customer", flat=True).distinct())
    for quote in won:
        new, known = quote.customer_id not in known, known | {quote.customer_id}
        whole = Fact(
            f"Q/{quote.number}",
            "order",
            actor.today,
            actor.at,
            tandem_id(quote.tandem_id or 0),
            "",
            quote.net_cents,
            sum((_margin(row) for row in lines.get(quote.pk, ())), Fraction(0)),
            currency=quote.currency,
            known=actor.at,
            labels={
                "customer": quote.customer.number,
                "class": quote.customer.customer_class,
                "new": "yes" if new else "no",
            },
        )
        yield whole
        for position, row in enumerate(lines.get(quote.pk, ()), start=1):
            product = row.line.product
            sold = {"product": product.number, "group": product.group} if product else {"product": "", "group": ""}
            yield replace(
                whole,
                id=line_id(whole.id, position),
                kind=KIND,
                amount=row.final_cents,
                margin=_margin(row),
                quantity=Fraction(row.line.quantity, 1_000),
                labels={**whole.labels, **sold},
            )


def _lines_of(quotes: Sequence[Quote]) -> dict[int, list[Summed]]:
    """By quote; three statements, whatever their number."""
    lines = Prefetch("lines", Line.objects.select_related("product"))
    rows = Revision.objects.filter(quote__in=quotes, number=F("quote__revision")).prefetch_related("options", lines)
    found = {
        row.quote_id: leading(sums_of(Content(row, list(row.options.all()), list(row.lines.all())))) for row in rows
    }
    return {quote: option.firm for quote, option in found.items() if option is not None}


def _margin(row: Summed) -> Fraction:
    """As it is counted of orders: nothing where the cost is not known."""
    return Fraction(0) if row.cost_cents is None else Fraction(row.final_cents - row.cost_cents)


def _sums(prepared: Prepared, person: Employee) -> Counter[str]:
    """Cents by block of the plan; draws stand under their own word."""
    titles = {part.id: part.title for part in prepared.case.plan.components}
    name, sums = person_id(person.pk), Counter[str]()
    for entry in settle(prepared.case).entries:
        if entry.person == name:
            block = component_of(entry.rule, prepared.case.plan)
            sums[titles.get(block) or draw_word(entry.rule)] += entry.amount_cents
    return sums
