"""Writing checks. An answer leaves no event, no key of a form and no time: none could be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name
from tandem.core.rules import require
from tandem.people.queries import employees_here, signed_in
from tandem.programme.models import ReadinessAnswer, ReadinessCheck, ReadinessPart
from tandem.programme.rules import can_answer_check, can_plan_programme
from tandem.together.models import GROUP_LEAST
from tandem.together.pulse.rules import is_pulse_on
from tandem.together.survey.release import kept_path

from .areas import HIGHEST, LOWEST, NAMES

LONGEST = timedelta(days=60)


@transaction.atomic
def open_check(*, opens_on: date, closes_on: date, actor: Actor, at: datetime) -> ReadinessCheck:
    """Ask everybody in inside and field sales. One check at a time, and only with an agreement about surveys."""
    require(can_plan_programme, actor)
    lock_name("programme_check")
    if not is_pulse_on(actor):
        raise Refused("no_agreement", _("Surveys are off until a works agreement about the pulse is recorded."))
    if opens_on < actor.today or closes_on < opens_on or closes_on > opens_on + LONGEST:
        text = _("Choose a span to come of at most sixty days.")
        raise Invalid("span", text, {"closes_on": text})
    if ReadinessCheck.objects.filter(closes_on__gte=opens_on).exists():
        text = _("Another readiness check is still open then.")
        raise Invalid("open_already", text, {"opens_on": text})
    check = ReadinessCheck.objects.create(
        opens_on=opens_on, closes_on=closes_on, group_size=GROUP_LEAST, opened_by=signed_in(actor), opened_at=at
    )
    people = employees_here(opens_on).filter(Q(roles__contains="inside") | Q(roles__contains="field"))
    asked = list(people.order_by("name_key", "pk"))
    ReadinessPart.objects.bulk_create(ReadinessPart(check_of=check, employee=one, half=one.half) for one in asked)
    data = {"asked": len(asked), "from": opens_on.isoformat(), "to": closes_on.isoformat()}
    record("readiness.opened", check, actor=actor, at=at, data=data)
    return check


@transaction.atomic
def answer_check(check: ReadinessCheck, *, marks: Mapping[str, int], actor: Actor, at: datetime) -> None:
    """Ten marks, once. What is kept of the person is their department, where enough are asked in it."""
    require(can_answer_check, actor, check)
    part = lock(ReadinessPart.objects.get(check_of=check, employee=signed_in(actor)))
    if not check.opens_on <= actor.today <= check.closes_on:
        raise Refused("closed", _("This check is not open today."))
    if part.took_part:
        raise Refused(
            "answered", _("You have taken part already. Answers cannot be changed: nobody knows which are yours.")
        )
    wrong = {name: _("Choose 1 to 5.") for name in NAMES if not LOWEST <= marks.get(name, 0) <= HIGHEST}
    if wrong:
        raise Invalid("marks", _("Each statement takes a mark from 1 to 5."), wrong)
    part.took_part = True
    part.save(update_fields=["took_part"])
    asked = [(half, "") for half in check.parts.values_list("half", flat=True)]
    kept = kept_path(asked, (part.half, ""), check.group_size)
    ReadinessAnswer.objects.create(check_of=check, half="".join(kept), marks=[marks[name] for name in NAMES])
