"""What one product costs in one list: a price per quantity from which it holds."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .models import PriceList, Product

MOST_TIERS = 50


class Tier(NamedTuple):
    """From a quantity in thousandths on, a unit price in ten-thousandths."""

    from_quantity: int
    unit_price: int


@dataclass(frozen=True)
class Sheet:
    """All tiers of a product in a list, smallest quantity first. The thing that people edit side by side."""

    price_list: PriceList
    product: Product
    tiers: Sequence[Tier]

    @property
    def version(self) -> int:
        """Differs where the tiers do: no row stands for them that could count. Never 0."""
        return zlib.crc32(json.dumps(self.tiers).encode()) or 1
