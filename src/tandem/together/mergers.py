"""Work that is shown on a swap day follows its customer."""

from __future__ import annotations

from tandem.customers.merging.registry import Merger

from .models import SwapItem

together_merger = Merger(customer_rows=((SwapItem, "customer"),))
