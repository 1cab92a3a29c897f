"""Today's figure: what each person has earned in the open months so far. Replaced as a whole, never added to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from engines.commission import Window, settle
from tandem.core.locking import lock_name

from .cases import Prepared
from .currencies import HOME
from .models import Accrual, Move, PlanMember, PlanVersion
from .months import open_months
from .names import key_of
from .settling import Line, lines_of, prepare, versions_until


def accrue(*, plans: Collection[int] | None = None, at: datetime) -> None:
    """Anew for these plans, or for all: one transaction per plan and month, so nobody waits for long."""
    months = open_months(timezone.localdate(at))
    Accrual.objects.exclude(period__in=[month.name for month in months]).delete()
    for month in months:
        by_plan: dict[int, list[PlanVersion]] = defaultdict(list)
        for version in versions_until(month.end):
            if plans is None or version.plan_id in plans:
                by_plan[version.plan_id].append(version)
        for plan, versions in by_plan.items():
            cases = [prepare(version, month, as_of=at, to_date=True) for version in versions]
            found = [case for case in cases if case is not None]
            lines = [line for case in found for line in lines_of(case, settle(case.case).entries)]
            currency = found[-1].case.plan.currency if found else HOME
            keep_accruals(plan, month, lines, at, waiting=_waiting(found), currency=currency)


def is_fresh(plans: Collection[int], since: datetime, today: datetime) -> bool:
    """Whether all of these have been counted after that instant: then an event has nothing to add."""
    names = [month.name for month in open_months(timezone.localdate(today))]
    rows = Accrual.objects.filter(plan__in=plans, period__in=names).order_by()
    counted = dict(rows.values_list("plan").annotate(at=Min("at")))
    return all(plan in counted and counted[plan] > since for plan in plans)


def _waiting(cases: Iterable[Prepared]) -> dict[int, list[dict[str, str]]]:
    """By person the orders that would count for them, had they an exchange rate."""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    for case in cases:
        for held in case.held:
            people = {held.person} | {
                member.person
                for member in case.case.members
                if member.tandem == held.tandem and member.start <= held.day < member.end
            }
            for key in filter(None, map(key_of, people)):
                found[key].append({"order": held.order, "currency": held.currency})
    return found


@transaction.atomic
def keep_accruals(
    plan: int,
    month: Window,
    lines: Iterable[Line],
    at: datetime,
    *,
    waiting: Mapping[int, list[dict[str, str]]] | None = None,
    currency: str = HOME,
) -> None:
    """Everybody's figure by a plan in a month, in the place of what stood there."""
    lock_name(f"accrual {plan} {month.name}")
    found: dict[tuple[int, str], Accrual] = {}

    def of(employee: int, code: str) -> Accrual:
        if (employee, code) not in found:
            made = Accrual(employee_id=employee, plan_id=plan, period=month.name, currency=code, at=at)
            found[employee, code] = made
        return found[employee, code]

    for member in PlanMember.objects.filter(plan=plan, start__lt=month.end).select_related("plan"):
        if member.end is None or member.end > month.start:
            of(member.employee_id, currency)
    for line in lines:
        row = of(line.employee, line.currency)
        if line.kind == Move.EARN:
            row.earned_cents += line.cents
            row.joint_cents += line.cents if line.joint else 0
        else:
            row.advance_cents += line.cents
        row.lines.append(
            {"day": line.day.isoformat(), "cents": line.cents, "kind": line.kind, **json.loads(line.detail)}
        )
        row.counted.update({sheet.digest: sheet.rows for sheet in line.sheets})
    for employee, held in (waiting or {}).items():
        of(employee, currency).held = held
    Accrual.objects.filter(plan=plan, period=month.name).delete()
    Accrual.objects.bulk_create([found[key] for key in sorted(found)])
