"""The lists of products, of price lists, and of the prices in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.search import ids_matching

from . import sheets
from .models import Price, PriceList, Product
from .queries import sold_on, tiers_of, valid_on
from .tiers import Tier


def _groups(actor: Actor) -> Sequence[tuple[str, Text]]:
    if "groups" not in actor.cache:
        rows = Product.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
        actor.cache["groups"] = [(name, name) for name in rows]
    found: Sequence[tuple[str, Text]] = actor.cache["groups"]
    return found


def _sold(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    now = sold_on(timezone.localdate())
    return rows.filter(now if value == "yes" else ~now)


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    return rows.filter(pk__in=ids_matching(query, Product.ref_kind))


PRODUCTS = Listing(
    title=_("Products"),
    name="products",
    sheets=(sheets.PRODUCTS,),
    columns=(
        Column("name", _("Product"), sort="name_key"),
        Column("number", _("Number"), sort="number", wide=True),
        Column("group", _("Group"), sort="group", wide=True),
        Column("price", _("List price"), sort="list_price", numeric=True, falling=True),
    ),
    filters=(
        Filter("group", _("Group"), _groups, by_field("group")),
        Filter("sold", _("Sold now"), choices_of([("yes", _("yes")), ("no", _("no"))]), _sold),
    ),
    search=_matching,
    row_template="catalogue/_row.html",
    default_sort="name",
    empty=_("No products yet. Add the first one, or take over your data with: tandem import"),
)


@dataclass(frozen=True)
class ListRow:
    """A price list with how many products have a price in it."""

    price_list: PriceList
    state: str
    products: int


@dataclass(frozen=True)
class PriceRow:
    """A product with what it costs in the list."""

    product: Product
    tiers: tuple[Tier, ...]


def _currencies(actor: Actor) -> Sequence[tuple[str, Text]]:
    if "currencies" not in actor.cache:
        rows = PriceList.objects.order_by("currency").values_list("currency", flat=True).distinct()
        actor.cache["currencies"] = [(code, code) for code in rows]
    found: Sequence[tuple[str, Text]] = actor.cache["currencies"]
    return found


def state_of(price_list: PriceList, day: date) -> str:
    """Where a list stands in its time: to come, now or over."""
    if price_list.valid_from and price_list.valid_from > day:
        return "coming"
    return "over" if price_list.valid_to and price_list.valid_to <= day else "now"


def _valid(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    today = timezone.localdate()
    if value == "now":
        return rows.filter(valid_on(today))
    return rows.filter(valid_from__gt=today) if value == "coming" else rows.filter(valid_to__lte=today)


def _matching_lists(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    return rows.filter(pk__in=ids_matching(query, PriceList.ref_kind))


def _counted(rows: Sequence[PriceList], actor: Actor) -> Sequence[ListRow]:
    prices = Price.objects.filter(price_list__in=[row.pk for row in rows]).order_by()
    counts = dict(prices.values_list("price_list").annotate(n=Count("product", distinct=True)))
    return [ListRow(row, state_of(row, actor.today), counts.get(row.pk, 0)) for row in rows]


PRICE_LISTS = Listing(
    title=_("Price lists"),
    name="price_lists",
    sheets=(sheets.PRICE_LISTS,),
    columns=(
        Column("name", _("Price list"), sort="name_key"),
        Column("number", _("Number"), sort="number", wide=True),
        Column("currency", _("Currency"), sort="currency", wide=True),
        Column("valid", _("Valid")),
        Column("products", _("Products"), numeric=True),
    ),
    filters=(
        Filter(
            "valid",
            _("Valid"),
            choices_of([("now", _("now")), ("coming", _("to come")), ("over", _("no longer"))]),
            _valid,
        ),
        Filter("currency", _("Currency"), _currencies, by_field("currency")),
    ),
    search=_matching_lists,
    row_template="catalogue/_price_list_row.html",
    default_sort="name",
    fetch=_counted,
    empty=_("No price lists yet. Products are sold at their list price."),
)

PRICES = Listing(
    title=_("Prices"),
    name="prices",
    sheets=(sheets.PRICES,),
    columns=(
        Column("product", _("Product"), sort="name_key"),
        Column("number", _("Number"), sort="number", wide=True),
        Column("list_price", _("List price"), sort="list_price", numeric=True, falling=True, wide=True),
        Column("price", _("Price in this list"), numeric=True),
    ),
    filters=PRODUCTS.filters,
    search=_matching,
    row_template="catalogue/_price_row.html",
    default_sort="product",
    empty=_("No prices yet. Add the first one."),
)


def prices_in(price_list: PriceList, *, may_edit: bool) -> Listing:
    """The list of what is priced in it: a row per product, all its tiers together."""

    def with_tiers(rows: Sequence[Product], actor: Actor) -> Sequence[PriceRow]:
        tiers = tiers_of(price_list, [row.pk for row in rows])
        return [PriceRow(row, tiers.get(row.pk, ())) for row in rows]

    edit = (Column("edit", _("Edit")),) if may_edit else ()
    return replace(PRICES, columns=(*PRICES.columns, *edit), fetch=with_tiers, about=price_list.number)


def priced_in(price_list: PriceList, rows: QuerySet[Product]) -> QuerySet[Product]:
    """The products that have a price in the list: its few, looked up in a catalogue of many, on SQLite too."""
    return rows.filter(pk__in=Price.objects.filter(price_list=price_list).values("product_id"))
