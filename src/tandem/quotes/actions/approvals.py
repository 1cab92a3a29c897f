"""A discount beyond one's limit: asked for by one, decided by somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.limits import discount_limit
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.quotes.models import Approval, Quote, Revision
from tandem.quotes.reckoning import Content, content_of, deepest, sums_of
from tandem.quotes.rules import can_decide_approval, can_edit_quote

from .common import lock_draft, record_quote


@transaction.atomic
def ask_approval(quote: Quote, *, why: str, actor: Actor, at: datetime) -> Approval:
    """Ask for the discount as it stands now; one question at a time."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    if not why.strip():
        raise Invalid("no_reason", _("Say why."), {"why": _("Say why.")})
    if open_approval(revision) is not None:
        raise Refused("asked_already", _("This has been asked already and waits for an answer."))
    needed = needed_ppm(content_of(revision))
    if not beyond(revision.approvals.all(), actor, needed):
        raise Refused("within_limit", _("This discount needs no approval."))
    approval = Approval.objects.create(
        revision=revision, ppm=needed, asked_at=at, asked_by=signed_in(actor), why=why.strip()[:300]
    )
    record_quote("quote.approval_asked", quote, actor=actor, at=at, ppm=needed, reason=approval.why)
    return approval


@transaction.atomic
def decide_approval(approval: Approval, *, granted: bool, answer: str = "", actor: Actor, at: datetime) -> Event:
    """Say yes or no; a no has a reason. Never who asked, never who wrote the quote."""
    quote = approval.revision.quote
    require(can_decide_approval, actor, approval)
    quote, _revision = lock_draft(quote)
    approval = lock(approval)
    if approval.decided_at is not None:
        raise Conflict("decided_already", _("Somebody else has decided this already."), current=approval)
    if not granted and not answer.strip():
        raise Invalid("no_reason", _("Say why."), {"answer": _("Say why.")})
    approval.decided_at, approval.decided_by, approval.granted = at, signed_in(actor), granted
    approval.answer = answer.strip()[:300]
    approval.save(update_fields=["decided_at", "decided_by", "granted", "answer"])
    told: dict[str, Any] = {"ppm": approval.ppm, "reason": approval.answer, "asked_by": approval.asked_by_id}
    if granted:
        return record_quote("quote.approved", quote, actor=actor, at=at, **told)
    return record_quote("quote.approval_refused", quote, actor=actor, at=at, **told)


@transaction.atomic
def take_back_approval(quote: Quote, *, asked: int | None = None, actor: Actor, at: datetime) -> Event:
    """Who asked needs it no more. `asked` is the id of the question that was seen."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    approval = open_approval(revision)
    if approval is None or asked not in (None, approval.pk):
        raise Conflict("decided_already", _("Somebody else has decided this already."))
    ppm = approval.ppm
    approval.delete()
    return record_quote("quote.approval_dropped", quote, actor=actor, at=at, ppm=ppm)


def needed_ppm(content: Content) -> int:
    """The deepest discount of any line, in parts per million below the list."""
    return deepest(sums_of(content))


def open_approval(revision: Revision) -> Approval | None:
    """The question that waits for an answer."""
    return revision.approvals.filter(decided_at=None).first()


def beyond(approvals: Iterable[Approval], actor: Actor, needed: int) -> bool:
    """Whether somebody else has to say yes first: deeper than the own limit, and than what was granted here."""
    if not needed:
        return False
    return needed > max([discount_limit(actor), *(row.ppm for row in approvals if row.granted)])
