"""The list of invoices: its columns, filters and scopes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, choices_of
from tandem.core.search import ids_matching
from tandem.core.spans import on_day
from tandem.customers.listing import default_scope
from tandem.customers.models import Assignment, Customer
from tandem.orders.models import Order
from tandem.orders.queries import years_of
from tandem.tandems.queries import scope_of

from .models import Invoice
from .sheets import INVOICES_SHEET, PAYMENTS_SHEET

STATES = (
    ("open", _("open")),
    ("overdue", _("overdue")),
    ("part", _("paid in part")),
    ("paid", _("paid")),
    ("cancelled", _("cancelled")),
)


def scope_by(path: str) -> Callable[[QuerySet[Any], str, Actor], QuerySet[Any]]:
    """By who owns the customer at that path today: that is who asks for the money."""

    def in_scope(rows: QuerySet[Any], scope: str, actor: Actor) -> QuerySet[Any]:
        mine = scope_of(actor)
        owned = Assignment.objects.filter(on_day(actor.today))
        if scope == "mine":
            return rows.filter(**{f"{path}__in": owned.filter(tandem__in=mine.acting_ids).values("customer")})
        if scope == "tandem":
            return rows.filter(**{f"{path}__in": owned.filter(tandem=mine.current_id).values("customer")})
        if scope == "team":
            return rows.filter(**{f"{path}__in": Customer.objects.filter(team__in=mine.team_ids)})
        return rows

    return in_scope


def _of_state(rows: QuerySet[Invoice], state: str) -> QuerySet[Invoice]:
    if state == "cancelled":
        return rows.filter(cancellation__isnull=False)
    return rows.filter(cancellation=None).filter(
        {
            "open": Q(open_cents__gt=0),
            "overdue": Q(open_cents__gt=0, due_on__lt=timezone.localdate()),
            "part": Q(open_cents__gt=0, open_cents__lt=F("gross_cents")),
            "paid": Q(open_cents=0),
        }[state]
    )


def _of_year(rows: QuerySet[Invoice], value: str) -> QuerySet[Invoice]:
    return rows.filter(issued_on__year=int(value))


def _matching(rows: QuerySet[Invoice], query: str) -> QuerySet[Invoice]:
    """By the invoice's or the order's number, or by the customer's words."""
    found = Q(pk__in=ids_matching(query, Invoice.ref_kind)) | Q(order__in=ids_matching(query, Order.ref_kind))
    return rows.filter(found | Q(customer__in=ids_matching(query, Customer.ref_kind)))


def _fetch(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    for row in rows:
        row.__dict__["overdue"] = row.is_overdue(actor.today)
    return rows


INVOICES = Listing(
    title=_("Invoices"),
    name="invoices",
    sheets=(INVOICES_SHEET, PAYMENTS_SHEET),
    columns=(
        Column("number", _("Invoice"), sort="number", falling=True),
        Column("customer", _("Customer")),
        Column("issued", _("Issued on"), sort="issued_on", falling=True, wide=True),
        Column("due", _("Due on"), sort="due_on"),
        Column("state", _("State")),
        Column("gross", _("Gross"), sort="gross_cents", numeric=True, falling=True),
        Column(
            "open",
            _(
                "Open",
            ),
            numeric=True,
        ),
    ),
    filters=(
        Filter("state", _("State"), choices_of(STATES), _of_state),
        Filter("year", _("Year"), years_of, _of_year),
    ),
    scope=scope_by("customer"),
    search=_matching,
    default_scope=default_scope,
    fetch=_fetch,
    row_template="orders/_invoice_row.html",
    default_sort="-issued",
    empty=_("No invoices yet. They come from your ERP: put its file in under Imports."),
)
