"""The register of contracts: its columns, filters and scopes."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.customers.scoping import in_scope_of_tandems

from .models import Contract, ContractStatus
from .queries import RUNNING
from .sheets import REGISTER

ENDS = (("30", _("within a month")), ("90", _("within three months")), ("365", _("within a year")))


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
    scope=in_scope_of_tandems,
    search=_matching,
    default_scope=default_scope,
    row_template="contracts/_row.html",
    default_sort="-made",
    empty=_("No contracts yet. Begin the first one from a customer or from a quote."),
)
