"""Stop criteria before the start, and decisions at the reviews."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.queries import signed_in
from tandem.programme.figures import figures_of, first_day
from tandem.programme.models import Decision, Figure, Programme, Review, StopCriterion
from tandem.programme.rules import can_plan_programme


@transaction.atomic
def set_criterion(programme: Programme, *, figure: str, least: int, actor: Actor, at: datetime) -> Event:
    """Write down below which share one would stop; only before the first wave begins."""
    require(can_plan_programme, actor)
    programme = lock(programme)
    began = first_day(programme)
    if began is not None and began <= actor.today:
        raise Refused("begun", _("The programme has begun: what would stop it was written down before."))
    if figure not in Figure.values or not 1 <= least <= 100:
        text = _("Choose 1 to 100 per cent.")
        raise Invalid("least", text, {"least": text})
    values = {"least": least, "written_by": signed_in(actor), "written_at": at}
    StopCriterion.objects.update_or_create(programme=programme, figure=figure, defaults=values)
    return record("programme.criterion_set", programme, actor=actor, at=at, data={"figure": figure, "least": least})


@transaction.atomic
def decide_review(review: Review, *, decision: str, note: str, version: int, actor: Actor, at: datetime) -> Event:
    """People decide; what was seen is kept with it, criteria kept and broken."""
    require(can_plan_programme, actor)
    review = lock(review, version=version)
    if review.decision:
        raise Refused("decided", _("This review is decided."))
    began = first_day(review.programme)
    if began is None:
        raise Refused("not_begun", _("No tandem has begun yet. Set the pilot first."))
    due = began + timedelta(review.days)
    if actor.today < due:
        raise Refused("early", _("This review is due on %s.") % date_format(due, "SHORT_DATE_FORMAT"))
    if decision not in Decision.values or not note.strip():
        text = _("Say why.")
        raise Invalid("note", text, {"note": text})
    seen = figures_of(review.programme, began, actor).rows
    review.seen = [{"figure": s.figure, "begun": s.begun, "others": s.others, "least": s.least} for s in seen]
    review.decision, review.note = decision, note.strip()
    review.decided_by, review.decided_at = signed_in(actor), at
    review.version += 1
    review.save()
    broken = [one.figure for one in seen if one.state == "broken"]
    data = {"days": review.days, "decision": decision, "broken": broken}
    return record("programme.reviewed", review.programme, actor=actor, at=at, data=data)
