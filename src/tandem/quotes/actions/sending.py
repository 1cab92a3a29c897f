"""Sending a quote freezes it; taking it back, and beginning its next revision."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.locking import save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.quotes.follow import end_follow_up, people_of, plan_follow_up
from tandem.quotes.frozen import freeze
from tandem.quotes.models import Option, Quote, QuoteStatus, Revision, Section, Withdrawal
from tandem.quotes.pricing import MOST_CENTS
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import Content, content_of, sums_of
from tandem.quotes.rules import can_edit_quote, can_withdraw_quote

from .approvals import beyond, needed_ppm, open_approval
from .common import lock_draft, lock_quote, record_quote, refresh
from .options import copy_lines

REVISED = (QuoteStatus.SENT, QuoteStatus.DECLINED, QuoteStatus.EXPIRED, QuoteStatus.WITHDRAWN)


@transaction.atomic
def send_quote(quote: Quote, *, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Freeze the draft as the customer reads it, and plan its follow-up.

    `version` is that of the quote as it was seen: whoever sends knows what. Refused while an approval is open or
    missing. What takes it to the customer (mail, portal) reacts to the event.
    """
    require(can_edit_quote, actor, quote)
    quote = lock_quote(quote, QuoteStatus.DRAFT, version=version)
    quote, revision = lock_draft(quote)
    content = content_of(revision)
    _check_whole(revision, content, actor)
    _check_approved(revision, content, actor)
    revision.sent_at, revision.sent_by = at, signed_in(actor)
    revision.snapshot = freeze(quote, content, people_of(quote, actor.today), at)
    revision.version += 1
    revision.save(update_fields=["sent_at", "sent_by", "snapshot", "version"])
    changes = save_changes(quote, {"status": QuoteStatus.SENT, "sent_at": at, "valid_until": revision.valid_until})
    plan_follow_up(quote, actor=actor, at=at)
    return record_quote("quote.sent", quote, quote.contact, actor=actor, at=at, changes={"status": changes["status"]})


@transaction.atomic
def withdraw_quote(quote: Quote, *, reason: str, version: int | None = None, actor: Actor, at: datetime) -> Event:
    """Take back what was sent: from now on nobody can accept it."""
    require(can_withdraw_quote, actor, quote)
    quote = lock_quote(quote, QuoteStatus.SENT, version=version)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why."), {"reason": _("Say why.")})
    Withdrawal.objects.create(revision=current_revision(quote), at=at, by=signed_in(actor), reason=reason.strip()[:300])
    changes = save_changes(quote, {"status": QuoteStatus.WITHDRAWN})
    end_follow_up(quote, actor=actor, at=at)
    return record_quote("quote.withdrawn", quote, actor=actor, at=at, changes=changes, reason=reason.strip()[:300])


@transaction.atomic
def revise_quote(quote: Quote, *, version: int | None = None, actor: Actor, at: datetime) -> Revision:
    """Begin the next revision as a copy; the one before can no longer be accepted."""
    require(can_edit_quote, actor, quote)
    quote = lock_quote(quote, *REVISED, version=version)
    old = current_revision(quote)
    new = copy_revision(old, quote, number=old.number + 1, actor=actor, at=at)
    save_changes(quote, {"status": QuoteStatus.DRAFT, "revision": new.number, "sent_at": None})
    end_follow_up(quote, actor=actor, at=at)
    refresh(quote, new)
    record_quote("quote.revised", quote, actor=actor, at=at)
    return new


@transaction.atomic
def discard_revision(quote: Quote, *, actor: Actor, at: datetime) -> Event:
    """Throw a draft revision away; the one before stands again as it stood, where its days are not over."""
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    if revision.number < 2:
        raise Refused("first_revision", _("There is nothing before it that could stand again."))
    number = revision.number
    before = quote.revisions.select_related("decline", "withdrawal").get(number=number - 1)
    revision.delete()
    status = _status_of(before, actor)
    save_changes(
        quote,
        {
            "status": status,
            "revision": before.number,
            "sent_at": before.sent_at,
            "valid_until": before.valid_until,
        },
    )
    quote.net_cents = leading_net(before)
    quote.save(update_fields=["net_cents"])
    if status == QuoteStatus.SENT:
        plan_follow_up(quote, actor=actor, at=at)
    return record_quote("quote.revision_discarded", quote, actor=actor, at=at, discarded=number)


def copy_revision(old: Revision, quote: Quote, *, number: int, actor: Actor, at: datetime) -> Revision:
    """The same content once more, as a draft; taxes and prices stay as they are until somebody changes a line."""
    content = content_of(old)
    new = Revision.objects.create(
        quote=quote,
        number=number,
        created_at=at,
        created_by=signed_in(actor),
        **{
            name: getattr(old, name)
            for name in (
                *("valid_until", "delivery_terms", "payment_terms", "intro", "closing"),
                *("discount_ppm", "discount_cents", "tax_case", "attributes"),
            )
        },
    )
    new.quote = quote
    headings = old.sections.all()
    sections = {
        row.pk: Section.objects.create(revision=new, position=row.position, title=row.title) for row in headings
    }
    options = {
        row.pk: Option.objects.create(
            revision=new,
            position=row.position,
            name=row.name,
            recommended=row.recommended,
            reason=row.reason,
            values=row.values,
        )
        for row in content.options
    }
    for line in content.lines:
        line.section = sections.get(line.section_id or 0)
    copy_lines(content.lines, new, option_of=lambda line: options.get(line.option_id or 0))
    return new


def leading_net(revision: Revision) -> int:
    """The net of the option that stands for a revision in lists."""
    options = (revision.snapshot or {}).get("options", [])
    first = next((one for one in options if one["recommended"]), options[0] if options else None)
    return int(first["totals"]["net"]) if first else 0


def _status_of(revision: Revision, actor: Actor) -> QuoteStatus:
    if hasattr(revision, "decline"):
        return QuoteStatus.DECLINED
    if hasattr(revision, "withdrawal"):
        return QuoteStatus.WITHDRAWN
    over = revision.valid_until is not None and revision.valid_until < actor.today
    return QuoteStatus.EXPIRED if over else QuoteStatus.SENT


def _check_whole(revision: Revision, content: Content, actor: Actor) -> None:
    wrong: dict[str, Text] = {}
    sums = sums_of(content)
    bare = [one.option.name for one in sums if not one.firm]
    if bare:
        wrong["lines"] = _("There is no line in %s yet.") % ", ".join(bare)
    if revision.valid_until is None or revision.valid_until < actor.today:
        wrong["valid_until"] = _("Choose a day between today and three years from now.")
    if any(one.totals.net_cents > MOST_CENTS for one in sums):
        wrong["lines"] = _("This amount is too large.")
    if any(revision.discount_cents > one.totals.lines_cents for one in sums):
        wrong["discount_cents"] = _("The discount is larger than what is sold.")
    if wrong:
        raise Invalid("not_whole", _("The quote is not right yet."), wrong)


def _check_approved(revision: Revision, content: Content, actor: Actor) -> None:
    if open_approval(revision) is not None:
        raise Refused("approval_open", _("An approval of the discount is still open. It can be sent once it is given."))
    if beyond(revision.approvals.all(), actor, needed_ppm(content)):
        raise Refused("approval_needed", _("This discount is beyond your limit. Ask for approval first."))
