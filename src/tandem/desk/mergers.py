"""Notices follow their customer."""

from __future__ import annotations

from tandem.customers.merging.registry import Merger

from .models import Notice

desk_merger = Merger(customer_rows=((Notice, "customer"),))
