"""Mails about a quote: what their placeholders stand for, and the papers that go along."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from tandem.core.documents.formats import day, money, paper_language
from tandem.core.documents.keeping import document_of
from tandem.letters.models import TextKind
from tandem.letters.sources import Source

from .models import Quote
from .printing import QUOTE, print_quote


def _values(quote: Quote, language: str) -> Mapping[str, str]:
    until: date | None = quote.valid_until
    return {
        "number": quote.number,
        "total": money(quote.net_cents, quote.currency, language),
        "reference": quote.customer_reference,
        "valid_until": day(until, language) if until else "",
    }


def _unprinted(quote: Quote) -> bool:
    """Whether the revision that was sent last has not been printed yet."""
    language = paper_language(quote.language)
    return quote.sent_at is not None and document_of(quote, QUOTE, language, quote.revision) is None


quote_source = Source(
    kind=TextKind.QUOTE,
    customer=lambda quote: quote.customer,
    contact=lambda quote: quote.contact,
    values=_values,
    paper=lambda quote, actor, at: print_quote(quote, actor=actor, at=at),
    has_paper=_unprinted,
    label=_("The quote as PDF"),
)
