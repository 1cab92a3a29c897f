"""Pay of the tandem: four months of runs, each in another state, a question and an amount by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from engines.commission.windows import add_months
from tandem.commissions.accruing import accrue
from tandem.commissions.models import (
    Adjustment,
    PayKind,
    PayrollExport,
    PayrollSettings,
    Period,
    Plan,
    PlanMember,
    PlanVersion,
    Posting,
    ProvisionSettings,
    Question,
    Run,
    RunPerson,
    RunStatus,
    Simulation,
)
from tandem.commissions.months import month_of
from tandem.commissions.tests.factories import a_plan as plan_for
from tandem.commissions.tests.factories import approved, locked, released
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

TARGET = {"id": "own", "title": "Eigenes", "kind": "target", "weight": 100, "level": "person", "quota": 1000}
POOL = {"id": "pool", "title": "Topf", "rate": "10 %"}


@dataclass(frozen=True)
class Pay:
    """What the pages of pay are tried with."""

    runs: dict[str, Run]  # released, locked, approved: one month after the other; preview: of last month
    statement: RunPerson  # of inside, released
    question: Question  # of inside
    adjustment: Adjustment  # for inside, waits for a second person
    own_adjustment: Adjustment  # the same, entered by payroll
    plans: dict[str, PlanVersion]  # approved: what both are paid by; draft and proposed: by the house
    member: PlanMember  # inside
    simulation: Simulation
    export: PayrollExport  # of the locked run


def some_pay(inside: Employee, field: Employee, tandem: Tandem, payroll: Employee) -> Pay:
    """Settled by the house itself, so that everybody may approve what comes next."""
    now = timezone.now()
    first = month_of(add_months(month_of(timezone.localdate(now)).start, -4))
    version = plan_for([inside, field], [POOL, TARGET], start=first.start, targets={"*": 500})
    runs = {"released": released(_after(1)), "locked": locked(_after(2)), "approved": approved(_after(3))}
    last = month_of(add_months(month_of(timezone.localdate(now)).start, -1))
    period = Period.objects.create(name=last.name, start=last.start, end=last.end)
    runs["preview"] = Run.objects.create(period=period, number=1, status=RunStatus.PREVIEW, made_at=now, as_of=now)
    statement = RunPerson.objects.get(run=runs["released"], employee=inside)
    question = Question.objects.create(
        employee=inside, period=first.name, posting=Posting.objects.filter(employee=inside)[0], kind="question",
        text="Warum nichts?", asked_at=now, due_on=timezone.localdate(now) + timedelta(days=3),
    )  # fmt: skip
    adjustment = Adjustment.objects.create(
        employee=inside, plan=version.plan, day=timezone.localdate(now), cents=50_000, currency="EUR",
        reason="Messe", question=question, made_at=now,
    )  # fmt: skip
    own = Adjustment.objects.create(
        employee=inside, plan=version.plan, day=timezone.localdate(now), cents=60_000, currency="EUR",
        reason="Nachzahlung", made_by=payroll, made_at=now,
    )  # fmt: skip
    accrue(at=now)
    plans = {"approved": version, **{state: _written(state) for state in ("draft", "proposed")}}
    member = PlanMember.objects.get(employee=inside)
    simulation = Simulation.objects.create(
        plan_version=plans["draft"], first=first.name, last=first.name, made_at=now, currency="EUR",
        result={
            "total": [200, 100], "months": {first.name: [200, 100]},
            "tandems": {str(tandem.pk): [200, 100]}, "people": {str(inside.pk): [200, 100]},
        },
    )  # fmt: skip
    export = _payroll(runs, inside, field)
    return Pay(runs, statement, question, adjustment, own, plans, member, simulation, export)


def _written(state: str) -> PlanVersion:
    plan = Plan.objects.create(name=f"Neu {state}")
    return PlanVersion.objects.create(
        plan=plan, number=1, document={"schema": 1, "name": plan.name, "components": [POOL]},
        status=state, start=timezone.localdate(), made_at=timezone.now(),
    )  # fmt: skip


def _payroll(runs: dict[str, Run], *people: Employee) -> PayrollExport:
    """Everything that an export of the released run needs, and one that was made."""
    for number, person in enumerate(people, 4711):
        Employee.objects.filter(pk=person.pk).update(personnel_number=str(number))
    wages = {kind.value: {"wage_type": "2000", "key": "2"} for kind in PayKind}
    PayrollSettings.objects.create(pk=1, consultant="1234567", client="12345", wage_types=wages)
    ProvisionSettings.objects.create(pk=1, commission="4120", employer="4130", provision="970", capitalise=True)
    return PayrollExport.objects.create(
        run=runs["locked"], made_at=timezone.now(), currency="EUR", total_cents=0, people=0, csv="x", lodas="x",
        digest="x",
    )  # fmt: skip


def _after(months: int) -> datetime:
    """The second day after so many months from the first settled one."""
    start = add_months(month_of(timezone.localdate()).start, months - 4)
    return timezone.make_aware(datetime.combine(start.replace(day=2), time(12)))
