"""Invoices as a file, and their payments."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MONEY, Field, Sheet, of
from tandem.core.exports.sheets import Rows

from .models import Payment, PaymentKind

_INVOICE = [
    *("number", "issued_on", "due_on", "currency", "net_cents", "tax_cents", "gross_cents", "open_cents"),
    *("customer__number", "customer__name", "order__number", "cancellation__reason"),
]
_PAYMENT = [
    *("source_key", "received_on", "kind", "amount_cents", "invoice_id", "invoice__number", "invoice__currency"),
    *("invoice__customer__number", "invoice__customer__name"),
]


def _invoices(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    found: Rows = rows.values_list("pk", *_INVOICE, named=True)
    return found


def _payments(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """The payments on these invoices, in one statement."""
    payments = Payment.objects.filter(invoice__in=rows.values("pk"))
    return payments.values_list(*_PAYMENT, named=True)


def _listed(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """The payments of their own list."""
    found: Rows = rows.values_list("pk", *_PAYMENT, named=True)
    return found


def _words(row: Any) -> str:
    return row.source_key or ""


INVOICES_SHEET = Sheet(
    key="invoices",
    label=_("Invoices"),
    fields=(
        Field(_("Invoice number"), of("number")),
        Field(_("Order number"), of("order__number")),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Issued on"), of("issued_on"), DAY),
        Field(_("Due on"), of("due_on"), DAY),
        Field(_("Net"), of("net_cents"), MONEY),
        Field(_("Tax"), of("tax_cents"), MONEY),
        Field(_("Gross"), of("gross_cents"), MONEY),
        Field(_("Open amount"), of("open_cents"), MONEY),
        Field(_("Currency"), of("currency")),
        Field(_("Cancelled because"), of("cancellation__reason")),
    ),
    read=_invoices,
)

_PAYMENT_FIELDS = (
    Field(_("Payment number"), _words),
    Field(_("Invoice number"), of("invoice__number")),
    Field(_("Customer number"), of("invoice__customer__number")),
    Field(_("Customer"), of("invoice__customer__name")),
    Field(_("Received on"), of("received_on"), DAY),
    Field(_("Amount"), of("amount_cents"), MONEY),
    Field(_("Currency"), of("invoice__currency")),
    Field(_("How"), of("kind"), words=PaymentKind.choices),
)

PAYMENTS_SHEET = Sheet(
    key="payments",
    label=_("Payments"),
    fields=_PAYMENT_FIELDS,
    read=_payments,
    row_key="invoice_id",
    counted=lambda rows: Payment.objects.filter(invoice__in=rows.order_by().values("pk")),
)

PAYMENT_LIST_SHEET = Sheet(key="payments", label=_("Payments"), fields=_PAYMENT_FIELDS, read=_listed)
