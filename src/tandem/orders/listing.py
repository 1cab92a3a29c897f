"""The list of orders: its columns, filters and scopes."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Order, OrderStatus
from .queries import of_year, years_of
from .sheets import BY_LINE, BY_ORDER


def _in_scope(rows: QuerySet[Order], scope: str, actor: Actor) -> QuerySet[Order]:
    """Mine: of all tandems I act for; tandem: of the one in the bar; team: of my teams' customers."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(tandem__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    if scope == "team":
        # By a sum, which no index holds: with very many customers the list's order is the better way in.
        customers = Customer.objects.filter(team__in=mine.team_ids)
        return rows.alias(whose=F("customer_id") + 0).filter(whose__in=customers)
    return rows


def _matching(rows: QuerySet[Order], query: str) -> QuerySet[Order]:
    """By the order's number or reference, or by the customer's words."""
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(pk__in=ids_matching(query, Order.ref_kind)) | Q(customer__in=customers))


def _tandems(actor: Actor) -> list[tuple[str, Any]]:
    if "tandem_choices" not in actor.cache:
        pairs = Tandem.objects.values_list("pk", "name")
        actor.cache["tandem_choices"] = [(str(key), name) for key, name in pairs]
    found: list[tuple[str, Any]] = actor.cache["tandem_choices"]
    return found


ORDERS = Listing(
    title=_("Orders"),
    name="orders",
    sheets=(BY_ORDER, BY_LINE),
    columns=(
        Column("number", _("Order"), sort="number", falling=True),
        Column("customer", _("Customer")),
        Column("day", _("Ordered on"), sort="ordered_on", falling=True),
        Column("status", _("Status"), sort="status"),
        Column("net", _("Net"), sort="net_cents", numeric=True, falling=True),
        Column("tandem", _("Tandem"), wide=True),
    ),
    filters=(
        Filter("status", _("Status"), choices_of(OrderStatus.choices), by_field("status")),
        Filter("year", _("Year"), years_of, of_year),
        Filter("of", _("Tandem"), _tandems, by_field("tandem")),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    row_template="orders/_row.html",
    default_sort="-day",
    empty=_("No orders yet. Capture the first one while the customer is on the phone."),
)
