"""Mails follow their customer."""

from __future__ import annotations

from tandem.customers.merging.registry import Merger

from .models import Mail

exchange_merger = Merger(
    customer_rows=((Mail, "customer"), (Mail, "suggested")),
    contact_rows=((Mail, "contact"),),
)
