"""Invoices of the ERP: one row per tax rate, the rows of an invoice together; it goes in whole or not at all."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.numbers import MONEY, format_decimal
from tandem.core.search import put_many
from tandem.customers.models import Customer
from tandem.exchange.models import ImportMode
from tandem.exchange.wizard.cells import Field, Parsed
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad, held
from tandem.exchange.writing.context import noon
from tandem.orders.billing.actions import rate_row
from tandem.orders.billing.entries import invoice_entry
from tandem.orders.billing.rates import Part, by_rate, fits, net_in, rate_of, tax_on
from tandem.orders.billing.rules import can_enter_invoice
from tandem.orders.models import Invoice, Order, OrderStatus
from tandem.orders.queries import visible_orders

from .contacts import CUSTOMER_LINK, link_customers
from .finding import owner_of
from .numbered import APART, Known, why_not

FAR = 10**13
STANDS = gettext_lazy("is here already with another amount; invoices stand")
LONGEST = timedelta(days=5 * 366)  # from invoice to due


def _amount(name: str, label: Any) -> Field:
    return Field(name, label, kind="number", places=2, least=-FAR, most=FAR)


@dataclass
class Draught:
    """An invoice as its rows make it, before it is written."""

    customer: Customer
    order: Order | None
    head: Mapping[str, Any]
    parts: list[Part]

    @property
    def gross_cents(self) -> int:
        """Net and tax of all rates."""
        return sum(part.net_cents + part.tax_cents for part in self.parts)


class InvoiceSink(Sink):
    """Invoices are added, never changed: what the ERP has issued stands."""

    modes = (ImportMode.CREATE,)
    fields = (
        Field("number", gettext_lazy("Invoice number"), needed=True, model=Invoice),
        Field("order", gettext_lazy("Order number")),
        *CUSTOMER_LINK,
        Field("issued_on", gettext_lazy("Issued on"), kind="day", needed=True),
        Field("due_on", gettext_lazy("Due on"), kind="day"),
        _amount("net", gettext_lazy("Net")),
        Field("tax_rate", gettext_lazy("Tax rate in per cent"), kind="number", places=4, most=1_000_000, fixed=True),
        _amount("tax", gettext_lazy("Tax")),
        _amount("gross", gettext_lazy("Gross")),
        Field("currency", gettext_lazy("Currency"), fixed=True),
    )  # fmt: skip
    keys = (("number", gettext_lazy("invoice number")),)

    def group(self, row: Parsed) -> Hashable:
        """The rows of one invoice."""
        return row.values.get("number") or f"line {row.line}"

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Invoice by invoice."""
        named = {row.values["order"] for row in rows if row.values.get("order")}
        found = visible_orders(self.ctx.actor).filter(number__in=named).select_related("customer", "tandem")
        orders = {order.number: order for order in held(found, self.ctx)}
        for row in rows:
            if not any(row.values.get(name) for name in ("customer", "customer_name", "customer_external_id")):
                order = orders.get(row.values.get("order", ""))
                row.values["customer"] = order.customer.number if order else row.values.get("customer", "")
        customers = link_customers(self, rows)
        numbers = {row.values["number"] for row in rows if row.values.get("number")}
        there = Invoice.objects.filter(number__in=numbers).values_list("number", "customer", "gross_cents")
        known: Known = {number: (customer, cents) for number, customer, cents in there}
        verdicts: list[Verdict] = []
        for number, group in groupby(rows, self.group):
            verdicts += self._judge(list(group), customers, orders, known)
            known.setdefault(str(number), APART)
        return verdicts

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """All of a batch in bulk, as entering tells it."""
        draughts = [verdict.found["invoice"] for verdict in verdicts if "invoice" in verdict.found]
        invoices = [_invoice(draught) for draught in draughts]
        insert_many(invoices)
        pairs = list(zip(invoices, draughts, strict=True))
        insert_many([rate_row(invoice, part) for invoice, draught in pairs for part in draught.parts])
        put_many(invoice_entry(invoice) for invoice in invoices)
        told = [self._told(invoice, draught) for invoice, draught in pairs]
        record_many(told, actor=self.ctx.actor, deliver=False)

    def _judge(
        self,
        rows: list[Parsed],
        customers: Mapping[int, Customer | str],
        orders: Mapping[str, Order],
        known: Known,
    ) -> list[Verdict]:
        first = rows[0]
        customer, order = customers.get(first.line), orders.get(first.values.get("order", ""))
        self._check_head(rows, customer, order)
        parts = [part for row in rows if (part := _part(row)) is not None]
        wrong = next((row for row in rows if row.problems), None)
        if wrong is not None or not isinstance(customer, Customer):
            return [self._refuse(row, wrong or first) for row in rows]
        draught = Draught(customer, order, first.values, by_rate(parts))
        if there := known.get(first.values["number"]):
            if there == (customer.pk, draught.gross_cents):
                return [Verdict(row, State.SAME) for row in rows]
            return [bad(row, "number", why_not(there, customer.pk, STANDS)) for row in rows]
        verdicts = [Verdict(row, State.NEW) for row in rows]
        verdicts[0].found["invoice"] = draught
        return verdicts

    def _refuse(self, row: Parsed, wrong: Parsed) -> Verdict:
        if row.problems:
            return Verdict(row, State.BAD)
        return bad(row, "", _("its invoice was refused because of line %(line)s") % {"line": wrong.line})

    def _check_head(self, rows: list[Parsed], customer: Customer | str | None, order: Order | None) -> None:
        first = rows[0]
        if first.values.get("order") and order is None:
            told = _("there is no order “%(number)s”") % {"number": first.values["order"]}
            first.problems.setdefault("order", told)
            return
        if not isinstance(customer, Customer):
            first.problems.setdefault("", customer or _("names no customer"))
            return
        if len({tuple(row.values.get(name) for name in ("order", "issued_on", "due_on")) for row in rows}) > 1:
            first.problems.setdefault("", _("the rows of this invoice name several orders or days"))
        if not self.ctx.actor.is_system and not can_enter_invoice(self.ctx.actor, customer):
            first.problems.setdefault("", _("only a sales manager may enter an invoice of this customer"))
        _check_order(first, customer, order)
        currency = first.values.get("currency", "").upper()
        if currency and currency != (order.currency if order else customer.currency):
            first.problems.setdefault("currency", _("is another one than that of the order or customer"))
        _check_days(first, self.ctx.actor.today)

    def _told(self, invoice: Invoice, draught: Draught) -> Draft:
        order = draught.order
        subjects = [("invoice", invoice.pk), ("customer", invoice.customer_id)]
        if order is not None:
            subjects += [("order", order.pk), *([("tandem", order.tandem_id)] if order.tandem_id else [])]
        else:
            subjects += owner_of(draught.customer)
        data = {"invoice": invoice.number, "gross_cents": invoice.gross_cents, "currency": invoice.currency}
        return Draft(
            "invoice.entered", noon(invoice.issued_on), subjects, {**data, **self.ctx.data}, trail=self.ctx.trail
        )


def _check_order(first: Parsed, customer: Customer, order: Order | None) -> None:
    if order is None:
        return
    if order.customer_id != customer.pk:
        first.problems.setdefault("order", _("belongs to another customer"))
    elif order.status != OrderStatus.CONFIRMED:
        first.problems.setdefault("order", _("is not confirmed"))


def _check_days(first: Parsed, today: date) -> None:
    issued, due = first.values.get("issued_on"), first.values.get("due_on")
    if issued and issued > today:
        first.problems.setdefault("issued_on", _("lies in the future"))
    if issued and due and not issued <= due <= issued + LONGEST:
        first.problems.setdefault("due_on", _("lies before the invoice or too far ahead"))


def _part(row: Parsed) -> Part | None:
    """Net and tax of a row from any two of net, rate, tax and gross; what is said more must fit to the cent."""
    values = row.values
    net, rate, tax, gross = (values.get(name) for name in ("net", "tax_rate", "tax", "gross"))
    if net is None and gross is not None:
        net = gross - tax if tax is not None else net_in(gross, rate) if rate is not None else None
    if tax is None and net is not None:
        tax = gross - net if gross is not None else tax_on(net, rate) if rate is not None else None
    if net is None or tax is None:
        row.problems.setdefault("net", _("give two of net, tax rate, tax and gross"))
        return None
    if net <= 0 or tax < 0:
        row.problems.setdefault("net", _("is not above zero; credit notes are issued on the order"))
        return None
    shown = {"sum": format_decimal(net + tax, MONEY, least=2)}
    if gross is not None and gross != net + tax:
        row.problems.setdefault("gross", _("net and tax make %(sum)s") % shown)
    if rate is not None and not fits(Part(rate, net, tax)):
        told = {"tax": format_decimal(tax_on(net, rate), MONEY, least=2)}
        row.problems.setdefault("tax", _("this rate makes %(tax)s of the net") % told)
    return None if row.problems else Part(rate if rate is not None else rate_of(net, tax), net, tax)


def _invoice(draught: Draught) -> Invoice:
    values, customer, order = draught.head, draught.customer, draught.order
    net, gross = sum(part.net_cents for part in draught.parts), draught.gross_cents
    return Invoice(
        number=values["number"],
        customer=customer,
        order=order,
        issued_on=values["issued_on"],
        due_on=values.get("due_on") or values["issued_on"] + timedelta(days=customer.payment_days),
        currency=order.currency if order else customer.currency,
        net_cents=net,
        tax_cents=gross - net,
        gross_cents=gross,
        open_cents=gross,
    )
