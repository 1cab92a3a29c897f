"""Reading people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

from django.db.models import Count, Exists, Prefetch, Q, QuerySet
from django.utils import timezone

from tandem.core.actor import EMPLOYEE, Actor
from tandem.core.prepared import prepared
from tandem.core.spans import on_day

from .models import Absence, Delegation, Employee, Role, Team, WorkingTime, WorksAgreement


def signed_in(actor: Actor) -> Employee | None:
    """The employee who acts; None for the system, contacts and tokens."""
    return cast(Employee, actor.employee) if actor.kind == EMPLOYEE else None


def led_teams(person: Employee) -> frozenset[int]:
    """Keys of the teams that a person leads; one statement, none for who has come in by this request."""
    known: frozenset[int] | None = getattr(person, "_led_teams", None)
    return known if known is not None else frozenset(_led(person.pk))


def remember_led_teams(person: Employee, keys: Iterable[int | None]) -> None:
    """Let rules use what was read with the person; one who leads nobody comes with None."""
    person.__dict__["_led_teams"] = frozenset(key for key in keys if key is not None)


@prepared
def _led(person_id: int) -> QuerySet[Team, int]:
    return Team.objects.filter(manager=person_id).values_list("pk", flat=True)


def visible_employees(actor: Actor) -> QuerySet[Employee]:
    """Colleagues: everyone in the company may know who works here, and who did."""
    return Employee.objects.select_related("team")


def visible_personnel(actor: Actor) -> QuerySet[Employee]:
    """Employees as found by their personnel number: for payroll and administration only."""
    person = signed_in(actor)
    allowed = actor.is_system or (person is not None and person.has_role(Role.PAYROLL, Role.ADMIN))
    return visible_employees(actor) if allowed else Employee.objects.none()


def employees_here(day: date) -> QuerySet[Employee]:
    """Everybody who works here on that day."""
    return Employee.objects.filter(Q(left_on=None) | Q(left_on__gt=day), is_active=True)


def visible_teams(actor: Actor) -> QuerySet[Team]:
    """All teams with their managers."""
    return Team.objects.select_related("manager")


def with_sizes(teams: QuerySet[Team]) -> QuerySet[Team]:
    """Teams with `size`: how many of their people work here."""
    return teams.annotate(size=Count("members", filter=Q(members__is_active=True)))


def visible_absences(actor: Actor) -> QuerySet[Absence]:
    """Current and coming absences are known to all, past ones to the person, their manager and administration.

    Why somebody is away is a matter of `can_see_absence_kind`.
    """
    rows = Absence.objects.select_related("employee__team")
    person = signed_in(actor)
    if actor.is_system or (person is not None and person.has_role(Role.ADMIN)):
        return rows
    if person is None:
        return rows.none()
    shown = Q(end=None) | Q(end__gt=actor.today) | Q(employee=person)
    if person.has_role(Role.MANAGER):
        shown |= Q(employee__team__manager=person)
    return rows.filter(shown)


def with_deputies(absences: QuerySet[Absence]) -> QuerySet[Absence]:
    """Absences with their cover and who gives it; one statement more."""
    return absences.prefetch_related(Prefetch("delegations", Delegation.objects.select_related("deputy")))


def visible_agreements(actor: Actor) -> QuerySet[WorksAgreement]:
    """Everybody may read what is evaluated about people and why."""
    return WorksAgreement.objects.all()


def agreement_for(purpose: str, *, role: str, on: date) -> WorksAgreement | None:
    """The works agreement that allows this evaluation for this audience on that day; None means it is off."""
    rows = WorksAgreement.objects.filter(on_day(on), purpose=purpose)
    return next((row for row in rows if role in row.audience), None)


def agreed(purpose: str, *, role: str, on: date) -> Q:
    """The same as a condition, for queries that are built before anything is looked up (ADR 0016)."""
    return Q(Exists(WorksAgreement.objects.filter(on_day(on), purpose=purpose, audience__contains=role)))


def absence_on(employee_ids: Iterable[int], day: date) -> dict[int, Absence]:
    """Who of these is away on a day."""
    return {row.employee_id: row for row in Absence.objects.filter(on_day(day), employee__in=list(employee_ids))}


def at_work_until(times: list[WorkingTime], at: datetime) -> datetime | None:
    """When today's stretch of work ends, if `at` falls into one of these working times."""
    local = timezone.localtime(at)
    for stretch in times:
        if stretch.weekday == local.weekday() and stretch.start <= local.time() < stretch.end:
            return local.replace(hour=stretch.end.hour, minute=stretch.end.minute, second=0, microsecond=0)
    return None
