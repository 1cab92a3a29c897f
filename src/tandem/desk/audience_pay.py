"""Who is told of what about pay: who is paid, who asks, who answers, and who has to approve as the second person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tandem.commissions.models import Adjustment, PlanMember, PlanVersion, Question, Run
from tandem.commissions.plans.rules import approvers_of
from tandem.commissions.rules import run_approvers
from tandem.core.spans import overlapping
from tandem.people.models import Employee, Role

from .addressees import Addressee, Case, Find
from .models import NoticeKind


def paid_by_version(case: Case) -> Iterator[Addressee]:
    """Who is paid by the approved plan from now on: each is asked to accept it."""
    version = PlanVersion.objects.filter(pk=case.key("plan_version")).first()
    if version is None:
        return
    rows = PlanMember.objects.filter(overlapping(version.start, version.end), plan=version.plan_id)
    for key in sorted(set(rows.values_list("employee", flat=True))):
        yield Addressee(key, NoticeKind.PAY)


def put_on_plan(case: Case) -> Iterator[Addressee]:
    """Whom a plan concerns newly, or otherwise than before."""
    row = PlanMember.objects.filter(pk=case.key("plan_member")).first()
    if row is not None:
        yield Addressee(row.employee_id, NoticeKind.PAY)


def asker(case: Case) -> Iterator[Addressee]:
    """Who asked about their pay."""
    question = Question.objects.filter(pk=case.key("pay_question")).first()
    if question is not None:
        yield Addressee(question.employee_id, NoticeKind.QUESTION, "asker")


def answering(case: Case) -> Iterator[Addressee]:
    """Payroll and the manager of the team; whether the works agreement lets the latter read it is asked of each."""
    question = Question.objects.filter(pk=case.key("pay_question")).select_related("employee__team").first()
    if question is None:
        return
    for key in _paying(question.employee):
        yield Addressee(key, NoticeKind.QUESTION)


def _paying(employee: Employee) -> list[int]:
    """Payroll and the manager of the team, never oneself."""
    found = set(Employee.objects.filter(roles__contains=Role.PAYROLL.value).values_list("pk", flat=True))
    if employee.team is not None and employee.team.manager_id:
        found.add(employee.team.manager_id)
    return sorted(found - {employee.pk})


def second_pair(case: Case) -> Iterator[Addressee]:
    """Who may approve an amount by hand that waits; where it counts at once, nobody needs to know."""
    row = Adjustment.objects.filter(pk=case.key("pay_adjustment")).select_related("employee__team").first()
    if row is None or not case.event.data.get("waits"):
        return
    for key in _paying(row.employee):
        yield Addressee(key, NoticeKind.AMOUNT)


def amount_maker(case: Case) -> Iterator[Addressee]:
    """Who entered the amount."""
    for key in Adjustment.objects.filter(pk=case.key("pay_adjustment")).values_list("made_by", flat=True):
        if key is not None:
            yield Addressee(key, NoticeKind.AMOUNT)


def late_answer(case: Case) -> Iterator[Addressee]:
    """Who must answer, and who waits for it."""
    yield from answering(case)
    yield from asker(case)


def approving(case: Case) -> Iterator[Addressee]:
    """Who may approve the proposed plan."""
    version = PlanVersion.objects.filter(pk=case.key("plan_version")).first()
    for key in approvers_of(version) if version is not None else ():
        yield Addressee(key, NoticeKind.APPROVE)


def proposer(case: Case) -> Iterator[Addressee]:
    """Who had proposed it."""
    key = case.named("proposed_by")
    if key is not None:
        yield Addressee(key, NoticeKind.APPROVE)


def approving_run(case: Case) -> Iterator[Addressee]:
    """Who may approve the settlement, once its month is over."""
    run = Run.objects.filter(pk=case.key("commission_run")).select_related("period").first()
    if run is not None and run.period.end <= case.day:
        for key in run_approvers(run):
            yield Addressee(key, NoticeKind.APPROVE)


def run_maker(case: Case) -> Iterator[Addressee]:
    """Who made the settlement: it can be locked now."""
    for key in Run.objects.filter(pk=case.key("commission_run")).values_list("made_by", flat=True):
        if key is not None:
            yield Addressee(key, NoticeKind.APPROVE)


PAY: Mapping[str, Find] = {
    "plan_version.proposed": approving,
    "plan_version.returned": proposer,
    "plan_version.approved": paid_by_version,
    "plan_version.ended": paid_by_version,
    "plan_member.added": put_on_plan,
    "pay.asked": answering,
    "pay.answered": asker,
    "pay.answer_due": answering,
    "pay.answer_late": late_answer,
    "adjustment.made": second_pair,
    "adjustment.approved": amount_maker,
    "adjustment.refused": amount_maker,
    "run.previewed": approving_run,
    "run.approved": run_maker,
}
