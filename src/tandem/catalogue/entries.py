"""What search knows of products."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Product


def product_entry(product: Product) -> Entry:
    """Found by name, number and group; never by cost."""
    return Entry(Product.ref_kind, product.pk, product.name, [product.group], product.number, product.group)
