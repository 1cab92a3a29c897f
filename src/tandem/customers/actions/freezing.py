"""Freezing assignments for a while, so that what is measured meanwhile can be compared."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import on_day
from tandem.customers.models import AssignmentFreeze
from tandem.customers.rules import can_freeze_assignments
from tandem.people.queries import signed_in


@transaction.atomic
def freeze_assignments(*, start: date, end: date, reason: str, actor: Actor, at: datetime) -> AssignmentFreeze:
    """From `start` up to, not including, `end`."""
    require(can_freeze_assignments, actor)
    if end <= start or end <= actor.today:
        text = _("Choose a later last day.")
        raise Invalid("freeze_span", text, {"ends_on": text})
    freeze = AssignmentFreeze.objects.create(start=start, end=end, reason=reason[:160], set_by=signed_in(actor))
    data = {"from": start.isoformat(), "to": end.isoformat(), "reason": reason}
    record("assignments.frozen", freeze, actor=actor, at=at, data=data)
    return freeze


@transaction.atomic
def end_freeze(freeze: AssignmentFreeze, *, actor: Actor, at: datetime) -> Event:
    """From today on customers may change hands again; one that has not begun is taken away."""
    require(can_freeze_assignments, actor)
    freeze = lock(freeze)
    if freeze.end is not None and freeze.end <= actor.today:
        raise Refused("thawed", _("This freeze is over already."))
    if freeze.start >= actor.today:
        event = record("assignments.freed", freeze, actor=actor, at=at, data={"reason": freeze.reason})
        freeze.delete()
        return event
    changes = save_changes(freeze, {"end": actor.today})
    return record("assignments.freed", freeze, actor=actor, at=at, changes=changes, data={"reason": freeze.reason})


def refuse_frozen(day: date) -> None:
    """Refused where a customer would change hands on a day that is frozen; one statement."""
    freeze = AssignmentFreeze.objects.filter(on_day(day)).order_by("-end").first()
    if freeze is not None and freeze.end is not None:
        text = _("Customers stay with their tandem until %(day)s: %(reason)s. Choose that day or a later one.")
        told = {"day": date_format(freeze.end, "SHORT_DATE_FORMAT"), "reason": freeze.reason}
        raise Refused("frozen", text % told)
