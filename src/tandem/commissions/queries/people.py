"""Whose statements a reader may open: payroll all that are released, a manager the team's under a works agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tandem.commissions.models import PlanMember, RunPerson, RunStatus
from tandem.core.actor import Actor
from tandem.goals.queries import results_agreed
from tandem.goals.rules import may_evaluate
from tandem.people.models import Employee, Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of


@dataclass(frozen=True)
class People:
    """The page; `hidden` where a works agreement is missing."""

    people: Sequence[Employee]
    hidden: bool


def people_page(actor: Actor) -> People:
    """Everybody who is or was on a plan, as far as the reader may read of them."""
    rows = Employee.objects.filter(pk__in=PlanMember.objects.values("employee")).select_related("team")
    if has_role(actor, Role.PAYROLL):
        return People(list(rows.order_by("name_key", "pk")), hidden=False)
    led = scope_of(actor).led_team_ids
    if led and may_evaluate(actor):
        return People(list(rows.filter(team__in=led).order_by("name_key", "pk")), hidden=False)
    return People([], hidden=bool(led))


def visible_statements(actor: Actor) -> QuerySet[RunPerson]:
    """Statements that are in the books: one's own, the team's under an agreement, payroll's once released."""
    done = [RunStatus.LOCKED, RunStatus.RELEASED]
    rows = RunPerson.objects.filter(run__status__in=done).select_related("run__period", "employee__team")
    person = signed_in(actor)
    if actor.is_system:
        return rows
    if person is None:
        return rows.none()
    shown = Q(employee=person)
    if person.has_role(Role.PAYROLL):
        shown |= Q(run__status=RunStatus.RELEASED)
    if led := scope_of(actor).led_team_ids:
        shown |= Q(employee__team__in=led) & results_agreed(actor)
    return rows.filter(shown)
