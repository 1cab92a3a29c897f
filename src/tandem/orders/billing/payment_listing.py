"""The list of payments: what came in, when and on which invoice."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.orders.queries import years_of

from .listing import scope_by
from .models import Invoice, PaymentKind
from .sheets import PAYMENT_LIST_SHEET


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """By the invoice's number, the payment's own, or the customer's words."""
    found = Q(invoice__in=ids_matching(query, Invoice.ref_kind)) | Q(source_key=query)
    return rows.filter(found | Q(invoice__customer__in=ids_matching(query, Customer.ref_kind)))


PAYMENTS = Listing(
    title=_("Payments"),
    name="payments",
    sheets=(PAYMENT_LIST_SHEET,),
    columns=(
        Column("invoice", _("Invoice")),
        Column("customer", _("Customer")),
        Column("received", _("Received on"), sort="received_on", falling=True),
        Column("kind", _("How"), wide=True),
        Column("amount", _("Amount"), numeric=True),
    ),
    filters=(
        Filter("kind", _("How"), choices_of(PaymentKind.choices), by_field("kind")),
        Filter("year", _("Year"), years_of, lambda rows, value: rows.filter(received_on__year=int(value))),
    ),
    scope=scope_by("invoice__customer"),
    search=_matching,
    default_scope=default_scope,
    row_template="orders/_payment_row.html",
    default_sort="-received",
    empty=_("No payments yet. They come from your ERP: put its file in under Imports."),
)
