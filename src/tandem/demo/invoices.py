"""What the ERP has billed and what came in: most orders have an invoice, some are paid in part, some are overdue."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from tandem.core import search
from tandem.orders.billing.entries import invoice_entry
from tandem.orders.billing.rates import tax_on
from tandem.orders.models import Invoice, InvoiceRate, Payment, PaymentKind

from .deals import Deal
from .dice import chance
from .stage import Stage

BILLED = 0.97  # of the confirmed orders whose goods have left
IN_PART, NEVER, PROMPT = 0.05, 0.015, 0.8
TAX = {"DE": 190_000}  # deliveries within the Union and beyond bear none


def write_invoices(stage: Stage, deals: list[Deal]) -> None:
    """Invoices of confirmed orders some days after their confirmation, and their payments up to today."""
    dice, invoices = stage.dice("invoices"), []
    counts: dict[int, int] = {}
    for deal in sorted(deals, key=lambda one: one.confirmed or one.captured):
        day = _billed_on(stage, deal, dice)
        if day is not None:
            counts[day.year] = counts.get(day.year, 0) + 1
            invoices.append(_invoice(deal, day, f"RE{day:%y}-{counts[day.year]:05d}"))
    payments = [payment for invoice in invoices for payment in _payments(stage, invoice, dice)]
    Invoice.objects.bulk_create(invoices)
    InvoiceRate.objects.bulk_create(_rates(invoices))
    for number, payment in enumerate(payments, 1):
        payment.invoice_id, payment.source_key = payment.invoice.pk, f"Z{payment.received_on:%y}-{number:06d}"
    Payment.objects.bulk_create(payments)
    search.put_many(invoice_entry(invoice) for invoice in invoices)
    for invoice in invoices:
        _tell(stage, "invoice.entered", invoice, invoice.issued_on)
    for payment in payments:
        data = {"amount_cents": payment.amount_cents, "kind": str(payment.kind)}
        received = {"received_on": payment.received_on.isoformat()}
        _tell(stage, "payment.entered", payment.invoice, payment.received_on, payment, **data, **received)


def _billed_on(stage: Stage, deal: Deal, dice: Random) -> date | None:
    wait = dice.randrange(1, 12)
    if not deal.confirmed or deal.cancelled or deal.order.net_cents <= 0 or not chance(dice, BILLED):
        return None
    day = timezone.localdate(deal.confirmed) + timedelta(days=wait)
    return day if day <= stage.calendar.today else None


def _invoice(deal: Deal, day: date, number: str) -> Invoice:
    order, customer = deal.order, deal.order.customer
    tax = tax_on(order.net_cents, TAX.get(customer.country, 0))
    gross = order.net_cents + tax
    return Invoice(
        number=number,
        customer=customer,
        order=order,
        issued_on=day,
        due_on=day + timedelta(days=customer.payment_days),
        currency=order.currency,
        net_cents=order.net_cents,
        tax_cents=tax,
        gross_cents=gross,
        open_cents=gross,
    )


def _rates(invoices: list[Invoice]) -> list[InvoiceRate]:
    return [
        InvoiceRate(
            invoice=invoice,
            rate_ppm=TAX.get(invoice.customer.country, 0),
            net_cents=invoice.net_cents,
            tax_cents=invoice.tax_cents,
        )
        for invoice in invoices
    ]


def _payments(stage: Stage, invoice: Invoice, dice: Random) -> list[Payment]:
    """In one sum about when it was due, seldom in two; a few old ones never came, or were written off."""
    late = dice.randrange(-20, 4) if chance(dice, PROMPT) else dice.randrange(4, 45)
    first, forgotten, second = chance(dice, IN_PART), chance(dice, NEVER), dice.randrange(10, 60)
    due = max(invoice.issued_on, invoice.due_on + timedelta(days=late))
    whole = invoice.gross_cents
    if forgotten:
        old = due + timedelta(days=300)
        parts = [(old, whole, PaymentKind.LOSS)]
    elif first and whole > 1:
        part = whole * dice.randrange(2, 8) // 10 or 1
        parts = [(due, part, PaymentKind.MONEY), (due + timedelta(days=second), whole - part, PaymentKind.MONEY)]
    else:
        parts = [(due, whole, PaymentKind.MONEY)]
    found = [_payment(stage, invoice, *part) for part in parts if part[0] <= stage.calendar.today]
    invoice.open_cents = whole - sum(payment.amount_cents for payment in found)
    return found


def _payment(stage: Stage, invoice: Invoice, day: date, cents: int, kind: PaymentKind) -> Payment:
    return Payment(invoice=invoice, kind=kind, received_on=day, amount_cents=cents, at=_moment(stage, day), by=None)


def _moment(stage: Stage, day: date) -> datetime:
    """The ERP's file comes in at night."""
    return min(timezone.make_aware(datetime.combine(day, time(3, 15))), stage.calendar.at)


def _tell(stage: Stage, verb: str, invoice: Invoice, day: date, payment: Payment | None = None, **data: object) -> None:
    order = invoice.order
    subjects = [("invoice", invoice.pk), ("customer", invoice.customer_id)]
    if order is not None:
        subjects += [("order", order.pk), *([("tandem", order.tandem_id)] if order.tandem_id else [])]
    subjects += [("payment", payment.pk)] if payment else []
    kept = {"invoice": invoice.number, "gross_cents": invoice.gross_cents, "currency": invoice.currency, **data}
    stage.diary.note(verb, _moment(stage, day), subjects, by=None, data=kept)
