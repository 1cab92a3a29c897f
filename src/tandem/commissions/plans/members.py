"""Writing who is on which plan, from when to when, with which target pay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.commissions.models import OVERLAY, Plan, PlanMember
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.spans import overlapping
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

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
    overlay_ppm: int | None = None,
    tandems: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> PlanMember:
    """On one plan at a time. The event names no amount: it is read by more people than pay is."""
    require(can_set_member, actor, employee)
    lock(employee)  # two who put the same person on two plans wait for each other
    _check(employee.pk, start, end)
    found = _overlay(role, target_cents, overlay_ppm, tandems)
    values: dict[str, Any] = {"role": role, "target_cents": target_cents, "overlay_ppm": overlay_ppm}
    row = PlanMember.objects.create(plan=plan, employee=employee, start=start, end=end, **values)
    row.tandems.set(found)
    data = {"from": start.isoformat()} | ({"tandems": found} if found else {})
    record("plan_member.added", row, plan, employee, actor=actor, at=at, data=data)
    return row


@transaction.atomic
def edit_member(
    row: PlanMember,
    *,
    end: date | None,
    role: str,
    target_cents: int | None,
    overlay_ppm: int | None = None,
    tandems: Collection[int] = (),
    version: int,
    actor: Actor,
    at: datetime,
) -> Event:
    """Another end, role or target pay; who is paid differently from a day on gets a new row from that day."""
    require(can_set_member, actor, row.employee)
    row = lock(row, version=version)
    _check(row.employee_id, row.start, end, row.pk)
    found = _overlay(role, target_cents, overlay_ppm, tandems)
    values: dict[str, object] = {"end": end, "role": role, "target_cents": target_cents, "overlay_ppm": overlay_ppm}
    changes = save_changes(row, values)
    before = sorted(row.tandems.values_list("pk", flat=True))
    if before != found:
        row.tandems.set(found)
        if not changes:
            row.version += 1
            row.save(update_fields=["version"])
    for amount in ("target_cents", "overlay_ppm"):
        changes.pop(amount, None)
    data = {"tandems": [before, found]} if before != found else {}
    return record("plan_member.edited", row, row.plan, row.employee, actor=actor, at=at, changes=changes, data=data)


def _overlay(role: str, target: int | None, share: int | None, tandems: Collection[int]) -> list[int]:
    """The tandems of an overlay; Invalid where a share is missing, or stands beside another role."""
    wrong: dict[str, str] = {}
    if role == OVERLAY and not (share and 0 < share <= 1_000_000):
        wrong["overlay_ppm"] = _("Say how much is credited on top: more than nothing, at most 100 %.")
    if role == OVERLAY and target is not None:
        wrong["target_cents"] = _("Who helps is paid by what is credited on top, and has no target pay.")
    if role != OVERLAY and share:
        wrong["overlay_ppm"] = _("Only for the role overlay.")
    if role != OVERLAY and tandems:
        wrong["tandems"] = _("Only for the role overlay.")
    found = sorted(Tandem.objects.filter(pk__in=tandems).values_list("pk", flat=True))
    if len(found) < len(set(tandems)):
        wrong["tandems"] = _("There is no such tandem.")
    if wrong:
        raise Invalid("member_overlay", _("This place on the plan cannot be kept like this."), wrong)
    return found


def _check(employee: int, start: date, end: date | None, but: int | None = None) -> None:
    if end is not None and end <= start:
        told = _("The end lies after the beginning.")
        raise Invalid("member_span", told, {"end": told})
    rows = PlanMember.objects.filter(overlapping(start, end), employee=employee).exclude(pk=but or 0)
    other = rows.select_related("plan").first()
    if other is not None:
        told = _("In these days the person is on the plan “%(plan)s”. End that first.") % {"plan": other.plan}
        raise Invalid("member_twice", told, {"start" if but is None else "end": told})
