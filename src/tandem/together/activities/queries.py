"""Reading activities: for who is asked and who organises; memories only while everybody who came agrees."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.people.models import Employee, Role
from tandem.people.queries import employees_here, signed_in
from tandem.people.rules import has_role
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of
from tandem.together.models import ActivityGuest, ActivityState, Circle, Expense, Memory, TeamActivity
from tandem.work.models import Reply


def visible_activities(actor: Actor) -> QuerySet[TeamActivity]:
    """Those one is asked to, organises, or leads the team of; payroll those of teams and company."""
    rows = TeamActivity.objects.select_related("organiser", "tandem__team", "team")
    if actor.is_system:
        return rows
    person = signed_in(actor)
    if person is None:
        return rows.none()
    asked = Exists(ActivityGuest.objects.filter(activity=OuterRef("pk"), employee=person))
    mine = Q(asked) | Q(organiser=person) | Q(team__in=scope_of(actor).led_team_ids)
    if has_role(actor, Role.PAYROLL):
        mine |= Q(circle__in=(Circle.TEAM, Circle.COMPANY))
    return rows.filter(mine)


def visible_expenses(actor: Actor) -> QuerySet[Expense]:
    """Costs and receipts: for who organises, payroll, and the manager of the team."""
    rows = Expense.objects.select_related("activity__organiser", "activity__tandem__team", "activity__team")
    person = signed_in(actor)
    if actor.is_system or person is None:
        return rows if actor.is_system else rows.none()
    scope = scope_of(actor)
    mine = Q(activity__organiser=person) | Q(activity__tandem__in=scope.tandem_ids)
    mine |= Q(activity__team__in=scope.led_team_ids)
    if has_role(actor, Role.PAYROLL):
        mine |= Q(activity__circle__in=(Circle.TEAM, Circle.COMPANY))
    return rows.filter(mine)


def visible_memories(actor: Actor) -> QuerySet[Memory]:
    """Of activities one was asked to, while nobody who came has refused or not answered."""
    rows = Memory.objects.select_related("activity__tandem", "activity__team")
    person = signed_in(actor)
    if person is None:
        return rows.none()
    guests = ActivityGuest.objects.filter(activity=OuterRef("activity"))
    against = guests.filter(reply=Reply.ACCEPTED).exclude(photos=True)
    return rows.filter(Q(Exists(guests.filter(employee=person))) & ~Exists(against))


def people_of(circle: str, tandem: Tandem | None, team_id: int | None, day: date) -> list[Employee]:
    """Who is asked."""
    if circle == Circle.TANDEM and tandem is not None:
        seats = Seat.objects.filter(on_day(day), tandem=tandem).select_related("employee")
        return list({seat.employee_id: seat.employee for seat in seats}.values())
    rows = employees_here(day).order_by("name_key", "pk")
    return list(rows.filter(team=team_id) if circle == Circle.TEAM else rows)


def number_in_year(activity: TeamActivity) -> int:
    """Which one of its circle it is in its year; one statement."""
    assert activity.starts_at is not None  # noqa: S101  asked of fixed ones alone
    rows = TeamActivity.objects.filter(
        circle__in=(Circle.TEAM, Circle.COMPANY),
        state=ActivityState.FIXED,
        starts_at__year=activity.starts_at.year,
        starts_at__lte=activity.starts_at,
    )
    if activity.team_id:
        rows = rows.filter(Q(team=activity.team_id) | Q(circle=Circle.COMPANY))
    return rows.count()


def next_of_person(actor: Actor) -> list[TeamActivity]:
    """What is to come or looks for a day, for the viewer; one statement."""
    rows = visible_activities(actor).exclude(state=ActivityState.CANCELLED)
    rows = rows.filter(Q(state=ActivityState.POLL) | Q(starts_at__gte=actor.at - timedelta(hours=6)))
    return list(rows.order_by("starts_at", "pk")[:3])
