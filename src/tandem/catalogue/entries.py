"""What search knows of products and price lists."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import PriceList, Product


def product_entry(product: Product) -> Entry:
    """Found by name, number and group; never by cost."""
    return Entry(Product.ref_kind, product.pk, product.name, [product.group], product.number, product.group)


def price_list_entry(price_list: PriceList) -> Entry:
    """Found by name and number; the currency stands beside it."""
    row = price_list
    return Entry(PriceList.ref_kind, row.pk, row.name, [row.currency], row.number, row.currency)
