"""The list of quotes: its columns, filters and scopes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.customers.scoping import in_scope_of_tandems

from .models import Quote, QuoteStatus
from .sheets import BY_QUOTE

SOON = timedelta(days=7)
ENDS = (("soon", _("within a week")), ("over", _("is over")))


def _matching(rows: QuerySet[Quote], query: str) -> QuerySet[Quote]:
    """By number, subject or reference, or by the customer's words."""
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(pk__in=ids_matching(query, Quote.ref_kind)) | Q(customer__in=customers))


def _ending(rows: QuerySet[Quote], value: str) -> QuerySet[Quote]:
    """Sent ones whose last day comes within a week, or is over."""
    today = timezone.localdate()
    if value == "over":
        return rows.filter(valid_until__lt=today)
    return rows.filter(status=QuoteStatus.SENT, valid_until__gte=today, valid_until__lte=today + SOON)


def _years(actor: Actor) -> list[tuple[str, str]]:
    """Years in which there are quotes, newest first."""
    if "quote_years" not in actor.cache:
        first = Quote.objects.order_by("created_at").values_list("created_at", flat=True).first()
        oldest = timezone.localdate(first).year if first else actor.today.year
        actor.cache["quote_years"] = [(str(year), str(year)) for year in range(actor.today.year, oldest - 1, -1)]
    found: list[tuple[str, str]] = actor.cache["quote_years"]
    return found


def _of_year(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Made in a calendar year, as a range of the index."""
    year = int(value)
    start, end = (_midnight(date(one, 1, 1)) for one in (year, year + 1))
    return rows.filter(created_at__gte=start, created_at__lt=end)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


QUOTES = Listing(
    title=_("Quotes"),
    name="quotes",
    sheets=(BY_QUOTE,),
    columns=(
        Column("number", _("Quote"), sort="number", falling=True),
        Column("customer", _("Customer")),
        Column("made", _("Made on"), sort="created_at", falling=True, wide=True),
        Column("status", _("Status"), sort="status"),
        Column("net", _("Net"), sort="net_cents", numeric=True, falling=True),
        Column("until", _("Valid until")),
        Column("tandem", _("Tandem"), wide=True),
    ),
    filters=(
        Filter("status", _("Status"), choices_of(QuoteStatus.choices), by_field("status")),
        Filter("ends", _("Runs out"), choices_of(ENDS), _ending),
        Filter("year", _("Year"), _years, _of_year),
    ),
    scope=in_scope_of_tandems,
    search=_matching,
    default_scope=default_scope,
    row_template="quotes/_row.html",
    default_sort="-made",
    empty=_("No quotes yet. Begin the first one from a customer, a request or here."),
)
