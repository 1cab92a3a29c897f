"""Writing plans: draft, propose, approve by somebody else, accept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.commissions.cases import document_digest
from tandem.commissions.models import Period, Plan, PlanAcceptance, PlanStatus, PlanVersion
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name, save_changes
from tandem.core.models import Event
from tandem.core.rules import allows, require
from tandem.people.queries import signed_in

from .documents import Document, read_document
from .endings import has_versions
from .rules import can_accept_plan, can_approve_plan, can_write_plan


@transaction.atomic
def create_plan(*, name: str, document: Mapping[str, Any], start: date, actor: Actor, at: datetime) -> PlanVersion:
    """A new plan with its first version, a draft."""
    require(can_write_plan, actor)
    lock_name("commission plans")
    plan = Plan.objects.filter(name__iexact=name).first()
    if plan is not None and has_versions(plan):
        told = _("There is a plan of this name. Open it, and make a new version of it.")
        raise Invalid("plan_exists", told, {"name": told})
    plan = plan or Plan.objects.create(name=name)
    version = _draft(plan, dict(document) | {"schema": 1, "name": name}, start, actor, at)
    record("plan.created", version, plan, actor=actor, at=at)
    return version


@transaction.atomic
def copy_version(source: PlanVersion, *, start: date, actor: Actor, at: datetime) -> PlanVersion:
    """The next version as a draft, with the rules of this one."""
    require(can_write_plan, actor)
    lock(source.plan)
    version = _draft(source.plan, dict(source.document), start, actor, at)
    record("plan_version.copied", version, source.plan, actor=actor, at=at, data={"of": source.number})
    return version


def _draft(plan: Plan, document: Document, start: date, actor: Actor, at: datetime) -> PlanVersion:
    read_document(document, start=start)
    number = (plan.versions.aggregate(most=Max("number"))["most"] or 0) + 1
    person = signed_in(actor)
    return PlanVersion.objects.create(
        plan=plan, number=number, document=document, start=start, made_by=person, made_at=at
    )


@transaction.atomic
def edit_version(
    row: PlanVersion,
    *,
    document: Mapping[str, Any],
    values: Mapping[str, Any],
    version: int,
    actor: Actor,
    at: datetime,
) -> PlanVersion:
    """Change a draft; `values` are start, end and note as far as they change. Approved rules are never edited."""
    require(can_write_plan, actor)
    row = lock(row, version=version)
    if row.status != PlanStatus.DRAFT:
        raise Refused("plan_not_draft", _("Only a draft can be changed. Make a new version of the plan."))
    start, end = values.get("start", row.start), values.get("end", row.end)
    if end is not None and end <= start:
        told = _("The end lies after the beginning.")
        raise Invalid("plan_span", told, {"end": told})
    read_document(document, start=start, end=end)
    changes = save_changes(row, {"document": dict(document), **values})
    changes.pop("document", None)  # what a plan said is kept with its versions, not in events
    record("plan_version.edited", row, row.plan, actor=actor, at=at, changes=changes)
    return row


@transaction.atomic
def propose_version(row: PlanVersion, *, version: int, actor: Actor, at: datetime) -> Event:
    """Hand a whole plan to a second person."""
    require(can_write_plan, actor)
    row = lock(row, version=version)
    if row.status != PlanStatus.DRAFT:
        raise Refused("plan_not_draft", _("Only a draft can be proposed."))
    lacking = read_document(row.document, start=row.start, end=row.end).lacking
    if lacking:
        raise Refused("plan_incomplete", " ".join(lacking))
    _fits(row)
    values: dict[str, object] = {
        "status": PlanStatus.PROPOSED.value,
        "proposed_by": signed_in(actor),
        "proposed_at": at,
    }
    save_changes(row, values)
    return record("plan_version.proposed", row, row.plan, actor=actor, at=at)


@transaction.atomic
def return_version(row: PlanVersion, *, reason: str, version: int, actor: Actor, at: datetime) -> Event:
    """Back to a draft: by its authors, or by who does not approve it."""
    row = lock(row, version=version)
    if not allows(can_write_plan, actor) and not allows(can_approve_plan, actor, row):
        require(can_write_plan, actor)
    if row.status != PlanStatus.PROPOSED:
        raise Refused("plan_not_proposed", _("This version is not proposed. Look at how it stands now."))
    told = {"reason": reason.strip()[:200], "proposed_by": row.proposed_by_id}
    save_changes(row, {"status": PlanStatus.DRAFT.value, "proposed_by": None, "proposed_at": None})
    return record("plan_version.returned", row, row.plan, actor=actor, at=at, data=told)


@transaction.atomic
def approve_version(row: PlanVersion, *, version: int, actor: Actor, at: datetime) -> Event:
    """Four eyes. From its first day on it settles, and the version before ends."""
    row = lock(row, version=version)
    if not allows(can_approve_plan, actor, row):
        told = _("A plan is approved by a second person, who neither wrote it nor is paid by it.")
        raise Refused("four_eyes", told)
    if row.status != PlanStatus.PROPOSED:
        raise Refused("plan_not_proposed", _("This version is not proposed. Look at how it stands now."))
    lock(row.plan)
    _fits(row)
    before = _approved(row).filter(start__lt=row.start).order_by("-start").first()
    if before is not None and (before.end is None or before.end > row.start):
        before.end = row.start
        before.version += 1
        before.save(update_fields=["end", "version"])
    save_changes(row, {"status": PlanStatus.APPROVED.value, "approved_by": signed_in(actor), "approved_at": at})
    return record("plan_version.approved", row, row.plan, actor=actor, at=at)


def _approved(row: PlanVersion) -> Any:
    counts = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    return PlanVersion.objects.filter(plan=row.plan_id, status__in=counts).exclude(pk=row.pk)


def _fits(row: PlanVersion) -> None:
    """After what is in the books already, and after the version that holds now."""
    closed = Period.objects.filter(closed_at__isnull=False).aggregate(end=Max("end"))["end"]
    if closed is not None and row.start < closed and _approved(row).exists():
        day = date_format(closed, "SHORT_DATE_FORMAT")
        told = _("Up to %(day)s everything is in the books. A new version begins on that day or later.") % {"day": day}
        raise Refused("plan_too_early", told)
    later = _approved(row).filter(start__gte=row.start).order_by("start").first()
    if later is not None:
        told = _("Version %(number)d begins on %(day)s. A new one begins after it.")
        raise Refused(
            "plan_not_last", told % {"number": later.number, "day": date_format(later.start, "SHORT_DATE_FORMAT")}
        )


@transaction.atomic
def accept_version(row: PlanVersion, *, actor: Actor, at: datetime) -> PlanAcceptance:
    """One's own yes, with the date and the wording; a second yes is the first one."""
    require(can_accept_plan, actor, row)
    row = lock(row)
    if row.status != PlanStatus.APPROVED:
        raise Refused("plan_not_approved", _("Only an approved plan can be accepted."))
    person = signed_in(actor)
    values = {"digest": document_digest(row.document), "at": at}
    accepted, new = PlanAcceptance.objects.get_or_create(version=row, employee=person, defaults=values)
    if new:
        record("plan_version.accepted", row, row.plan, actor=actor, at=at, data={"digest": accepted.digest})
    return accepted
