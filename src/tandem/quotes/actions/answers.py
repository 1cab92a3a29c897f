"""What the customer says: yes to one option, no, or a question. By the contact, or as one of us heard it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import CONTACT, Actor
from tandem.core.errors import Conflict, Invalid
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Contact
from tandem.people.queries import signed_in
from tandem.quotes.follow import end_follow_up, end_follow_ups_of_ended, plan_order
from tandem.quotes.frozen import choose, option_in, totals_data
from tandem.quotes.models import Acceptance, Decline, LossReason, Quote, QuoteStatus, Revision
from tandem.quotes.queries import current_revision, running_out
from tandem.quotes.rules import can_answer_quote
from tandem.tandems.models import RequestKind
from tandem.work.actions.requests import open_request
from tandem.work.models import Request, Source

from .common import STANDS, lock_quote, record_quote

OPEN = (QuoteStatus.SENT,)


@transaction.atomic
def accept_quote(
    quote: Quote,
    *,
    revision: int,
    option_id: int,
    optional_ids: Collection[int] = (),
    contact: Contact | None = None,
    name: str = "",
    note: str = "",
    proof: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> Acceptance:
    """The one acceptance of a quote: an option of the current revision, with the optional lines that were chosen.

    Its cents come out of the snapshot that was sent. A Conflict for whoever is late: it was accepted, changed,
    withdrawn, or has run out meanwhile.
    """
    require(can_answer_quote, actor, quote)
    quote, current = _lock_answerable(quote, revision, actor.today)
    contact = _speaker(quote, contact, actor)
    option = option_in(current.snapshot or {}, option_id)
    if option is None:
        text = _("Choose one of the options of this quote.")
        raise Invalid("no_such_option", text, {"option": text})
    if set(optional_ids) - {line["id"] for line in option["lines"] if line["optional"]}:
        text = _("Choose among the optional lines of this option.")
        raise Invalid("no_such_line", text, {"lines": text})
    accepted = choose(option, optional_ids)
    row = Acceptance.objects.create(
        quote=quote,
        revision=current,
        option_id=option_id,
        at=at,
        by=signed_in(actor),
        contact=contact,
        name=(name.strip() or str(contact or ""))[:160],
        note=note.strip()[:300],
        net_cents=accepted.totals.net_cents,
        tax_cents=accepted.totals.tax_cents,
        content={"option": option["name"], "lines": accepted.lines, "totals": totals_data(accepted.totals)},
        proof=dict(proof or {}),
    )
    changes = save_changes(quote, {"status": QuoteStatus.ACCEPTED, "net_cents": row.net_cents})
    end_follow_up(quote, actor=actor, at=at)
    plan_order(quote, actor=actor, at=at)
    record_quote("quote.accepted", quote, contact, actor=actor, at=at, changes=changes, option=option["name"])
    return row


@transaction.atomic
def decline_quote(
    quote: Quote,
    *,
    revision: int,
    reason: str,
    text: str = "",
    competitor: str = "",
    contact: Contact | None = None,
    actor: Actor,
    at: datetime,
) -> Event:
    """The customer says no, and why; the next revision may still win."""
    require(can_answer_quote, actor, quote)
    quote, current = _lock_answerable(quote, revision, None)
    if reason not in LossReason.values:
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    contact = _speaker(quote, contact, actor)
    Decline.objects.create(
        revision=current,
        at=at,
        by=signed_in(actor),
        contact=contact,
        reason=reason,
        text=text.strip()[:300],
        competitor=competitor.strip()[:120],
    )
    changes = save_changes(quote, {"status": QuoteStatus.DECLINED})
    end_follow_up(quote, actor=actor, at=at)
    told = {"loss": reason, "reason": text.strip()[:300], "competitor": competitor.strip()[:120]}
    return record_quote("quote.declined", quote, contact, actor=actor, at=at, changes=changes, **told)


@transaction.atomic
def ask_about(
    quote: Quote, *, text: str, contact: Contact | None = None, actor: Actor, at: datetime, source: str = Source.PHONE
) -> Request:
    """A question on a quote: a request with the clock of the rules of play, about this quote."""
    require(can_answer_quote, actor, quote)
    if not text.strip():
        raise Invalid("no_text", _("Say what you would like to know."), {"text": _("Say what you would like to know.")})
    contact = _speaker(quote, contact, actor)
    kind = RequestKind.objects.get(key="question")
    by = Actor.system(at, actor.label) if actor.kind == CONTACT else actor
    request = open_request(
        quote.customer,
        kind=kind,
        wish=text.strip(),
        contact=contact,
        source=source,
        about=(Quote.ref_kind, quote.pk),
        actor=by,
        at=at,
    )
    record_quote("quote.asked", quote, contact, request, actor=actor, at=at, request=request.pk, wish=text[:200])
    return request


@transaction.atomic
def expire_quotes(*, actor: Actor, at: datetime) -> int:
    """Every morning: what nobody has answered by its last day has run out. Returns how many."""
    rows = Quote.objects.filter(running_out(actor.today)).select_related("customer", "tandem").order_by("pk")
    for row in rows:
        quote = lock_quote(row)
        if quote.status == QuoteStatus.SENT:
            changes = save_changes(quote, {"status": QuoteStatus.EXPIRED})
            end_follow_up(quote, actor=actor, at=at)
            record_quote("quote.expired", quote, actor=actor, at=at, changes=changes)
    end_follow_ups_of_ended(actor=actor, at=at)
    return len(rows)


def _lock_answerable(quote: Quote, revision: int, today: date | None) -> tuple[Quote, Revision]:
    """The quote and the revision that is spoken of, as far as it can still be answered."""
    quote = lock_quote(quote, *OPEN)
    if quote.revision != revision:
        text = _("There is a newer revision of this quote. Look at it first; nothing was changed.")
        raise Conflict("revised_meanwhile", text, current=quote)
    if today is not None and quote.valid_until is not None and quote.valid_until < today:
        raise Conflict("quote_moved_on", STANDS[QuoteStatus.EXPIRED], current=quote)
    return quote, current_revision(quote)


def _speaker(quote: Quote, contact: Contact | None, actor: Actor) -> Contact | None:
    """Who says so: the contact who acts, or the one whom an employee has heard."""
    if actor.kind == CONTACT:
        return Contact.objects.get(pk=actor.id or 0)
    if contact is not None and contact.customer_id != quote.customer_id:
        text = _("This contact belongs to another customer.")
        raise Invalid("contact", text, {"contact": text})
    return contact
