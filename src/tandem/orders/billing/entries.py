"""What search knows of invoices."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Invoice


def invoice_entry(invoice: Invoice) -> Entry:
    """Found by its number; the customer's name tells whose it is."""
    return Entry(Invoice.ref_kind, invoice.pk, invoice.number, [], invoice.number, invoice.customer.label)
