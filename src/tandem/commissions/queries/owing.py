"""What people still owe of draws after a month: kept with its run, read with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tandem.commissions.models import Plan, PlanMember, Run
from tandem.commissions.settling import Owed
from tandem.people.models import Employee


@dataclass(frozen=True)
class Owing:
    """An open balance. Who is off the plan earns nothing any more that it could be recovered from."""

    employee: Employee
    plan: str
    cents: int
    currency: str
    is_on_plan: bool


def owing_kept(rows: Iterable[Owed], run: Run) -> list[dict[str, Any]]:
    """As a run keeps it; two statements, none where nobody owes anything."""
    found = list(rows)
    if not found:
        return []
    here = Q(end=None) | Q(end__gt=run.period.end)
    members = PlanMember.objects.filter(here, plan__in={row.plan for row in found}, start__lte=run.period.end)
    on = set(members.values_list("plan", "employee"))
    plans = Plan.objects.in_bulk({row.plan for row in found})
    return [
        {
            "employee": row.employee,
            "plan": plans[row.plan].name,
            "cents": row.cents,
            "currency": row.currency,
            "on": (row.plan, row.employee) in on,
        }
        for row in found
    ]


def owing_of(run: Run | None, sees: Callable[[Employee], bool]) -> Sequence[Owing]:
    """Who is off the plan first, then by name; one statement, none where nobody owes anything."""
    kept = run.snapshot.get("owed", []) if run else []
    people = Employee.objects.in_bulk([row["employee"] for row in kept]) if kept else {}
    rows = [
        Owing(people[row["employee"]], row["plan"], row["cents"], row["currency"], row["on"])
        for row in kept
        if row["employee"] in people and sees(people[row["employee"]])
    ]
    return sorted(rows, key=lambda row: (row.is_on_plan, row.employee.name_key, row.employee.pk))
