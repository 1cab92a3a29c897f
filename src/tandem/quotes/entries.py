"""What search knows of quotes."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Quote


def quote_entry(quote: Quote) -> Entry:
    """Found by number, subject and the customer's reference; the customer's name tells whose it is."""
    words = [word for word in (quote.subject, quote.customer_reference) if word]
    return Entry(Quote.ref_kind, quote.pk, quote.number, words, quote.number, quote.customer.label)
