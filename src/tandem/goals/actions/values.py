"""Own figures, month by month."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused, Text
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.goals.models import Goal, GoalValue, Metric
from tandem.goals.rules import can_enter_value
from tandem.people.queries import signed_in


@transaction.atomic
def enter_value(goal: Goal, *, month: date, value: int, actor: Actor, at: datetime) -> Event:
    """Write down an own figure for a month of the period; a newer one takes its place, the former stays readable."""
    require(can_enter_value, actor, goal)
    lock(goal)
    if goal.metric != Metric.OWN:
        raise Refused("counted", _("This goal is counted from the data."))
    wrong: dict[str, Text] = {}
    if month.day != 1 or month not in goal.period or month > actor.today:
        wrong["month"] = _("A month of the period that has begun.")
    if not 0 <= value < 10**13:
        wrong["value"] = _("Zero or more.")
    if wrong:
        raise Invalid("value_wrong", _("The figure is not right yet."), wrong)
    row = GoalValue.objects.create(goal=goal, month=month, value=value, by=signed_in(actor), at=at)
    data = {"name": goal.label, "goal": goal.pk, "row": row.pk, "month": month.isoformat(), "value": value}
    return record("goal.value_entered", goal, goal.tandem, goal.team, actor=actor, at=at, data=data)
