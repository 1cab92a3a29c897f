"""What search knows of contracts."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Contract


def contract_entry(contract: Contract) -> Entry:
    """Found by number and title; the customer's name tells whose it is."""
    return Entry(
        Contract.ref_kind, contract.pk, contract.number, [contract.title], contract.number, contract.customer.label
    )
