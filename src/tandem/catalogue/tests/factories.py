"""Products for tests, as plain functions."""

from __future__ import annotations

from itertools import count
from typing import Any

from tandem.catalogue.models import Product
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
