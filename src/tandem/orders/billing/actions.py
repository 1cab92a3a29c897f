"""Entering what the ERP says: an invoice, a payment, that an invoice does not count any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event, SearchRow
from tandem.core.numbers import MONEY, format_decimal
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.queries import owner_of
from tandem.orders.models import Order, OrderStatus
from tandem.people.queries import signed_in

from .balance import refresh_open
from .entries import invoice_entry
from .models import Invoice, InvoiceCancellation, InvoiceRate, Payment, PaymentKind
from .rates import Part, by_rate, parts_problem
from .rules import can_cancel_invoice, can_enter_invoice, can_enter_payment


@transaction.atomic
def enter_invoice(
    customer: Customer,
    *,
    number: str,
    issued_on: date,
    due_on: date,
    parts: Sequence[Part],
    order: Order | None = None,
    actor: Actor,
    at: datetime,
) -> Invoice:
    """Write down an invoice of the ERP. `parts`: net and tax by rate."""
    require(can_enter_invoice, actor, customer)
    if order is not None:
        order = lock(order)
    rates = by_rate(parts)
    _check(customer, order, number, (issued_on, due_on), rates, actor)
    net, tax = sum(part.net_cents for part in rates), sum(part.tax_cents for part in rates)
    invoice = Invoice.objects.create(
        number=number,
        customer=customer,
        order=order,
        issued_on=issued_on,
        due_on=due_on,
        currency=order.currency if order else customer.currency,
        net_cents=net,
        tax_cents=tax,
        gross_cents=net + tax,
        open_cents=net + tax,
    )
    InvoiceRate.objects.bulk_create([rate_row(invoice, part) for part in rates])
    search.put(invoice_entry(invoice))
    _record("invoice.entered", invoice, actor=actor, at=at)
    return invoice


@transaction.atomic
def enter_payment(
    invoice: Invoice,
    *,
    amount_cents: int,
    received_on: date,
    kind: str = PaymentKind.MONEY,
    number: str = "",
    actor: Actor,
    at: datetime,
) -> Payment:
    """Write down what settled a part of an invoice; never more than is open, and never more back than was paid."""
    require(can_enter_payment, actor, invoice.customer)
    invoice = _lock(invoice)
    if invoice.is_cancelled:
        raise Refused("invoice_cancelled", _("This invoice is cancelled: nothing is owed on it."))
    if wrong := payment_problems(invoice, amount_cents, received_on, actor.today):
        raise Invalid("payment_wrong", _("The payment is not right yet."), wrong)
    if number and Payment.objects.filter(source_key=number).exists():
        text = _("There is a payment with this number already.")
        raise Invalid("payment_known", text, {"number": text})
    payment = Payment.objects.create(
        invoice=invoice,
        kind=kind,
        received_on=received_on,
        amount_cents=amount_cents,
        source_key=number or None,
        at=at,
        by=signed_in(actor),
    )
    refresh_open([invoice.pk])
    paid = {"amount_cents": amount_cents, "kind": str(kind), "received_on": received_on.isoformat()}
    _record("payment.entered", invoice, payment, actor=actor, at=at, **paid)
    return payment


@transaction.atomic
def cancel_invoice(invoice: Invoice, *, reason: str, actor: Actor, at: datetime) -> Event:
    """Nothing of it is owed any more; refused once something was paid."""
    require(can_cancel_invoice, actor, invoice.customer)
    invoice = _lock(invoice)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    if invoice.is_cancelled:
        raise Refused("cancelled_already", _("This invoice has been cancelled already."))
    if invoice.payments.exists():
        raise Refused("has_payments", _("Something was paid on this invoice. Enter what went back first."))
    why = reason.strip()[:200]
    InvoiceCancellation.objects.create(invoice=invoice, at=at, by=signed_in(actor), reason=why)
    Invoice.objects.filter(pk=invoice.pk).update(open_cents=0)
    return _record("invoice.cancelled", invoice, actor=actor, at=at, reason=why)


def payment_problems(invoice: Invoice, amount_cents: int, received_on: date, today: date) -> dict[str, Text]:
    """What is wrong with a payment on this invoice as it stands, by field."""
    wrong: dict[str, Text] = {}
    if amount_cents == 0:
        wrong["amount"] = _("Not zero.")
    elif amount_cents > invoice.open_cents:
        wrong["amount"] = _("More than is open: %(open)s.") % {"open": _amount(invoice.open_cents, invoice)}
    elif amount_cents < invoice.open_cents - invoice.gross_cents:
        paid = invoice.gross_cents - invoice.open_cents
        wrong["amount"] = _("More goes back than was paid: %(paid)s.") % {"paid": _amount(paid, invoice)}
    if not invoice.issued_on <= received_on <= today:
        wrong["received_on"] = _("Between the day of the invoice and today.")
    return wrong


def undo_invoice(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Take back an invoice just entered, as long as nothing was paid on it."""
    invoice = _of_event(event)
    require(can_enter_invoice, actor, invoice.customer)
    invoice = _lock(invoice)
    if invoice.payments.exists() or invoice.is_cancelled:
        raise Refused("invoice_used", _("Something was paid on this invoice, or it was cancelled: it stays."))
    told = _subjects(invoice)[1:]
    SearchRow.objects.filter(kind=Invoice.ref_kind, object_id=invoice.pk).delete()
    invoice.delete()
    return told


def undo_payment(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Take back a payment just entered."""
    invoice = _of_event(event)
    require(can_enter_payment, actor, invoice.customer)
    invoice = _lock(invoice)
    Payment.objects.filter(pk=event.subjects.get(kind=Payment.ref_kind).object_id, invoice=invoice).delete()
    refresh_open([invoice.pk])
    return _subjects(invoice)


def rate_row(invoice: Invoice, part: Part) -> InvoiceRate:
    """A row of one rate."""
    return InvoiceRate(invoice=invoice, rate_ppm=part.rate_ppm, net_cents=part.net_cents, tax_cents=part.tax_cents)


def _check(
    customer: Customer,
    order: Order | None,
    number: str,
    days: tuple[date, date],
    parts: Sequence[Part],
    actor: Actor,
) -> None:
    issued_on, due_on = days
    wrong: dict[str, Text] = {}
    if order is not None and order.customer_id != customer.pk:
        wrong["order"] = _("This order belongs to another customer.")
    elif order is not None and order.status != OrderStatus.CONFIRMED:
        wrong["order"] = _("Only a confirmed order is billed.")
    if Invoice.objects.filter(number=number).exists():
        wrong["number"] = _("There is an invoice with this number already.")
    if issued_on > actor.today:
        wrong["issued_on"] = _("This day has not come yet.")
    if due_on < issued_on:
        wrong["due_on"] = _("Not before the day of the invoice.")
    if text := parts_problem(parts):
        wrong["net"] = text
    if wrong:
        raise Invalid("invoice_wrong", _("The invoice is not right yet."), wrong)


def _lock(invoice: Invoice) -> Invoice:
    current = lock(invoice)
    current.customer = invoice.customer
    return current


def _subjects(invoice: Invoice) -> tuple[models.Model | None, ...]:
    """Invoice, order, customer, and the tandem whose order it is, else that of the day."""
    order = invoice.order
    tandem = order.tandem if order else owner_of(invoice.customer, invoice.issued_on)
    return invoice, order, invoice.customer, tandem


def _record(verb: str, invoice: Invoice, *others: models.Model, actor: Actor, at: datetime, **data: Any) -> Event:
    kept = {"invoice": invoice.number, "gross_cents": invoice.gross_cents, "currency": invoice.currency, **data}
    return record(verb, *_subjects(invoice), *others, actor=actor, at=at, data=kept)


def _of_event(event: Event) -> Invoice:
    key = event.subjects.get(kind=Invoice.ref_kind).object_id
    found = Invoice.objects.select_related("customer", "order__tandem").filter(pk=key).first()
    if found is None:
        raise Refused("gone", _("It is not there any more."))
    return found


def _amount(cents: int, invoice: Invoice) -> str:
    return f"{format_decimal(cents, MONEY, least=2)} {invoice.currency}"
