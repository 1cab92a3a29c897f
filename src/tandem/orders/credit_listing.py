"""The list of credit notes: what was given back, on which order and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.listing import Column, Filter, Listing
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer

from .billing.listing import scope_by
from .models import Order
from .queries import years_of
from .sheets import CREDIT_NOTES_SHEET


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """By its own or the order's number, or by the customer's words."""
    found = Q(number=query) | Q(order__in=ids_matching(query, Order.ref_kind))
    return rows.filter(found | Q(order__customer__in=ids_matching(query, Customer.ref_kind)))


CREDIT_NOTES = Listing(
    title=_("Credit notes"),
    name="credit_notes",
    sheets=(CREDIT_NOTES_SHEET,),
    columns=(
        Column("number", _("Credit note"), sort="number", falling=True),
        Column("order", _("Order")),
        Column("customer", _("Customer")),
        Column("issued", _("Issued on"), wide=True),
        Column("reason", _("Reason"), wide=True),
        Column("net", _("Net"), numeric=True),
    ),
    filters=(Filter("year", _("Year"), years_of, lambda rows, value: rows.filter(issued_on__year=int(value))),),
    scope=scope_by("order__customer"),
    search=_matching,
    default_scope=default_scope,
    row_template="orders/_note_row.html",
    default_sort="-number",
    empty=_("No credit notes yet. They are issued on the page of a confirmed order."),
)
