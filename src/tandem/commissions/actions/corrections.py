"""A correction is a reversal with a reason, never an edit; what is right is posted anew by the next run."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.commissions.models import Move, Period, Posting
from tandem.commissions.months import month_of, next_month
from tandem.commissions.posting import lock_head, post, reversal
from tandem.commissions.rules import can_adjust
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.rules import require


@transaction.atomic
def reverse_posting(posting: Posting, *, reason: str, actor: Actor, at: datetime) -> Posting:
    """Take one earning back, in the open month. It can be earned again, but not be reversed again."""
    require(can_adjust, actor, posting.employee)
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why."), {"reason": _("Say why.")})
    lock_head()
    if posting.kind != Move.EARN or posting.reverses or Posting.objects.filter(reverses=posting.number).exists():
        raise Refused("not_reversible", _("This is reversed already, or is no earning."))
    month = next_month() or month_of(actor.today)
    last = month.end - timedelta(days=1)
    draft = reversal(posting, reason=reason.strip()[:200], day=max(month.start, min(actor.today, last)))
    made = post([draft], period=month.name)[0]
    period = Period.objects.get(name=month.name)
    record("posting.reversed", period, actor=actor, at=at, data={"number": made.number, "reverses": posting.number})
    return made
