"""Writing works agreements: the switches that every evaluation of people asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Purpose, WorksAgreement
from tandem.people.rules import can_end_agreement, can_record_agreement


@transaction.atomic
def record_agreement(
    *,
    title: str,
    purpose: str,
    audience: Iterable[str],
    start: date,
    end: date | None = None,
    reference: str = "",
    text: str = "",
    actor: Actor,
    at: datetime,
) -> WorksAgreement:
    """Switch an evaluation on for these roles, from a day, until a day or further notice."""
    require(can_record_agreement, actor)
    roles = frozenset(audience)
    if not roles:
        raise Invalid("no_audience", _("Say who may see it."), {"audience": _("Choose at least one role.")})
    if end and end <= start:
        raise Invalid("backwards", _("The last day lies before the first."), {"last_day": _("Choose a later day.")})
    agreement = WorksAgreement.objects.create(
        title=title, purpose=purpose, audience=roles, start=start, end=end, reference=reference, text=text
    )
    record("agreement.recorded", agreement, actor=actor, at=at, data=_data(agreement))
    return agreement


@transaction.atomic
def end_agreement(agreement: WorksAgreement, *, end: date, reason: str, actor: Actor, at: datetime) -> Event:
    """Switch the evaluation off from a day on. What was allowed until then stays on record."""
    require(can_end_agreement, actor, agreement)
    agreement = lock(agreement)
    if agreement.end and agreement.end <= actor.today:
        raise Refused("ended_already", _("This agreement has ended already."))
    if end < actor.today:
        raise Invalid("past", _("The past cannot be changed."), {"end": _("Choose today or a later day.")})
    if agreement.end and end >= agreement.end:
        raise Invalid("later", _("It ends before that day anyway."), {"end": _("Choose an earlier day.")})
    if end <= agreement.start:
        return _withdraw(agreement, reason, actor=actor, at=at)
    changes = save_changes(agreement, {"end": end})
    data = {**_data(agreement), "reason": reason}
    return record("agreement.ended", agreement, actor=actor, at=at, changes=changes, data=data)


def _withdraw(agreement: WorksAgreement, reason: str, *, actor: Actor, at: datetime) -> Event:
    """It ends on its first day or before: it has never been in force for a whole day, so the row goes."""
    event = record("agreement.withdrawn", agreement, actor=actor, at=at, data={**_data(agreement), "reason": reason})
    agreement.delete()
    return event


def _data(agreement: WorksAgreement) -> dict[str, object]:
    """What the history needs when the row itself has moved on."""
    return {
        "title": agreement.title,
        "purpose": Purpose(agreement.purpose).value,
        "audience": sorted(agreement.audience),
        "from": agreement.start.isoformat(),
        "to": agreement.end.isoformat() if agreement.end else "",
        "reference": agreement.reference,
        "text": agreement.text,
    }
