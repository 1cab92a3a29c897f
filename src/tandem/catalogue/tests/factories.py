"""Products and price lists for tests, as plain functions."""

from __future__ import annotations

from itertools import count
from typing import Any

from tandem.catalogue.models import Price, PriceList, Product
from tandem.core.search import fold

_numbers = count(1)


def a_product(**fields: Any) -> Product:
    """Something we sell for 100 of the currency, unless told."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "number": f"P-{number:04d}",
        "name": f"Getriebemotor {number}",
        "list_price": 100_0000,
        **fields,
    }
    return Product.objects.create(name_key=fold(values["name"])[:200], **values)


def a_price_list(**fields: Any) -> PriceList:
    """A list in euros that always holds, unless told."""
    number = next(_numbers)
    values: dict[str, Any] = {"number": f"L-{number:04d}", "name": f"Preisliste {number}", **fields}
    return PriceList.objects.create(name_key=fold(values["name"])[:200], **values)


def priced(price_list: PriceList, product: Product, *tiers: tuple[int, int]) -> None:
    """Give the product these (from quantity, unit price) in the list."""
    Price.objects.bulk_create(
        Price(price_list=price_list, product=product, from_quantity=quantity, unit_price=price)
        for quantity, price in tiers
    )
