"""Reading the catalogue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.rules import allows

from .models import FormerGroup, Price, PriceList, Product
from .rules import can_see_cost, can_see_price_lists, can_see_products
from .tiers import Sheet, Tier

AT_ONCE = 5_000  # ids in one statement
FOUND = 12  # products that a search offers
LISTS_SHOWN = 20  # on the page of a product


@dataclass(frozen=True)
class ListedPrices:
    """What a product costs in one of its lists."""

    price_list: PriceList
    tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class PricesOfProduct:
    """What a product costs in the lists of the day, as far as a page has room."""

    lists: list[ListedPrices]
    more: bool


def visible_products(actor: Actor) -> QuerySet[Product]:
    """All products for those who sell; what they cost is read only for those who may see it."""
    if not allows(can_see_products, actor):
        return Product.objects.none()
    rows = Product.objects.all()
    return rows if allows(can_see_cost, actor) else rows.defer("cost")


def sold_on(day: date) -> Q:
    """Condition: the product is sold on that day."""
    return (Q(sold_from=None) | Q(sold_from__lte=day)) & (Q(sold_to=None) | Q(sold_to__gt=day))


def visible_price_lists(actor: Actor) -> QuerySet[PriceList]:
    """All price lists for those who sell."""
    return PriceList.objects.all() if allows(can_see_price_lists, actor) else PriceList.objects.none()


def valid_on(day: date) -> Q:
    """Condition: the price list holds on that day."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def find_products(query: str, actor: Actor) -> list[Product]:
    """Products by any part of name, number or group, best match first; two statements."""
    keys = [row.object_id for row in search.find(query, kinds=[Product.ref_kind])]
    found = visible_products(actor).in_bulk(keys)
    return [found[key] for key in keys if key in found][:FOUND]


def prices_on(price_list: PriceList, product_ids: Collection[int], quantity: int) -> dict[int, Price]:
    """What each product costs in the list at a quantity in thousandths: the tier that begins last at or below it.

    Products without such a tier are left out. One statement for up to 5,000 products; whether the list holds on
    the day, and whose it is, is for the caller to ask.
    """
    keys, found = sorted(product_ids), dict[int, Price]()
    for start in range(0, len(keys), AT_ONCE):
        rows = Price.objects.filter(
            price_list=price_list, product_id__in=keys[start : start + AT_ONCE], from_quantity__lte=quantity
        )
        found |= {row.product_id: row for row in rows.order_by("product_id", "from_quantity")}
    return found


def sheet_of(price_list: PriceList, product: Product) -> Sheet:
    """All tiers of the product in the list; none where it has no price there."""
    return Sheet(price_list, product, tiers_of(price_list, [product.pk]).get(product.pk, ()))


def tiers_of(price_list: PriceList, product_ids: Iterable[int]) -> dict[int, tuple[Tier, ...]]:
    """The tiers of each product that has a price in the list, smallest quantity first."""
    rows = Price.objects.filter(price_list=price_list, product_id__in=list(product_ids))
    return _grouped(rows.order_by("from_quantity").values_list("product_id", "from_quantity", "unit_price"))


def prices_of_product(product: Product, day: date, actor: Actor) -> PricesOfProduct:
    """The lists of the day that hold a price of the product, by name; two statements."""
    priced = Price.objects.filter(price_list=OuterRef("pk"), product=product)
    lists = visible_price_lists(actor).filter(valid_on(day), Exists(priced)).order_by("name_key", "pk")
    found = list(lists[: LISTS_SHOWN + 1])
    shown = found[:LISTS_SHOWN]
    rows = Price.objects.filter(product=product, price_list__in=[row.pk for row in shown]).order_by("from_quantity")
    tiers = _grouped(rows.values_list("price_list_id", "from_quantity", "unit_price"))
    return PricesOfProduct([ListedPrices(row, tiers[row.pk]) for row in shown], more=len(found) > LISTS_SHOWN)


def _grouped(rows: Iterable[tuple[int, int, int]]) -> dict[int, tuple[Tier, ...]]:
    found: dict[int, list[Tier]] = {}
    for key, quantity, price in rows:
        found.setdefault(key, []).append(Tier(quantity, price))
    return {key: tuple(tiers) for key, tiers in found.items()}


@dataclass(frozen=True)
class Groups:
    """In which group each product was on a day; products that never moved are not kept."""

    former: Mapping[int, Sequence[tuple[date, str]]]

    def on(self, product: int, day: date, now: str) -> str:
        """`now` is the product's own group: that of today."""
        return next((name for until, name in self.former.get(product, ()) if day < until), now)


def groups_in_time() -> Groups:
    """One statement, for all products that ever moved."""
    former: dict[int, list[tuple[date, str]]] = defaultdict(list)
    for product, until, name in FormerGroup.objects.order_by("until").values_list("product", "until", "name"):
        former[product].append((until, name))
    return Groups(former)
