"""Pay of the tandem: four months of runs, each in another state, a question and an amount by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from engines.commission.windows import add_months
from tandem.commissions.accruing import accrue
from tandem.commissions.models import Adjustment, Period, Posting, Question, Run, RunPerson, RunStatus
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


def some_pay(inside: Employee, field: Employee, tandem: Tandem) -> Pay:
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
    accrue(at=now)
    return Pay(runs, statement, question, adjustment)


def _after(months: int) -> datetime:
    """The second day after so many months from the first settled one."""
    start = add_months(month_of(timezone.localdate()).start, months - 4)
    return timezone.make_aware(datetime.combine(start.replace(day=2), time(12)))
