"""Reading plans: all of them for who writes and approves, one's own for who is paid by it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from engines.commission.describe import describe
from engines.commission.fineprint import target_pay_told
from tandem.commissions import telling
from tandem.commissions.agreed import metric_of
from tandem.commissions.models import Plan, PlanAcceptance, PlanMember, PlanStatus, PlanVersion
from tandem.commissions.months import month_of
from tandem.commissions.names import person_id, tandem_id
from tandem.commissions.queries.goals import missing_of
from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.people.models import SALES, Employee, Role
from tandem.people.queries import signed_in
from tandem.people.rules import has_role
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of

from .documents import Draft, read_document
from .example import language_of_reader
from .restarts import restarts
from .rules import can_approve_plan, can_end_plan, can_read_member, can_read_plans, can_write_plan
from .warnings import warnings

COUNTS = [PlanStatus.APPROVED, PlanStatus.RETIRED]
ROWS = 200
MOST_MISSING = 5
Words = Sequence[tuple[str, Sequence[str]]]  # of each block its headline and its lines


@dataclass(frozen=True)
class PlanRow:
    """One plan of the list with the version that holds today, and what is being written."""

    plan: Plan
    now: PlanVersion | None
    waiting: PlanVersion | None
    people: int


@dataclass(frozen=True)
class MemberRow:
    """Somebody on the plan; target pay only for who may read it."""

    member: PlanMember
    readable: bool
    accepted: PlanAcceptance | None


@dataclass(frozen=True)
class VersionPage:
    """A version as its authors see it. `draft` is None where the document cannot be read."""

    version: PlanVersion
    draft: Draft | None
    problem: str
    words: Words
    warnings: Sequence[str]
    versions: Sequence[PlanVersion]
    members: Sequence[MemberRow]
    accepted: int
    open: int
    may_edit: bool
    may_propose: bool
    may_approve: bool
    may_return: bool
    may_copy: bool
    may_remove: bool
    may_end: bool


def visible_plans(actor: Actor) -> QuerySet[Plan]:
    """For who reads all of them; not those of which every draft was deleted."""
    if not allows(can_read_plans, actor):
        return Plan.objects.none()
    return Plan.objects.filter(Exists(_standing().filter(plan=OuterRef("pk"))))


def visible_versions(actor: Actor) -> QuerySet[PlanVersion]:
    """All for who reads plans; approved ones of the own plan for who is on it."""
    rows = _standing().select_related("plan", "made_by", "proposed_by", "approved_by")
    if allows(can_read_plans, actor):
        return rows
    person = signed_in(actor)
    if person is None:
        return rows.none()
    return rows.filter(status__in=COUNTS, plan__in=PlanMember.objects.filter(employee=person).values("plan"))


def _standing() -> QuerySet[PlanVersion]:
    """All versions but deleted drafts."""
    return PlanVersion.objects.exclude(status=PlanStatus.REMOVED)


def visible_members(actor: Actor) -> QuerySet[PlanMember]:
    """One's own place on plans, and those that one may set."""
    rows = PlanMember.objects.select_related("employee__team", "plan")
    if actor.is_system or has_role(actor, Role.PAYROLL):
        return rows
    own = Q(employee=actor.id if actor.kind == "employee" else 0)
    return rows.filter(own | Q(employee__team__in=scope_of(actor).led_team_ids))


def newest_url(plan: Plan) -> str:
    """Where a plan is read: at its newest version."""
    newest = _standing().filter(plan=plan).values_list("pk", flat=True).first()
    return reverse("commissions:plan_version", args=[newest]) if newest else reverse("commissions:plans")


def people_to_put() -> QuerySet[Employee]:
    """Who sells or leads who sells; the rule says whom of them one may put on a plan."""
    sells = Q()
    for role in SALES:
        sells |= Q(roles__contains=role.value)
    return Employee.objects.filter(sells, is_active=True).order_by("name_key", "pk")


def plan_rows(actor: Actor) -> list[PlanRow]:
    """The list; three statements."""
    newest = Prefetch("versions", _standing().order_by("-number"))
    today = on_day(actor.today, "members__")
    rows = visible_plans(actor).prefetch_related(newest).annotate(people=Count("members", filter=today))
    return [_row(plan, actor) for plan in rows[:ROWS]]


def _row(plan: Plan, actor: Actor) -> PlanRow:
    versions = list(plan.versions.all())
    now = next((one for one in versions if one.counts and one.holds_on(actor.today)), None)
    waiting = next((one for one in versions if not one.counts), None)
    return PlanRow(plan, now, waiting, plan.people)  # type: ignore[attr-defined]


def draft_of(version: PlanVersion) -> tuple[Draft | None, str]:
    """The document as far as it can be read, or why not."""
    try:
        return read_document(version.document, start=version.start, end=version.end), ""
    except Invalid as error:
        return None, "; ".join(f"{path}: {text}" for path, text in error.fields.items())


def in_words(draft: Draft | None, mine: Collection[str] = ()) -> Words:
    """What the engine says about the plan: the frame, then each block with what it does."""
    found: list[tuple[str, list[str]]] = []
    for line in describe(draft.rules, language_of_reader(), mine=mine).splitlines()[1:] if draft else ():
        if line.startswith("- ") or not found:
            found.append((line.removeprefix("- "), [])) if line.startswith("- ") else found.append(("", [line.strip()]))
        else:
            found[-1][1].append(line.strip())
    return found


def version_page(version: PlanVersion, actor: Actor) -> VersionPage:
    """Everything about one version; statements do not grow with people."""
    draft, problem = draft_of(version)
    accepted = {row.employee_id: row for row in version.acceptances.all()}
    members = PlanMember.objects.filter(plan=version.plan).select_related("employee__team")
    members = members.order_by("employee__name_key", "start")
    rows = [MemberRow(row, can_read_member(actor, row), accepted.get(row.employee_id)) for row in members[:ROWS]]
    is_draft, is_proposed = version.status == PlanStatus.DRAFT, version.status == PlanStatus.PROPOSED
    writes = allows(can_write_plan, actor)
    approves = is_proposed and allows(can_approve_plan, actor, version)
    here = [row for row in rows if row.member.end is None or row.member.end > version.start]
    versions = list(_standing().filter(plan=version.plan_id)[:ROWS])
    return VersionPage(
        version=version,
        draft=draft,
        problem=problem,
        words=in_words(draft),
        warnings=[*warnings(draft), *restarts(version, draft, versions), *_without_goal(version, draft, actor)]
        if draft
        else [],
        versions=versions,
        members=rows,
        accepted=sum(row.accepted is not None for row in here),
        open=sum(row.accepted is None for row in here),
        may_edit=writes and is_draft,
        may_propose=writes and is_draft and draft is not None and not draft.lacking,
        may_approve=approves,
        may_return=is_proposed and (writes or approves),
        may_copy=writes,
        may_remove=writes and is_draft,
        may_end=version.counts and version.end is None and allows(can_end_plan, actor, version),
    )


def _without_goal(version: PlanVersion, draft: Draft, actor: Actor) -> list[str]:
    """Whose agreed goal is missing today, or when the version begins; no statement where it asks for none."""
    if draft.lacking or not any(metric_of(part) for part in draft.rules.components):
        return []
    month = month_of(max(actor.today, version.start))
    return [
        _("%(block)s: no goal of %(whose)s for %(label)s is agreed in time (%(metric)s).")
        % {"block": one.block, "whose": one.whose, "label": one.label, "metric": one.metric}
        for one in missing_of(version, month, actor)[:MOST_MISSING]
    ]


@dataclass(frozen=True)
class OwnPlan:
    """What somebody is paid by: the version, in words, and whether they said yes."""

    version: PlanVersion
    member: PlanMember
    words: Words
    accepted: PlanAcceptance | None
    tandems: Sequence[str]  # that an overlay helps; none where it is all of the plan


def own_plans(person: Employee, actor: Actor) -> list[OwnPlan]:
    """Approved versions that hold now or later, of plans one is on then; the newest first."""
    members = list(PlanMember.objects.filter(employee=person).select_related("plan"))
    members = [row for row in members if row.end is None or row.end > actor.today]
    versions = PlanVersion.objects.filter(
        Q(end=None) | Q(end__gt=actor.today), plan__in=[row.plan_id for row in members], status=PlanStatus.APPROVED
    )
    accepted = {row.version_id: row for row in PlanAcceptance.objects.filter(employee=person)}
    seats = [seat for seat in scope_of(actor).seats if seat.employee_id == person.pk]
    mine = {person_id(person.pk), *(tandem_id(seat.tandem_id) for seat in seats)}
    found = []
    for version in versions.select_related("plan", "approved_by").order_by("-start", "-number"):
        row = next((one for one in members if one.plan_id == version.plan_id), None)
        if row is not None and (version.end is None or row.start < version.end):
            draft, _problem = draft_of(version)
            words = [*_target_pay(draft, row, seats), *in_words(draft, mine)]
            helped = [one.name for one in row.tandems.order_by("name")] if row.is_overlay else []
            found.append(OwnPlan(version, row, words, accepted.get(version.pk), helped))
    return found


def _target_pay(draft: Draft | None, member: PlanMember, seats: Iterable[Seat]) -> Words:
    """That of the plan for the reader's own role; an own one stands beside the plan."""
    if draft is None or member.target_cents is not None:
        return []
    roles, targets = {member.role} if member.role else {seat.role for seat in seats}, draft.rules.targets
    sums = sorted({targets.get(role, targets.get("*", 0)) for role in roles})
    return [("", [target_pay_told(cents, draft.rules, language_of_reader()) for cents in sums if cents])]


def nameable() -> dict[str, str]:
    """Every tandem and everybody who may be on a plan, by their ids; two statements."""
    tandems = Tandem.objects.values_list("pk", "name")
    return {tandem_id(key): name for key, name in tandems} | {
        person_id(person.pk): str(person) for person in people_to_put()
    }


def names_in(block: Mapping[str, Any]) -> dict[str, str]:
    """Of the tandems and people that a block names by their ids; two statements, none where it names nobody."""
    people, tandems = telling.names_in([json.dumps(block, default=str)])
    return {person_id(key): name for key, name in people.items()} | {
        tandem_id(key): name for key, name in tandems.items()
    }
