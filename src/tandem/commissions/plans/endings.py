"""How versions end: a draft is deleted, one in force gets a last day. Both can be taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.commissions.models import Period, Plan, PlanMember, PlanStatus, PlanVersion
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values

from .rules import can_end_plan, can_write_plan


def has_versions(plan: Plan) -> bool:
    """Whether anything of the plan is left that was not deleted."""
    return plan.versions.exclude(status=PlanStatus.REMOVED).exists()


@transaction.atomic
def remove_version(row: PlanVersion, *, version: int, actor: Actor, at: datetime) -> Event:
    """Delete a draft. What has been in force, or waits for approval, stays."""
    require(can_write_plan, actor)
    row = lock(row, version=version)
    if row.status != PlanStatus.DRAFT:
        raise Refused("plan_not_draft", _("Only a draft can be deleted. A proposed version is given back first."))
    plan = lock(row.plan)
    changes = save_changes(row, {"status": PlanStatus.REMOVED.value})
    if not has_versions(plan) and PlanMember.objects.filter(plan=plan).exists():
        told = _("This is the only version of the plan, and people are on it. Change the draft instead.")
        raise Refused("plan_has_people", told)
    return record("plan_version.removed", row, plan, actor=actor, at=at, changes=changes)


def undo_removed(event: Event, actor: Actor, at: datetime) -> tuple[PlanVersion, Plan]:
    """The draft is there again, as it was."""
    row = _locked(event)
    require(can_write_plan, actor)
    save_changes(row, old_values(row, event))
    return row, row.plan


@transaction.atomic
def end_version(row: PlanVersion, *, last: date, version: int, actor: Actor, at: datetime) -> Event:
    """Let an approved version end with no other after it; `last` is its last day."""
    require(can_end_plan, actor, row)
    row = lock(row, version=version)
    if not row.counts or row.end is not None:
        raise Refused("plan_not_open", _("This version has an end already, or is not approved."))
    end = last + timedelta(days=1)
    closed = _closed_until()
    if end <= row.start or (closed is not None and end < closed):
        told = _("Not before its first day, and not in months that are in the books.")
        raise Invalid("plan_end", told, {"last": told})
    changes = save_changes(row, {"end": end})
    return record("plan_version.ended", row, row.plan, actor=actor, at=at, changes=changes)


def undo_ended(event: Event, actor: Actor, at: datetime) -> tuple[PlanVersion, Plan]:
    """It goes on, unless another version follows or a month after its end is in the books."""
    row = _locked(event)
    require(can_end_plan, actor, row)
    values = old_values(row, event)
    closed = _closed_until()
    later = row.plan.versions.filter(status__in=[PlanStatus.APPROVED, PlanStatus.RETIRED], start__gt=row.start)
    if (closed is not None and row.end is not None and row.end < closed) or later.exists():
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    save_changes(row, values)
    return row, row.plan


def _locked(event: Event) -> PlanVersion:
    key = event.subjects.get(kind=PlanVersion.ref_kind).object_id
    return lock(PlanVersion.objects.get(pk=key))


def _closed_until() -> date | None:
    found: date | None = Period.objects.filter(closed_at__isnull=False).aggregate(end=Max("end"))["end"]
    return found
