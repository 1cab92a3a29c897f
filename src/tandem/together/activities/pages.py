"""What the pages of activities show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Count

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.people.queries import signed_in
from tandem.people.rules import sells
from tandem.tandems.queries import scope_of
from tandem.together.models import ActivityGuest, ActivityState, Circle, Expense, TeamActivity
from tandem.work.models import Reply

from .limits import Verdict, verdict
from .queries import number_in_year, visible_activities
from .rules import can_ask_company, can_organise, can_read_cost

MOST = 40
BUDGETS = (0, 1000, 2500, 5000)  # cents per person


def circles_of(actor: Actor) -> list[tuple[str, Any]]:
    """Whom the viewer may ask; no statement beyond the scope's."""
    scope, person = scope_of(actor), signed_in(actor)
    found = [(Circle.TANDEM.value, Circle.TANDEM.label)] if scope.current_id in scope.tandem_ids else []
    if person is not None and (person.team_id or scope.led_team_ids) and sells(actor):
        found.append((Circle.TEAM.value, Circle.TEAM.label))
    if allows(can_ask_company, actor):
        found.append((Circle.COMPANY.value, Circle.COMPANY.label))
    return found


def list_page(actor: Actor) -> dict[str, Any]:
    """What is to come and what was; one statement."""
    rows = visible_activities(actor).exclude(state=ActivityState.CANCELLED)
    found = list(rows.order_by("-starts_at", "-pk")[: MOST * 2])
    over = actor.at - timedelta(hours=6)
    ahead = [row for row in found if row.is_poll or (row.starts_at and row.starts_at >= over)]
    return {
        "ahead": sorted(ahead, key=lambda row: (row.starts_at is None, row.starts_at or row.made_at)),
        "former": [row for row in found if row not in ahead][:MOST],
    }


def activity_page(activity: TeamActivity, actor: Actor) -> dict[str, Any]:
    """One activity; two statements. Who comes is seen by those who are asked, photos by consent."""
    guests: Sequence[ActivityGuest] = list(
        activity.guests.select_related("employee").order_by("employee__name_key", "employee_id")
    )
    own = next((guest for guest in guests if guest.employee_id == actor.id and signed_in(actor)), None)
    days = list(activity.days.annotate(count=Count("votes")))
    return {
        "activity": activity,
        "guests": guests,
        "own": own,
        "days": days,
        "coming": [guest for guest in guests if guest.reply == Reply.ACCEPTED],
        "voted": sum(guest.voted_at is not None for guest in guests),
        "may_organise": allows(can_organise, actor, activity),
        "may_cost": allows(can_read_cost, actor, activity),
        "may_remember": own is not None and all(guest.photos for guest in guests if guest.reply == Reply.ACCEPTED),
        "over": activity.starts_at is not None and activity.starts_at <= actor.at,
    }


def verdict_of(expense: Expense) -> Verdict | None:
    """What it came to per person next to its limit; None until there is a cost and somebody who came."""
    activity = expense.activity
    if expense.cents is None or activity.starts_at is None:
        return None
    people = activity.guests.filter(reply=Reply.ACCEPTED).count()
    number = 1 if activity.circle == Circle.TANDEM else number_in_year(activity)
    year = activity.starts_at.year
    return verdict(activity.circle, year, cost_cents=expense.cents, people=people, number=number)
