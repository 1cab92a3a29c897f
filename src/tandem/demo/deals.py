"""Orders before they are rows: what is bought, by whom it is written down, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tandem.orders.lines import LineInput, order_net
from tandem.orders.models import Order
from tandem.people.models import Employee

from .dice import Weighted, chance
from .files import table
from .firms import Firm
from .products import Article, Shelf
from .rota import Rota
from .stage import Stage

LINES = {
    "A": Weighted({1: 5, 2: 10, 3: 14, 4: 17, 5: 17, 6: 14, 7: 11, 9: 8, 12: 4}),
    "B": Weighted({1: 13, 2: 23, 3: 24, 4: 19, 5: 13, 7: 8}),
    "C": Weighted({1: 32, 2: 32, 3: 22, 4: 14}),
}
SIZE = {"A": 2.0, "B": 1.5, "C": 0.95}  # how much of the usual quantities
NET = {"A": (62_000, 0.45), "B": (16_500, 0.45), "C": (4_200, 0.5)}  # euros a year: the middle, and how far they spread
STILL_OPEN = (0.85, 0.55, 0.25, 0.1, 0.05)  # by workdays since the order came in
CONFIRMED_AFTER = Weighted({1.5: 55, 5.0: 30, 22.0: 15})  # hours
CANCELLED_EARLY, CANCELLED, CREDITED, CORRECTED = 0.006, 0.008, 0.016, 0.02
NO_DISCOUNT = ("Dienstleistungen",)


@dataclass
class Deal:
    """One order with its way through the house."""

    firm: Firm
    order: Order
    lines: list[LineInput]
    captured: datetime
    by: Employee
    articles: list[Article]
    before: list[LineInput] | None = None  # the lines as they were captured, where they were corrected
    confirmed: datetime | None = None
    confirmed_by: Employee | None = None
    cancelled: datetime | None = None
    credited: datetime | None = None


class Buyer:
    """What one firm usually buys."""

    def __init__(self, firm: Firm, shelf: Shelf, day: date, dice: Random) -> None:
        first, second, third = firm.industry.groups
        mix = {first: 5.0, second: 3.0, third: 2.0}
        for group in ("Ersatzteile", "Stirnradgetriebemotoren", "Zubehör", "Kupplungen und Bremsen"):
            mix[group] = mix.get(group, 0) + 1.0
        self._groups, self._shelf, self._dice, self._firm = Weighted(mix), shelf, dice, firm
        self._form, self._last = dice.choice(table("orders")["references"]), dice.randrange(100, 4000)
        self._usual = [shelf.pick(self._groups.pick(dice), day, dice) for _ in range(dice.randrange(3, 9))]

    def basket(self, day: date) -> tuple[list[LineInput], list[Article]]:
        """The lines of one order, no article twice."""
        articles: dict[str, Article] = {}
        for _ in range(LINES[self._firm.customer_class].pick(self._dice)):
            article = self._article(day)
            articles.setdefault(article.product.number, article)
        return [self._line(article, day) for article in articles.values()], list(articles.values())

    def reference(self, day: date) -> str:
        """The customer's own number of an order: always in the same form, and ever higher; not everybody gives one."""
        self._last += self._dice.randrange(3, 60)
        return self._form.format(n=self._last, y=f"{day:%y}") if chance(self._dice, 0.8) else ""

    def _article(self, day: date) -> Article:
        usual = self._dice.choice(self._usual)
        if chance(self._dice, 0.62) and usual.sold_on(day):
            return usual
        return self._shelf.pick(self._groups.pick(self._dice), day, self._dice)

    def _line(self, article: Article, day: date) -> LineInput:
        dice, least, most = self._dice, article.least, article.most
        size = SIZE[self._firm.customer_class]
        wanted = dice.triangular(least, max(least, most * size), least + (most - least) * 0.15 * size)
        return line_of(article, max(1, round(wanted)), day, self._discount(article))

    def _discount(self, article: Article) -> int:
        if article.product.group in NO_DISCOUNT:
            return 0
        return self._firm.discount // (2 if article.product.group == "Ersatzteile" else 1) // 5000 * 5000


def line_of(article: Article, quantity: int, day: date, discount_ppm: int) -> LineInput:
    """One line at the list price of the day."""
    product = article.product
    return LineInput(product.name, quantity * 1000, article.price_on(day), discount_ppm, product.unit, product.pk)


def plan_deals(stage: Stage, rota: Rota, shelf: Shelf, firms: list[Firm]) -> list[Deal]:
    """All orders in the order in which they were captured."""
    dice = stage.dice("orders")
    deals: list[Deal] = []
    for firm in firms:
        buyer = Buyer(firm, shelf, stage.calendar.start, dice)
        mine = [_deal(stage, rota, firm, day, buyer, dice) for day in firm.order_days]
        _scale(stage, firm, mine, dice)
        mine += [_told(stage, rota, shelf, firm, row, dice) for row in firm.story.get("orders", ())]
        deals += mine
    for deal in deals:
        deal.order.net_cents = order_net(deal.lines)
        _set_fate(stage, rota, deal, dice)
    deals.sort(key=lambda deal: deal.captured)
    return deals


def _deal(stage: Stage, rota: Rota, firm: Firm, day: date, buyer: Buyer, dice: Random) -> Deal:
    lines, articles = buyer.basket(day)
    by = rota.one_of(firm.owner_on(day), day, dice, team_id=firm.customer.team_id, inside=0.72)
    wanted = stage.calendar.workday_from(day + timedelta(days=int(dice.triangular(4, 70, 18))))
    order = _order(firm, day, by)
    order.contact = _contact(firm, day, dice)
    order.customer_reference = buyer.reference(day)
    order.wanted_on = wanted if chance(dice, 0.75) else None
    order.remark = dice.choice(table("orders")["remarks"]) if chance(dice, 0.1) else ""
    captured = max(stage.calendar.moment(day, dice), stage.calendar.soon(firm.customer.created_at, 60))
    return Deal(firm, order, lines, captured, by, articles)


def _told(stage: Stage, rota: Rota, shelf: Shelf, firm: Firm, row: Mapping[str, Any], dice: Random) -> Deal:
    """An order of a customer with a story."""
    day = stage.calendar.back(row["days"])
    by = rota.on_duty(firm.owner_on(day), row["by"], day, team_id=firm.customer.team_id)
    articles = [shelf.articles[number] for number, _quantity in row["lines"]]
    quantities = [quantity for _number, quantity in row["lines"]]
    lines = [line_of(a, q, day, firm.discount) for a, q in zip(articles, quantities, strict=True)]
    order = _order(firm, day, by)
    named = (contact for contact in firm.contacts if contact.last_name == row.get("who"))
    order.contact = next(named, None) or firm.contacts[0]
    order.customer_reference = row.get("reference", "")
    order.wanted_on = stage.calendar.workday_from(day + timedelta(weeks=row["weeks"]))
    order.remark = row.get("remark", "")
    return Deal(firm, order, lines, stage.calendar.moment(day, dice), by, articles)


def _order(firm: Firm, day: date, by: Employee) -> Order:
    return Order(
        customer=firm.customer,
        tandem_id=firm.owner_on(day),
        seller=by if by.sells else None,
        ordered_on=day,
        currency=firm.customer.currency,
    )


def _contact(firm: Firm, day: date, dice: Random) -> Any:
    """Mostly somebody of the buying department who was there then."""
    there = [row for row in firm.contacts if row.left_at is None or row.left_at.date() > day]
    buyers = [row for row in there if row.buying_role == "buyer"]
    if not there or chance(dice, 0.12):
        return None
    return dice.choice(buyers if buyers and chance(dice, 0.75) else there)


def _scale(stage: Stage, firm: Firm, deals: list[Deal], dice: Random) -> None:
    """Bring the quantities to what a customer of this class buys in a year."""
    year = stage.calendar.today - timedelta(days=365)
    if "net" in firm.story:
        wanted, sold = firm.story["net"], [deal for deal in deals if deal.order.ordered_on > year]
    else:
        middle, spread = NET[firm.customer_class]
        wanted, sold = middle * dice.lognormvariate(0, spread) * _years(firm), deals
    net = sum(order_net(deal.lines) for deal in sold)
    factor = min(max(wanted * 100 / net, 0.3), 5.0) if net else 1.0
    for deal in deals:
        deal.lines = [
            replace(line, quantity=max(1, round(line.quantity * factor / 1000)) * 1000) for line in deal.lines
        ]


def _years(firm: Firm) -> float:
    """How long it has been buying in these three years, roughly."""
    days = firm.order_days
    return (days[-1] - days[0]).days / 365 + 0.4 if days else 0


def _set_fate(stage: Stage, rota: Rota, deal: Deal, dice: Random) -> None:
    """Confirmed, still open, cancelled or partly credited: what the days since then allow."""
    calendar, day = stage.calendar, deal.order.ordered_on
    story = next((row for row in deal.firm.story.get("orders", ()) if calendar.back(row["days"]) == day), None)
    age = sum(1 for workday in calendar.workdays[-len(STILL_OPEN) :] if workday > day)
    open_still = age < len(STILL_OPEN) and chance(dice, STILL_OPEN[age])
    if story is not None:
        open_still = story.get("open", False)
    if open_still:
        return
    lot = dice.random()
    if lot < CANCELLED_EARLY and story is None:
        deal.cancelled = _in_time(stage, calendar.later(deal.captured, dice, 20))
        return
    confirmed = calendar.later(deal.captured, dice, CONFIRMED_AFTER.pick(dice))
    deal.confirmed = _in_time(stage, confirmed)
    if deal.confirmed is None:
        return
    team_id = deal.firm.customer.team_id
    deal.confirmed_by = rota.one_of(deal.order.tandem_id, confirmed.date(), dice, team_id=team_id, inside=0.86)
    if lot < CANCELLED_EARLY + CANCELLED:
        deal.cancelled = _in_time(stage, calendar.later(confirmed, dice, 120))
    elif lot < CANCELLED_EARLY + CANCELLED + CREDITED:
        deal.credited = _in_time(stage, calendar.later(confirmed, dice, 500))
    elif lot < CANCELLED_EARLY + CANCELLED + CREDITED + CORRECTED and story is None:
        deal.before = _miswritten(deal.lines, dice)


def _in_time(stage: Stage, moment: datetime) -> datetime | None:
    """The moment, unless it has not come yet."""
    return moment if moment < stage.calendar.at else None


def _miswritten(lines: list[LineInput], dice: Random) -> list[LineInput]:
    """The same lines with one quantity that was corrected later."""
    wrong = dice.randrange(len(lines))
    quantity = lines[wrong].quantity + 1000 * dice.choice((1, 2, 10))
    return [replace(line, quantity=quantity) if n == wrong else line for n, line in enumerate(lines)]
