"""Who reads and settles pay. Pay is each one's own: others read it only where their work is paying or approving."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.goals.rules import may_evaluate
from tandem.people.models import SALES, Employee, Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role, is_self
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Adjustment, PlanMember, Question, QuestionStatus, Run, RunPerson

ASK = _("Pay is each person's own matter, and settled by payroll and the sales managers. Ask one of them.")


def can_read_pay(actor: Actor, thing: Any = None) -> bool:
    """Open the pages of commission at all: who earns by them, and who pays."""
    return has_role(actor, *SALES, Role.PAYROLL)


def can_read_statement(actor: Actor, employee: Employee) -> bool:
    """Oneself; payroll; the manager of the team under a works agreement on sales results."""
    if is_self(actor, employee) or has_role(actor, Role.PAYROLL):
        return True
    return leads_pay(actor, employee)


def leads_pay(actor: Actor, employee: Employee) -> bool:
    """The manager of the employee's team, where the works agreement lets managers see results of single people."""
    return employee.team_id in scope_of(actor).led_team_ids and may_evaluate(actor)


def can_read_open_months(actor: Actor, employee: Employee) -> bool:
    """What is not released yet is for oneself, and for the manager; payroll reads what is released."""
    return is_self(actor, employee) or leads_pay(actor, employee)


def can_read_joint(actor: Actor, tandem: Tandem) -> bool:
    """The joint part of a tandem: the two who sit in it. Who covers somebody does not read their pay."""
    return tandem.pk in scope_of(actor).tandem_ids


def can_read_runs(actor: Actor, thing: Any = None) -> bool:
    """Settlement runs: sales managers and payroll."""
    return has_role(actor, Role.MANAGER, Role.PAYROLL)


def can_set_rates(actor: Actor, thing: Any = None) -> bool:
    """Who settles and is paid by no plan: a rate changes what plans pay."""
    person = signed_in(actor)
    paid = person is not None and PlanMember.objects.filter(employee=person).exists()
    return can_read_runs(actor) and not paid


def can_make_run(actor: Actor, thing: Any = None) -> bool:
    """Preview, lock and release."""
    return can_read_runs(actor)


def can_approve_run(actor: Actor, run: Run) -> bool:
    """Another one than who made it, and nobody who is paid by it."""
    person = signed_in(actor)
    if person is None or not can_read_runs(actor) or run.made_by_id == person.pk:
        return False
    return not RunPerson.objects.filter(run=run, employee=person).exists()


def run_approvers(run: Run) -> list[int]:
    """Every employee for whom that holds."""
    paid = set(RunPerson.objects.filter(run=run).values_list("employee", flat=True))
    return readers_of_pay(without={run.made_by_id} | paid)


def readers_of_pay(without: Collection[int | None]) -> list[int]:
    """Sales managers and payroll who are with us, but for some."""
    rows = Employee.objects.filter(is_active=True)
    readers = Q(roles__contains=Role.MANAGER.value) | Q(roles__contains=Role.PAYROLL.value)
    found = rows.filter(readers).values_list("pk", flat=True)
    return sorted(key for key in found if key not in without)


def can_read_question(actor: Actor, question: Question) -> bool:
    """Who asked, and who may answer."""
    return is_self(actor, question.employee) or can_answer_question(actor, question)


def can_ask(actor: Actor, employee: Employee) -> bool:
    """Only about one's own pay."""
    return is_self(actor, employee) and can_read_pay(actor)


def can_answer_question(actor: Actor, question: Question) -> bool:
    """Payroll, and the manager of the team; never oneself."""
    if is_self(actor, question.employee):
        return False
    return has_role(actor, Role.PAYROLL) or leads_pay(actor, question.employee)


def can_adjust(actor: Actor, employee: Employee) -> bool:
    """Post by hand: payroll and the team's manager, never for oneself."""
    return not is_self(actor, employee) and (has_role(actor, Role.PAYROLL) or leads_pay(actor, employee))


def can_approve_adjustment(actor: Actor, adjustment: Adjustment) -> bool:
    """Another one than its author and than who gets it."""
    person = signed_in(actor)
    return person is not None and adjustment.made_by_id != person.pk and can_adjust(actor, adjustment.employee)


def can_withdraw_adjustment(actor: Actor, adjustment: Adjustment) -> bool:
    """Its author alone."""
    person = signed_in(actor)
    return person is not None and adjustment.made_by_id == person.pk and can_adjust(actor, adjustment.employee)


def is_open(question: Question) -> bool:
    """Whether it waits for an answer."""
    return question.status == QuestionStatus.OPEN
