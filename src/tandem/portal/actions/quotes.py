"""What contacts do with a quote: open it, choose, accept with a code, decline, ask; and sharing it by a link."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import CONTACT, Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Contact
from tandem.portal.models import Link, Opening, Purpose, Right
from tandem.portal.rules import can_share, can_stop_sharing
from tandem.portal.viewer import Viewer, actor_of
from tandem.quotes.actions import accept_quote
from tandem.quotes.models import Acceptance, Quote, QuoteStatus, Revision

from .codes import use_code
from .links import make_link

SHARED_AT_MOST = timedelta(days=60)


def purpose_of(option_id: int, optional_ids: Collection[int]) -> str:
    """What a code is for: accepting exactly this choice."""
    chosen = f"{option_id}:{','.join(str(one) for one in sorted(optional_ids))}"
    return f"accept:{hashlib.sha256(chosen.encode()).hexdigest()[:12]}"


def note_opening(revision: Revision, quote: Quote, contact: Contact, *, at: datetime) -> Event | None:
    """Remember that a revision was opened for the first time; None every time after."""
    if Opening.objects.filter(revision=revision).exists():
        return None
    try:
        with transaction.atomic():
            Opening.objects.create(revision=revision, contact=contact, at=at)
            by = Actor(CONTACT, contact.pk, at, str(contact))
            told = {"number": quote.number, "revision": revision.number}
            return record("quote.opened", quote, quote.customer, quote.tandem, contact, actor=by, at=at, data=told)
    except IntegrityError:  # two looked at once
        return None


@transaction.atomic
def accept(
    quote: Quote,
    *,
    viewer: Viewer,
    revision: int,
    option_id: int,
    optional_ids: Collection[int],
    code: str,
    name: str,
    proof: Mapping[str, Any],
    at: datetime,
) -> Acceptance:
    """Accept bindingly: the code is used up by it, so of two at once one accepts and the other hears of it."""
    row = accept_quote(
        quote,
        revision=revision,
        option_id=option_id,
        optional_ids=optional_ids,
        name=name,
        proof={**proof, "document": digest_of(row_content(quote, revision))},
        actor=actor_of(viewer),
        at=at,
    )
    purpose = purpose_of(option_id, optional_ids)
    use_code(viewer, code, right=Right.ACCEPT, purpose=purpose, thing=quote, version=revision, at=at)
    return row


def row_content(quote: Quote, revision: int) -> Any:
    """What was sent."""
    return quote.revisions.values_list("snapshot", flat=True).get(number=revision)


def digest_of(content: Any) -> str:
    """The hash of exactly what was accepted."""
    told = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def share_quote(quote: Quote, contact: Contact, *, actor: Actor, at: datetime) -> Link:
    """Send a contact a link that shows this one quote and nothing else, until it runs out or is withdrawn."""
    require(can_share, actor, quote)
    if quote.status != QuoteStatus.SENT:
        raise Refused("not_sent", _("Only a quote that has been sent and still stands can be shared."))
    if contact.customer_id != quote.customer_id or contact.left_at or not contact.email:
        text = _("Choose a contact of this customer who has an address.")
        raise Invalid("contact", text, {"contact": text})
    last = quote.valid_until or timezone.localdate(at)
    end = timezone.make_aware(datetime.combine(last + timedelta(1), time(0)))
    lasts = min(max(end - at, timedelta(days=1)), SHARED_AT_MOST)
    link = make_link(Purpose.SHARED, contact, None, lasts=lasts, about=(Quote.ref_kind, quote.pk), at=at)
    told = {"number": quote.number, "name": str(contact), "link": link.pk}
    record("portal.shared", quote, quote.customer, quote.tandem, contact, actor=actor, at=at, data=told)
    return link


@transaction.atomic
def stop_sharing(link: Link, quote: Quote, *, actor: Actor, at: datetime) -> Event:
    """Withdraw a shared link: whoever has it open sees nothing any more."""
    require(can_stop_sharing, actor, quote)
    link = lock(link)
    if link.withdrawn_at:
        raise Refused("withdrawn_already", _("This link has been withdrawn already."))
    link.withdrawn_at = at
    link.save(update_fields=["withdrawn_at"])
    told = {"number": quote.number, "name": str(link.contact)}
    return record("portal.sharing_stopped", quote, quote.customer, quote.tandem, actor=actor, at=at, data=told)
