"""The list of credit notes: what was given back, on which order and why."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer

from .billing.listing import scope_by
from .models import Cause, Order
from .queries import years_of
from .sheets import CREDIT_NOTES_SHEET

STATES = (("stands", pgettext_lazy("credit note", "stands")), ("withdrawn", pgettext_lazy("credit note", "withdrawn")))


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """By its own or the order's number, or by the customer's words."""
    found = Q(number=query) | Q(order__in=ids_matching(query, Order.ref_kind))
    return rows.filter(found | Q(order__customer__in=ids_matching(query, Customer.ref_kind)))


def _of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    return rows.filter(withdrawal__isnull=state == "stands")


CREDIT_NOTES = Listing(
    title=_("Credit notes"),
    name="credit_notes",
    sheets=(CREDIT_NOTES_SHEET,),
    columns=(
        Column("number", _("Credit note"), sort="number", falling=True),
        Column("order", _("Order"), sort="order__number", falling=True),
        Column("customer", _("Customer"), sort="order__customer__name_key"),
        Column("issued", _("Issued on"), sort="issued_on", falling=True),
        Column("state", _("State")),
        Column("reason", _("Reason"), wide=True),
        Column("net", _("Net"), sort="net_cents", numeric=True, falling=True),
    ),
    filters=(
        Filter("state", _("State"), choices_of(STATES), _of_state),
        Filter("cause", _("Why"), choices_of(Cause.choices), by_field("cause")),
        Filter("year", _("Year"), years_of, lambda rows, value: rows.filter(issued_on__year=int(value))),
    ),
    scope=scope_by("order__customer"),
    search=_matching,
    default_scope=default_scope,
    row_template="orders/_note_row.html",
    default_sort="-issued",
    empty=_("No credit notes yet. They are issued on the page of a confirmed order, or come from your ERP as a file."),
)
