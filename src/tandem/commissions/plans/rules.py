"""Who writes, approves and accepts plans. Nobody approves what they wrote, or what they are paid by."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.commissions.models import Plan, PlanMember, PlanVersion
from tandem.commissions.rules import readers_of_pay
from tandem.core.actor import EMPLOYEE, Actor
from tandem.core.models import EventSubject
from tandem.goals.rules import may_evaluate
from tandem.people.models import SALES, Employee, Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role, is_self
from tandem.tandems.queries import scope_of

ASK = _("Commission plans are written by sales managers and approved by a second person. Ask one of them, or payroll.")
WROTE = ("plan.created", "plan_version.copied", "plan_version.edited", "plan_version.proposed")


def can_read_plans(actor: Actor, thing: Any = None) -> bool:
    """All plans with their drafts: sales managers and payroll."""
    return has_role(actor, Role.MANAGER, Role.PAYROLL)


def can_write_plan(actor: Actor, thing: Any = None) -> bool:
    """Sales managers set the rules of pay."""
    return has_role(actor, Role.MANAGER)


def can_end_plan(actor: Actor, version: PlanVersion) -> bool:
    """Who writes plans, and is not paid by this one."""
    person = signed_in(actor)
    return can_write_plan(actor) and not (person and is_on(person, version.plan))


def can_approve_plan(actor: Actor, version: PlanVersion) -> bool:
    """A second person: neither an author nor somebody who is paid by the plan."""
    person = signed_in(actor)
    if person is None or not can_read_plans(actor):
        return False
    if person.pk in {version.made_by_id, version.proposed_by_id} | authors_of(version):
        return False
    return not PlanMember.objects.filter(plan=version.plan_id, employee=person).exists()


def approvers_of(version: PlanVersion) -> list[int]:
    """Every employee for whom that holds."""
    taken = {version.made_by_id, version.proposed_by_id} | authors_of(version)
    taken |= set(PlanMember.objects.filter(plan=version.plan_id).values_list("employee", flat=True))
    return readers_of_pay(without=taken)


def authors_of(version: PlanVersion) -> set[int]:
    """Every employee who made, changed or proposed it."""
    events = EventSubject.objects.filter(kind=PlanVersion.ref_kind, object_id=version.pk, event__verb__in=WROTE)
    rows = events.filter(event__actor_kind=EMPLOYEE).values_list("event__actor_id", flat=True)
    return {key for key in rows if key}


def can_set_member(actor: Actor, employee: Employee) -> bool:
    """Put somebody on a plan, with their target pay: the manager of their team, and payroll; never oneself."""
    if is_self(actor, employee):
        return False
    return has_role(actor, Role.PAYROLL) or employee.team_id in scope_of(actor).led_team_ids


def can_read_member(actor: Actor, member: PlanMember) -> bool:
    """Target pay is pay: one's own, payroll's, the team manager's."""
    return is_self(actor, member.employee) or can_set_member(actor, member.employee)


def can_read_own_plan(actor: Actor, thing: Any = None) -> bool:
    """Who may be paid by a plan."""
    return has_role(actor, *SALES)


def can_accept_plan(actor: Actor, version: PlanVersion) -> bool:
    """Who is paid by it, or will be."""
    person = signed_in(actor)
    return person is not None and is_on(person, version.plan)


def is_on(person: Employee, plan: Plan) -> bool:
    """Whether the person is, was or will be on the plan."""
    return PlanMember.objects.filter(plan=plan, employee=person).exists()


def can_simulate(actor: Actor, thing: Any = None) -> bool:
    """Try a plan on what has happened."""
    return can_read_plans(actor)


def can_see_people_of_simulation(actor: Actor, employee: Employee) -> bool:
    """Single people: payroll never without need, so only their own manager under a works agreement."""
    return employee.team_id in scope_of(actor).led_team_ids and may_evaluate(actor)
