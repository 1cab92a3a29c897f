"""Amounts by hand: who reads them, which wait for a second person, and what has become of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from engines.money import round_half_up
from tandem.commissions.cases import plan_of
from tandem.commissions.models import Adjustment, PlanStatus, PlanVersion, Posting
from tandem.commissions.months import next_month
from tandem.commissions.rules import can_approve_adjustment, can_withdraw_adjustment
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.queries import results_agreed
from tandem.people.models import Role
from tandem.people.rules import has_role
from tandem.tandems.queries import scope_of

MOST = 5
SHOWN = 100


@dataclass(frozen=True)
class ByHand:
    """An amount by hand as this reader sees it."""

    row: Adjustment
    state: str  # waits, counts, approved, refused, withdrawn
    may_decide: bool
    may_withdraw: bool


def visible_adjustments(actor: Actor) -> QuerySet[Adjustment]:
    """Those that one may make: payroll everybody's, a manager the team's under an agreement; never one's own."""
    rows = Adjustment.objects.select_related("employee__team", "made_by", "approved_by", "refused_by")
    rows = rows.select_related("question__employee")
    if actor.is_system:
        return rows
    rows = rows.exclude(employee=actor.id) if actor.kind == "employee" else rows.none()
    if has_role(actor, Role.PAYROLL):
        return rows
    led = scope_of(actor).led_team_ids
    return rows.filter(results_agreed(actor), employee__team__in=led) if led else rows.none()


def adjustments_page(actor: Actor) -> Sequence[ByHand]:
    """The newest ones, those that wait on top."""
    rows = shown(visible_adjustments(actor).order_by("-made_at", "-pk")[:SHOWN], actor)
    return sorted(rows, key=lambda one: one.state != "waits")


def waiting_amounts(actor: Actor) -> Sequence[Adjustment]:
    """What waits for this reader as the second person, the oldest first."""
    if not has_role(actor, Role.PAYROLL) and not scope_of(actor).led_team_ids:
        return []
    rows = _undecided(visible_adjustments(actor)).exclude(made_by=actor.id).order_by("made_at", "pk")
    return above_limit(rows)[:MOST]


def shown(rows: Iterable[Adjustment], actor: Actor) -> list[ByHand]:
    """With state and buttons; two statements for any number of them."""
    found = list(rows)
    waiting = {row.pk for row in above_limit([row for row in found if _state(row) == "counts"])}
    return [
        ByHand(
            row,
            state := "waits" if row.pk in waiting else _state(row),
            may_decide=state == "waits" and allows(can_approve_adjustment, actor, row),
            may_withdraw=state in ("waits", "counts", "approved") and can_withdraw_adjustment(actor, row),
        )
        for row in found
    ]


def above_limit(rows: Iterable[Adjustment]) -> list[Adjustment]:
    """Those of them for which the plan that holds on their day asks for a second person; one statement."""
    found = list(rows)
    if not found:
        return []
    versions: dict[int, list[PlanVersion]] = defaultdict(list)
    held = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    plans = {row.plan_id for row in found}
    for one in PlanVersion.objects.filter(plan__in=plans, status__in=held).order_by("start", "number"):
        versions[one.plan_id].append(one)
    limits: dict[int, int | None] = {}
    kept = []
    for row in found:
        version = next((one for one in reversed(versions[row.plan_id]) if one.start and one.start <= row.day), None)
        if version is not None and version.pk not in limits:
            limit = plan_of(version).adjustment_limit
            limits[version.pk] = None if limit is None else round_half_up(limit)
        limit_cents = limits[version.pk] if version is not None else None
        if limit_cents is None or abs(row.cents) > limit_cents:
            kept.append(row)
    return kept


def needs_second(row: Adjustment) -> bool:
    """Whether the plan asks for a second person."""
    return bool(above_limit([row]))


def is_booked(row: Adjustment) -> bool:
    """Whether a run has posted it. What was approved after its month was closed is posted as a difference, which
    names the month alone: it counts as booked."""
    if Posting.objects.filter(employee=row.employee_id, fact=row.fact).exclude(cents=0).exists():
        return True
    month = next_month()
    return row.approved_at is not None and month is not None and row.day < month.start


def _undecided(rows: QuerySet[Adjustment]) -> QuerySet[Adjustment]:
    return rows.filter(approved_at=None, refused_at=None, withdrawn_at=None)


def _state(row: Adjustment) -> str:
    """What has become of it, where the limit is not asked."""
    if row.withdrawn_at:
        return "withdrawn"
    if row.refused_at:
        return "refused"
    return "approved" if row.approved_at else "counts"
