"""What a product costs a buyer: the one function that quotes, orders, portal and phone ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from engines.pricing import Candidate, choose_price
from tandem.core.numbers import QUANTITY, format_decimal

from .models import Price, Product

# Whose price it is, the nearest first.
OWN, GROUP, CLASS, EVERYONE, LIST = "own", "group", "class", "everyone", "list"
RANKS = (OWN, GROUP, CLASS, EVERYONE)
AT_ONCE = 5_000


@dataclass(frozen=True)
class Buying:
    """A price list that a buyer buys by, and why: its own, its group's, its class's or everyone's."""

    list_id: int
    name: str
    whose: str
    group: str = ""  # how the group is called

    @property
    def why(self) -> str:
        """In words, without a quantity."""
        return Priced(0, self.whose, self.name, group=self.group).why


@dataclass(frozen=True)
class Priced:
    """A unit price in ten-thousandths, and why it is so."""

    unit_price: int
    whose: str
    list_name: str = ""
    from_quantity: int = 0
    group: str = ""

    @property
    def why(self) -> str:
        """In words: "Customer's list Dealers 2026, from 10"."""
        told = {
            OWN: _("Customer's list %(name)s"),
            GROUP: _("List of the group %(group)s: %(name)s"),
            CLASS: _("List of the customer's class: %(name)s"),
            EVERYONE: _("Price list: %(name)s"),
            LIST: _("List price"),
        }[self.whose] % {"name": self.list_name, "group": self.group}
        if not self.from_quantity:
            return told
        return _("%(list)s, from %(quantity)s") % {
            "list": told,
            "quantity": format_decimal(self.from_quantity, QUANTITY),
        }

    def as_data(self) -> dict[str, Any]:
        """As rows keep it."""
        told = {"whose": self.whose, "list": self.list_name, "from": self.from_quantity}
        return {**told, "group": self.group} if self.group else told

    @classmethod
    def of_data(cls, unit_price: int, told: Mapping[str, Any]) -> Priced:
        """The price again, from what a row kept of it."""
        group = told.get("group", "")
        whose = CLASS if told["whose"] == GROUP and not group else told["whose"]  # as rows kept it before groups
        return cls(unit_price, whose, told.get("list", ""), told.get("from", 0), group)


@dataclass(frozen=True)
class PriceBook:
    """The prices of some products for one buyer on one day; asks no database any more."""

    currency: str
    lists: Mapping[int, Buying]
    tiers: Mapping[int, Sequence[Candidate]]

    def price(self, product: Product, quantity: int) -> Priced | None:
        """What one unit costs at a quantity; None where no list has a price in this currency."""
        found = choose_price(quantity, self.tiers.get(product.pk, ()))
        if found is not None and found.source is not None:
            by = self.lists[found.source]
            return Priced(found.unit_price, by.whose, by.name, found.from_quantity, by.group)
        return Priced(product.list_price, LIST) if product.currency == self.currency else None


def price_book(product_ids: Collection[int], *, price_lists: Sequence[Buying], currency: str) -> PriceBook:
    """All tiers of these products in these lists; one statement, none without lists or products.

    The lists are those that hold on the day, in the currency: `customers.prices.lists_of` finds them.
    """
    lists = {one.list_id: one for one in price_lists}
    tiers: dict[int, list[Candidate]] = {}
    rows = Price.objects.filter(price_list__in=lists, product__in=list(product_ids)[:AT_ONCE])
    if lists and product_ids:
        for product_id, list_id, start, price in rows.values_list(
            "product_id", "price_list_id", "from_quantity", "unit_price"
        ):
            one = Candidate(RANKS.index(lists[list_id].whose), start, price, list_id)
            tiers.setdefault(product_id, []).append(one)
    return PriceBook(currency, lists, tiers)


def price_for(
    product: Product, quantity: int, *, price_lists: Sequence[Buying], currency: str, on: date | None = None
) -> Priced | None:
    """What one unit costs a buyer at a quantity in thousandths, and why; None where there is no price.

    The customer's own list goes before its group's, that before its class's, that before everyone's; the product's
    list price comes last.
    Outside the days on which the product is sold there is no price.
    """
    if on is not None and not sold_on_day(product, on):
        return None
    return price_book([product.pk], price_lists=price_lists, currency=currency).price(product, quantity)


def sold_on_day(product: Product, day: date) -> bool:
    """Whether the product is sold on that day."""
    return (product.sold_from is None or product.sold_from <= day) and (
        product.sold_to is None or day < product.sold_to
    )
