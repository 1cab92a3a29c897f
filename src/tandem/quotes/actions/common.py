"""What the actions on quotes share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.quotes.entries import quote_entry
from tandem.quotes.models import Quote, QuoteStatus, Revision
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import content_of, leading, sums_of

STANDS = {
    QuoteStatus.DRAFT: _("This quote is being worked on and has not been sent in this state."),
    QuoteStatus.SENT: _("This quote has been sent. Make a revision to change it."),
    QuoteStatus.ACCEPTED: _("This quote has been accepted already."),
    QuoteStatus.DECLINED: _("This quote has been declined already."),
    QuoteStatus.EXPIRED: _("This quote has run out. Make a revision to offer it again."),
    QuoteStatus.WITHDRAWN: _("This quote has been withdrawn."),
}


def lock_quote(quote: Quote, *expected: QuoteStatus, version: int | None = None) -> Quote:
    """The quote locked, with its customer at hand; a Conflict when somebody took it out of the expected status."""
    try:
        current = lock(quote, version=version)
    except Conflict as error:
        current = error.current
        if current is None or current.status in expected:
            raise
    if expected and current.status not in expected:
        raise Conflict("quote_moved_on", STANDS[QuoteStatus(current.status)], current=current)
    if current.customer_id == quote.customer_id:  # else it has gone to another one with its customer meanwhile
        current.customer = quote.customer
    return current


def lock_draft(quote: Quote) -> tuple[Quote, Revision]:
    """The quote and its current revision, to be worked on. All who change one quote come by here, one at a time."""
    quote = lock_quote(quote, QuoteStatus.DRAFT)
    revision = current_revision(quote)
    revision.quote = quote
    if revision.sent_at is not None:
        raise Refused("sent_already", STANDS[QuoteStatus.SENT])
    return quote, revision


def refresh(quote: Quote, revision: Revision) -> None:
    """After a change of content: what lists show, what search knows; the version says that something has moved."""
    first = leading(sums_of(content_of(revision)))
    quote.net_cents = first.totals.net_cents if first else 0
    quote.valid_until = revision.valid_until
    quote.version += 1
    quote.save(update_fields=["net_cents", "valid_until", "version"])
    search.put(quote_entry(quote))


def record_quote(
    verb: str,
    quote: Quote,
    *others: models.Model | None,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]] | None = None,
    **data: Any,
) -> Event:
    """An event of the quote, its customer and its tandem; number, revision, net and currency always go with it."""
    kept = {
        "number": quote.number,
        "revision": quote.revision,
        "net_cents": quote.net_cents,
        "currency": quote.currency,
        **data,
    }
    subjects = (quote, quote.customer, quote.tandem, *others)
    return record(verb, *subjects, actor=actor, at=at, changes=changes, data=kept)
