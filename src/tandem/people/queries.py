"""Reading people."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from django.db.models import QuerySet
from django.utils import timezone

from tandem.core.actor import EMPLOYEE, Actor
from tandem.core.spans import on_day

from .models import Absence, Employee, Team, WorkingTime, WorksAgreement


def signed_in(actor: Actor) -> Employee | None:
    """The employee who acts; None for the system, contacts and tokens."""
    return cast(Employee, actor.employee) if actor.kind == EMPLOYEE else None


def visible_employees(actor: Actor) -> QuerySet[Employee]:
    """Colleagues: everyone in the company may know who works here."""
    return Employee.objects.select_related("team")


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """All teams with their managers."""
    return Team.objects.select_related("manager")


def visible_absences(actor: Actor) -> QuerySet[Absence]:
    """That somebody is away is known to all; why, only to the person, their manager and administration."""
    return Absence.objects.select_related("employee__team")


def visible_agreements(actor: Actor) -> QuerySet[WorksAgreement]:
    """Everybody may read what is evaluated about people and why."""
    return WorksAgreement.objects.all()


def agreement_for(purpose: str, *, role: str, on: date) -> WorksAgreement | None:
    """The works agreement that allows this evaluation for this audience on that day; None means it is off."""
    rows = WorksAgreement.objects.filter(on_day(on), purpose=purpose)
    return next((row for row in rows if role in row.audience), None)


def absence_on(employee_ids: list[int], day: date) -> dict[int, Absence]:
    """Who of these is away on a day."""
    return {row.employee_id: row for row in Absence.objects.filter(on_day(day), employee__in=employee_ids)}


def at_work_until(times: list[WorkingTime], at: datetime) -> datetime | None:
    """When today's stretch of work ends, if `at` falls into one of these working times."""
    local = timezone.localtime(at)
    for stretch in times:
        if stretch.weekday == local.weekday() and stretch.start <= local.time() < stretch.end:
            return local.replace(hour=stretch.end.hour, minute=stretch.end.minute, second=0, microsecond=0)
    return None
