"""Writing who is on which plan, from when to when, with which target pay."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.commissions.models import Plan, PlanMember
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.models import Employee

from .rules import can_set_member


@transaction.atomic
def put_on_plan(
    plan: Plan,
    employee: Employee,
    *,
    start: date,
    end: date | None = None,
    role: str = "",
    target_cents: int | None = None,
    actor: Actor,
    at: datetime,
) -> PlanMember:
    """On one plan at a time. The event names no amount: it is read by more people than pay is."""
    require(can_set_member, actor, employee)
    lock(employee)  # two who put the same person on two plans wait for each other
    _check(employee.pk, start, end)
    values: dict[str, Any] = {"role": role, "target_cents": target_cents}
    row = PlanMember.objects.create(plan=plan, employee=employee, start=start, end=end, **values)
    record("plan_member.added", row, plan, employee, actor=actor, at=at, data={"from": start.isoformat()})
    return row


@transaction.atomic
def edit_member(
    row: PlanMember,
    *,
    end: date | None,
    role: str,
    target_cents: int | None,
    version: int,
    actor: Actor,
    at: datetime,
) -> Event:
    """Another end, role or target pay; who is paid differently from a day on gets a new row from that day."""
    require(can_set_member, actor, row.employee)
    row = lock(row, version=version)
    _check(row.employee_id, row.start, end, row.pk)
    changes = save_changes(row, {"end": end, "role": role, "target_cents": target_cents})
    changes.pop("target_cents", None)
    return record("plan_member.edited", row, row.plan, row.employee, actor=actor, at=at, changes=changes)


def _check(employee: int, start: date, end: date | None, but: int | None = None) -> None:
    if end is not None and end <= start:
        told = _("The end lies after the beginning.")
        raise Invalid("member_span", told, {"end": told})
    rows = PlanMember.objects.filter(overlapping(start, end), employee=employee).exclude(pk=but or 0)
    other = rows.select_related("plan").first()
    if other is not None:
        told = _("In these days the person is on the plan “%(plan)s”. End that first.") % {"plan": other.plan}
        raise Invalid("member_twice", told, {"start" if but is None else "end": told})
