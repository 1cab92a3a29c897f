"""The register of contracts: its columns, filters and scopes."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.tandems.queries import scope_of

from .models import Contract, ContractStatus
from .queries import RUNNING
from .sheets import REGISTER

ENDS = (("30", _("within a month")), ("90", _("within three months")), ("365", _("within a year")))


def _in_scope(rows: QuerySet[Contract], scope: str, actor: Actor) -> QuerySet[Contract]:
    """Mine: of all tandems I act for; tandem: of the one in the bar; team: of my teams' customers."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(tandem__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    if scope == "team":
        customers = Customer.objects.filter(team__in=mine.team_ids)
        return rows.alias(whose=F("customer_id") + 0).filter(whose__in=customers)
    return rows


def _matching(rows: QuerySet[Contract], query: str) -> QuerySet[Contract]:
    """By number or title, or by the customer's words."""
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(pk__in=ids_matching(query, Contract.ref_kind)) | Q(customer__in=customers))


def _ending(rows: QuerySet[Contract], value: str) -> QuerySet[Contract]:
    """Running ones whose last day is not far."""
    today = timezone.localdate()
    return rows.filter(status__in=RUNNING, ends_on__gte=today, ends_on__lte=today + timedelta(days=int(value)))


CONTRACTS = Listing(
    title=_("Contracts"),
    name="contracts",
    sheets=(REGISTER,),
    columns=(
        Column("number", _("Contract"), sort="number", falling=True),
        Column("customer", _("Customer")),
        Column("status", _("Status"), sort="status"),
        Column("from", _("Begins on"), sort="starts_on", wide=True),
        Column("until", _("Last day")),
        Column("tandem", _("Tandem"), wide=True),
        Column("made", _("Made"), sort="created_at", falling=True, wide=True),
    ),
    filters=(
        Filter("status", _("Status"), choices_of(ContractStatus.choices), by_field("status")),
        Filter("ends", _("Ends"), choices_of(ENDS), _ending),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    row_template="contracts/_row.html",
    default_sort="-made",
    empty=_("No contracts yet. Begin the first one from a customer or from a quote."),
)
