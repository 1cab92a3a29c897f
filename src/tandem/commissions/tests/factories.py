"""Plans, runs and books for tests, made through the actions where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from engines.commission import read_window
from tandem.commissions.actions import approve_run, lock_run, preview_run, release_run
from tandem.commissions.actions.runs import keep_preview
from tandem.commissions.models import Plan, PlanMember, PlanStatus, PlanVersion, Posting, Run
from tandem.commissions.settling import settle_month
from tandem.core.actor import Actor
from tandem.orders.tests.factories import Pair
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee

START = date(2026, 9, 1)
MONTH_OVER = datetime(2026, 10, 2, 9, 0, tzinfo=UTC)
POOL = {"id": "pool", "title": "Topf", "rate": "10 %"}
TIERS = {
    "id": "tiers",
    "accumulate": "year",
    "tiers": [
        {"from": 0, "to": 50_000, "rate": "3 %"},
        {"from": 50_000, "to": 100_000, "rate": "5 %"},
        {"from": 100_000, "rate": "8 %"},
    ],
}


def a_plan(
    people: Iterable[Employee], components: Iterable[dict[str, Any]] = (POOL,), *, start: date = START, **document: Any
) -> PlanVersion:
    """An approved plan from September 2026 on, with these people on it."""
    plan = Plan.objects.create(name=f"Plan {Plan.objects.count() + 1}")
    version = PlanVersion.objects.create(
        plan=plan,
        number=1,
        document={"schema": 1, "name": plan.name, "components": list(components), **document},
        status=PlanStatus.APPROVED,
        start=start,
        made_at=MONTH_OVER,
        approved_at=MONTH_OVER,
    )
    for person in people:
        PlanMember.objects.create(plan=plan, employee=person, start=start)
    return version


def plan_of_pair(pair: Pair, components: Iterable[dict[str, Any]] = (POOL,), **document: Any) -> PlanVersion:
    """Both of a tandem on one plan."""
    return a_plan([pair.inside, pair.field], components, **document)


def house(at: datetime = MONTH_OVER) -> Actor:
    """The house itself at an instant."""
    return Actor.system(at, "test")


def previewed(at: datetime = MONTH_OVER, by: Employee | None = None) -> Run:
    """The next month's run with its preview, without the worker."""
    actor = Actor.of(by, at) if by else house(at)
    run = preview_run(actor=actor, at=at)
    return keep_preview(run, settle_month(read_window(run.period.name), as_of=run.as_of), at=at)


def approved(at: datetime = MONTH_OVER) -> Run:
    """A preview that somebody else approved."""
    run = previewed(at)
    approve_run(run, version=run.version, actor=house(at), at=at)
    return fresh(run)


def locked(at: datetime = MONTH_OVER) -> Run:
    """The next month in the books."""
    run = approved(at)
    lock_run(run, version=run.version, actor=house(at), at=at)
    return fresh(run)


def released(at: datetime = MONTH_OVER) -> Run:
    """And to be paid."""
    run = locked(at)
    release_run(run, version=run.version, actor=house(at), at=at)
    return fresh(run)


def fresh(run: Run) -> Run:
    """As it stands."""
    return Run.objects.select_related("period").get(pk=run.pk)


def pay_of(period: str, kind: str = "earn") -> dict[int, int]:
    """Cents by employee that were posted in a month."""
    sums: dict[int, int] = {}
    for row in Posting.objects.filter(period=period, kind=kind):
        sums[row.employee_id] = sums.get(row.employee_id, 0) + row.cents
    return sums


def a_payroll(**fields: Any) -> Employee:
    """Somebody who pays."""
    return an_employee(["payroll"], **fields)
