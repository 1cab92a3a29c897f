"""Orders with their lines: one row per line, the rows of an order together; an order goes in whole or not at all.

What may change of an order that is here says `order_changes`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.catalogue.models import Product
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.numbers import MONEY, format_decimal
from tandem.core.search import put_many
from tandem.customers.models import Assignment, Customer
from tandem.customers.rules import can_own_customer
from tandem.exchange.models import ImportMode
from tandem.exchange.wizard.cells import Field, Parsed, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad
from tandem.exchange.writing.context import noon
from tandem.exchange.writing.seating import Seating
from tandem.orders.actions.capture import OLDEST
from tandem.orders.credits import credit_rows, credits_as_data
from tandem.orders.entries import order_entry
from tandem.orders.figures import refresh_some
from tandem.orders.freezing import freeze_terms
from tandem.orders.lines import MOST, MOST_CENTS, MOST_LINES, line_net
from tandem.orders.models import Credit, Order, OrderConfirmation, OrderLine, OrderStatus
from tandem.orders.numbering import ORDER, pass_numbers

from .contacts import CUSTOMER_LINK, link_customers
from .numbered import APART, Known, why_not
from .order_changes import apply_changes, check_ahead, judge_known, known_orders

_LINE_GROUP = gettext_lazy("Order line")
STANDS = gettext_lazy("is here already with another amount; orders stand")


def _line(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, group=_LINE_GROUP, **more)


_OFFERED = OrderStatus.choices[:2]
_STATUSES = words_of(
    _OFFERED, open="captured", offen="captured", neu="captured", new="captured", draft="captured", won="confirmed",
    Closed_Won="confirmed", Activated="confirmed", sale="confirmed", delivered="confirmed", geliefert="confirmed",
    shipped="confirmed", invoiced="confirmed", berechnet="confirmed", fakturiert="confirmed", complete="confirmed",
    abgeschlossen="confirmed", erledigt="confirmed", paid="confirmed", bezahlt="confirmed",
)  # fmt: skip


@dataclass
class Draught:
    """An order as its rows make it, before it is written."""

    customer: Customer
    head: Mapping[str, Any]
    lines: list[OrderLine]

    @property
    def net_cents(self) -> int:
        """The sum of its lines."""
        return sum(line.net_cents for line in self.lines)


class OrderSink(Sink):
    """Orders are added; where it is asked for, known ones are changed as far as their pages let one: see there."""

    modes = (ImportMode.CREATE, ImportMode.BOTH, ImportMode.UPDATE)
    only_for_new = ("ordered_on", "quantity")
    fields = (
        Field("number", gettext_lazy("Order number"), needed=True, model=Order),
        *CUSTOMER_LINK,
        Field("ordered_on", gettext_lazy("Ordered on"), kind="day", needed=True),
        picked("status", gettext_lazy("Status"), _OFFERED, _STATUSES),
        Field("customer_reference", gettext_lazy("Customer's reference"), model=Order),
        Field("remark", gettext_lazy("Remark"), model=Order),
        Field("wanted_on", gettext_lazy("Wanted on"), kind="day"),
        _line("product", gettext_lazy("Product number")),
        _line("text", gettext_lazy("Text"), model=OrderLine),
        _line("quantity", gettext_lazy("Quantity"), kind="number", places=3, least=1, most=MOST, needed=True),
        _line("unit", gettext_lazy("Unit"), model=OrderLine),
        _line("unit_price", gettext_lazy("Unit price"), kind="number", places=4, most=MOST),
        _line("discount", gettext_lazy("Discount in per cent"), kind="number", places=4, most=1_000_000),
        _line("net", gettext_lazy("Net of the line"), kind="number", places=2),
        _line("promised_on", gettext_lazy("Promised for"), kind="day"),
    )  # fmt: skip
    keys = (("number", gettext_lazy("order number")),)

    def group(self, row: Parsed) -> Hashable:
        """The rows of one order."""
        return row.values.get("number") or f"line {row.line}"

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Order by order."""
        customers = link_customers(self, rows)
        numbers = {row.values["number"] for row in rows if row.values.get("number")}
        there = Order.objects.filter(number__in=numbers).values_list("number", "customer", "net_cents")
        known: Known = {number: (customer, cents) for number, customer, cents in there}
        changing = self.ctx.mode != ImportMode.CREATE
        orders = known_orders(numbers, self.ctx) if changing else {}
        products = self._products({row.values["product"] for row in rows if row.values.get("product")})
        found: list[Verdict] = []
        for key, grouped in groupby(rows, self.group):
            group, there_already = list(grouped), known.get(str(key))
            if there_already == APART:
                found += [bad(row, "number", why_not(APART, 0, STANDS)) for row in group]
            elif changing and there_already is not None:
                found += judge_known(self, group, orders.get(str(key)), customers, products)
            else:
                found += self._judge(group, customers, known, products)
            known[str(key)] = APART  # rows of it that come later stand apart
        return found

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """All of a batch in bulk, as confirming and capturing tell it."""
        apply_changes([verdict.found["change"] for verdict in verdicts if "change" in verdict.found], self.ctx)
        draughts = [verdict.found["order"] for verdict in verdicts if "order" in verdict.found]
        if not draughts:
            return
        owned = _owned({draught.customer.pk for draught in draughts})
        orders = [_order(draught, owned) for draught in draughts]
        insert_many(orders)
        for order, draught in zip(orders, draughts, strict=True):
            for line in draught.lines:
                line.order = order
        insert_many([line for draught in draughts for line in draught.lines])
        shares = _confirm([order for order in orders if order.status == OrderStatus.CONFIRMED])
        put_many(order_entry(order) for order in orders)
        record_many(self._told(orders, draughts, shares), actor=self.ctx.actor, deliver=False)
        refresh_some({order.customer_id for order in orders}, self.ctx.actor.today)
        pass_numbers(ORDER, [order.number for order in orders])

    def _products(self, numbers: set[str]) -> dict[str, Product]:
        return {product.number: product for product in Product.objects.filter(number__in=numbers)}

    def _judge(
        self,
        rows: list[Parsed],
        customers: Mapping[int, Customer | str],
        known: Known,
        products: Mapping[str, Product],
    ) -> list[Verdict]:
        customer = customers.get(rows[0].line)
        if self.ctx.mode == ImportMode.UPDATE:
            return [bad(row, "", _("is not here yet, and only known ones are updated")) for row in rows]
        lines = [self.line(row, position, customer, products) for position, row in enumerate(rows, 1)]
        self._check_head(rows, customer, customers)
        wrong = next((row for row in rows if row.problems), None)
        if wrong is not None:
            return [self._refuse(row, wrong) for row in rows]
        draught = Draught(customer, rows[0].values, [line for line in lines if line])  # type: ignore[arg-type]
        if there := known.get(rows[0].values["number"]):
            if there == (draught.customer.pk, draught.net_cents):
                return [Verdict(row, State.SAME) for row in rows]
            return [bad(row, "number", why_not(there, draught.customer.pk, STANDS)) for row in rows]
        verdicts = [Verdict(row, State.NEW) for row in rows]
        verdicts[0].found["order"] = draught
        return verdicts

    def _refuse(self, row: Parsed, wrong: Parsed) -> Verdict:
        if row.problems:
            return Verdict(row, State.BAD)
        return bad(row, "", _("its order was refused because of line %(line)s") % {"line": wrong.line})

    def _check_head(self, rows: list[Parsed], customer: Any, customers: Mapping[int, Customer | str]) -> None:
        first = rows[0]
        if not isinstance(customer, Customer):
            first.problems.setdefault("", customer or _("names no customer"))
            return
        if any(customers.get(row.line) != customer for row in rows):
            first.problems.setdefault("", _("the rows of this order name several customers"))
        if len({row.values.get("ordered_on") for row in rows}) > 1:
            first.problems.setdefault("ordered_on", _("the rows of this order name several days"))
        if len(rows) > MOST_LINES:
            first.problems.setdefault("", _("An order has at most %d lines.") % MOST_LINES)
        day: date | None = first.values.get("ordered_on")
        if day is None:
            first.problems.setdefault("ordered_on", _("is empty"))
        else:
            check_ahead(rows, day)
        if day and not self.ctx.actor.today - OLDEST <= day <= self.ctx.actor.today:
            first.problems.setdefault("ordered_on", _("lies in the future or too far back"))
        confirmed = first.values.get("status", OrderStatus.CONFIRMED) == OrderStatus.CONFIRMED
        if confirmed and not self.ctx.actor.is_system and not can_own_customer(self.ctx.actor, customer):
            first.problems.setdefault("", _("only its tandem and manager may confirm an order of this customer"))

    def line(self, row: Parsed, position: int, customer: Any, products: Mapping[str, Product]) -> OrderLine | None:
        """A line as its row makes it; None with problems at its cells."""
        values = row.values
        product = products.get(values.get("product", ""))
        if values.get("product") and product is None:
            row.problems.setdefault("product", _("there is no product “%(number)s”") % {"number": values["product"]})
        if product and isinstance(customer, Customer) and product.currency != customer.currency:
            row.problems.setdefault("product", _("has its price in another currency than the customer"))
        price = values.get("unit_price", product.list_price if product else None)
        if price is None:
            row.problems.setdefault("unit_price", _("is empty"))
        if values.get("quantity") is None:
            row.problems.setdefault("quantity", _("is empty"))
        text = values.get("text") or (product.name if product else "")
        if not text:
            row.problems.setdefault("text", _("is empty"))
        if row.problems or price is None:
            return None
        net = line_net(values["quantity"], price, values.get("discount", 0))
        if net > MOST_CENTS or ("net" in values and abs(values["net"] - net) > 1):
            shown = {"net": format_decimal(net, MONEY, least=2)}
            row.problems.setdefault("net", _("quantity, price and discount make %(net)s") % shown)
            return None
        return OrderLine(
            position=position,
            product=product,
            text=text[:200],
            quantity=values["quantity"],
            unit=values.get("unit") or (product.unit if product else "pc"),
            unit_price=price,
            discount_ppm=values.get("discount", 0),
            net_cents=values.get("net", net),
            promised_on=values.get("promised_on"),
        )

    def _told(
        self, orders: Sequence[Order], draughts: Sequence[Draught], shares: Mapping[int, list[Credit]]
    ) -> Iterable[Draft]:
        """As the actions tell it, on the day it happened."""
        for order, draught in zip(orders, draughts, strict=True):
            subjects = [("order", order.pk), ("customer", order.customer_id)]
            subjects += [("tandem", order.tandem_id)] if order.tandem_id else []
            data = {"number": order.number, "net_cents": order.net_cents, "currency": order.currency, **self.ctx.data}
            at, kept = noon(order.ordered_on), {**data, "lines": len(draught.lines)}
            yield Draft("order.captured", at, subjects, kept, trail=self.ctx.trail)
            if order.pk in shares:
                status = [str(OrderStatus.CAPTURED), str(OrderStatus.CONFIRMED)]
                frozen = {**data, "changes": {"status": status}, "credits": credits_as_data(shares[order.pk])}
                yield Draft("order.confirmed", at, subjects, frozen, trail=self.ctx.trail)


def _owned(customers: Iterable[int]) -> dict[int, list[Assignment]]:
    owned: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(customer__in=list(customers)):
        owned.setdefault(row.customer_id, []).append(row)
    return owned


def _order(draught: Draught, owned: Mapping[int, list[Assignment]]) -> Order:
    values, customer = draught.head, draught.customer
    owner = next((row for row in owned.get(customer.pk, ()) if row.holds_on(values["ordered_on"])), None)
    return Order(
        number=values["number"],
        customer=customer,
        tandem_id=owner.tandem_id if owner else None,
        ordered_on=values["ordered_on"],
        status=values.get("status") or OrderStatus.CONFIRMED,
        currency=customer.currency,
        net_cents=draught.net_cents,
        customer_reference=values.get("customer_reference", ""),
        remark=values.get("remark", ""),
        wanted_on=values.get("wanted_on"),
    )


def _confirm(orders: Sequence[Order]) -> dict[int, list[Credit]]:
    """Freeze who they count for, by who sat in the tandem on their day."""
    OrderConfirmation.objects.bulk_create(
        [OrderConfirmation(order=order, at=noon(order.ordered_on)) for order in orders]
    )
    freeze_terms(Order.objects.filter(pk__in=[order.pk for order in orders]))
    seating = Seating.load({order.tandem_id for order in orders})
    shares = {order.pk: credit_rows(order, seating.halves(order.tandem_id, order.ordered_on)) for order in orders}
    insert_many([credit for group in shares.values() for credit in group])
    return shares
