"""Month end of the demo company: rates of employer cost, accounts, and contracts whose cost runs over their term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta

from tandem.commissions.models import EmployerCost, ProvisionSettings
from tandem.contracts.actions import countersign_contract, create_contract, send_contract
from tandem.contracts.entries import contract_entry
from tandem.contracts.models import Contract, ContractTemplate
from tandem.contracts.terms import last_day
from tandem.core.models import Event
from tandem.core.search import put
from tandem.orders.models import Order
from tandem.quotes import actions
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput

from .deals import Deal
from .papers import CONSENT, sign_paper
from .people import Crew
from .quotes import Case, move_to_diary
from .rota import Rota
from .stage import Stage

RATES = ((24, 207_500), (11, 211_000))  # months ago, parts per million
TERMS = (36, 24, 48, 36, 60, 24)  # months, one contract after the other
MOST = 12
TITLE = "Wartungsvertrag"


def write_month_end(stage: Stage, crew: Crew) -> None:
    """What payroll has entered."""
    payroll, calendar = crew["gudrun.stein"], stage.calendar
    for back, rate in RATES:
        start = calendar.month(back)
        at = calendar.at_time(calendar.workday_to(start - timedelta(days=3)), time(11))
        row = EmployerCost.objects.create(start=start, rate_ppm=rate, made_by=payroll, made_at=at)
        data = {"from": start.isoformat(), "rate_ppm": rate}
        stage.diary.tell("employer_cost.set", at, row, by=payroll, data=data)
    ProvisionSettings.objects.create(
        pk=1, commission="4125", employer="4138", provision="0977", capitalise=True, least_months=13
    )


def write_terms(stage: Stage, rota: Rota, deals: Sequence[Deal]) -> None:
    """Large orders of the last year and a half came with a contract of several years."""
    dice = stage.dice("terms")
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    template = ContractTemplate.objects.filter(language="de").earliest("pk")
    for months, deal in zip(TERMS * (MOST // len(TERMS)), _chosen(stage, rota, deals), strict=False):
        case = Case(stage, rota, deal.firm, dice, stage.calendar.moment(deal.order.ordered_on, dice, 480, 540))
        quote = _quote(case, deal)
        Order.objects.filter(pk=deal.order.pk).update(quote=quote)
        _contract(case, template, quote, months)
    move_to_diary(stage, last)


def _chosen(stage: Stage, rota: Rota, deals: Iterable[Deal]) -> list[Deal]:
    """The largest ones, oldest first, of firms that still have the two they had: who has left can hold no to-do."""
    first, end = stage.calendar.month(18), stage.calendar.month(0)
    found = [
        deal
        for deal in deals
        if deal.confirmed and not deal.cancelled and first <= deal.order.ordered_on < end and deal.firm.contacts
        if deal.firm.twin_of is None and len(deal.firm.spans) == 1 and deal.order.currency == "EUR"
        if deal.order.tandem_id == deal.firm.tandem.pk and deal.firm.spans[0].holds_on(deal.order.ordered_on)
        if _same_two(rota, deal, stage.calendar.today)
    ]
    found.sort(key=lambda deal: (-deal.order.net_cents, deal.order.number))
    firms: dict[int, Deal] = {}
    for deal in found:
        firms.setdefault(deal.firm.customer.pk, deal)
    return sorted(list(firms.values())[:MOST], key=lambda deal: deal.captured)


def _same_two(rota: Rota, deal: Deal, today: date) -> bool:
    then, now = (rota.halves(deal.firm.tandem.pk, day).people for day in (deal.order.ordered_on, today))
    return dict(then) == dict(now)


def _quote(case: Case, deal: Deal) -> Quote:
    contact, actor = case.dice.choice(case.firm.contacts), case.actor()
    line = LineInput(text=f"{TITLE}, {deal.order.number}", unit_price=deal.order.net_cents * 100)
    case.quote = actions.create_quote(
        case.firm.customer, contact=contact, subject=TITLE, lines=[line], actor=actor, at=case.at
    )
    actions.send_quote(case.current, actor=actor, at=case.at)
    case.at += timedelta(hours=1)
    option = case.current.revisions.get().options.get()
    actions.accept_quote(
        case.current, revision=1, option_id=option.pk, optional_ids=[], contact=contact, actor=actor, at=case.at
    )
    return case.current


def _contract(case: Case, template: ContractTemplate, quote: Quote, months: int) -> None:
    contact, actor = quote.contact, case.actor(inside=1)
    start = (case.day.replace(day=1) + timedelta(days=32)).replace(day=1)
    if contact is None:
        return
    made = create_contract(
        quote.customer, template=template, contact=contact, quote=quote, starts_on=start, actor=actor, at=case.at
    )
    rows = Contract.objects.select_related("customer__team", "tandem", "contact", "created_by")
    rows.filter(pk=made.pk).update(title=TITLE, ends_on=last_day(start, months))
    put(contract_entry(rows.get(pk=made.pk)))
    send_contract(rows.get(pk=made.pk), actor=actor, at=case.at)
    case.at += timedelta(hours=2)
    sign_paper(made, contact, case.at)
    countersign_contract(rows.get(pk=made.pk), consent=CONSENT, actor=case.actor(inside=1), at=case.at)
