"""What is put together anew in the new house: search, keys of duplicates, sums, addresses to sign in with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.catalogue.entries import price_list_entry, product_entry
from tandem.catalogue.models import PriceList, Product
from tandem.contracts.entries import contract_entry
from tandem.contracts.models import Contract
from tandem.core.search import Entry, put_many
from tandem.customers.entries import contact_entry, customer_entry
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.models import Contact, Customer
from tandem.exchange.progress import Bar
from tandem.orders.billing.entries import invoice_entry
from tandem.orders.entries import order_entry
from tandem.orders.figures import refresh_all_figures
from tandem.orders.models import Invoice, Order
from tandem.people.entries import entries_of
from tandem.people.models import Employee
from tandem.pipeline.entries import lead_entry, opportunity_entry
from tandem.pipeline.models import Lead, Opportunity
from tandem.quotes.entries import quote_entry
from tandem.quotes.models import Quote
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Tandem
from tandem.work.entries import request_entry
from tandem.work.models import Request

BATCH = 5000
Found = tuple[QuerySet[Any], Callable[[Any], Iterable[Entry]]]


def put_together(day: date, *, bar: Bar) -> None:
    """All of it, from the rows; in the transaction of the import."""
    EmailAddress.objects.bulk_create(
        [
            EmailAddress(user_id=key, email=email, verified=True, primary=True)
            for key, email in Employee.objects.order_by("pk").values_list("pk", "email")
        ],
        BATCH,
    )
    found = list(_findable(day))
    bar.start(_("Search"), sum(rows.count() for rows, _entries in found))
    for rows, entries in found:
        for batch in _batches(rows):
            put_many(entry for row in batch for entry in entries(row))
            bar.advance(len(batch))
    bar.start(_("Sums"), 2)
    keep_match_keys(Customer.objects.values_list("pk", flat=True))
    bar.advance(1)
    refresh_all_figures(day)
    bar.advance(1)


def _findable(day: date) -> Iterator[Found]:
    """Everything that search knows, and how; what has gone or was merged is not found."""
    yield Employee.objects.select_related("team"), lambda row: entries_of([row])
    yield Tandem.objects.select_related("team"), lambda row: [tandem_entry(row, day)]
    yield Product.objects.all(), lambda row: [product_entry(row)]
    yield PriceList.objects.all(), lambda row: [price_list_entry(row)]
    yield Customer.objects.filter(merged_into=None), lambda row: [customer_entry(row)]
    contacts = Contact.objects.filter(left_at=None, merged_into=None)
    yield contacts.select_related("customer"), lambda row: [contact_entry(row)]
    yield Order.objects.select_related("customer"), lambda row: [order_entry(row)]
    yield Quote.objects.select_related("customer"), lambda row: [quote_entry(row)]
    yield Contract.objects.select_related("customer"), lambda row: [contract_entry(row)]
    yield Invoice.objects.select_related("customer"), lambda row: [invoice_entry(row)]
    yield Opportunity.objects.select_related("customer"), lambda row: [opportunity_entry(row)]
    leads = Lead.objects.prefetch_related("people")
    yield leads, lambda row: [lead_entry(row, list(row.people.all()))]
    requests = Request.objects.filter(merged_into=None)
    yield requests.select_related("customer"), lambda row: [request_entry(row)]


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """By keys, so that a book of any size needs the memory of one batch."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk
