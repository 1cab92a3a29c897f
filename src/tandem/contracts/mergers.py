"""Contracts follow their customer; what was signed stays as it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tandem.core import search
from tandem.customers.merging.registry import Merger

from .entries import contract_entry
from .models import Contract, Signature


def _settle(customer_ids: Collection[int], at: datetime) -> None:
    """Search tells whose a contract is."""
    for contract in Contract.objects.filter(customer__in=customer_ids).select_related("customer").iterator():
        search.put(contract_entry(contract))


contracts_merger = Merger(
    customer_rows=((Contract, "customer"),),
    contact_rows=((Contract, "contact"), (Signature, "contact")),
    settle=_settle,
)
