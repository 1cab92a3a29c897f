"""Amounts by hand: who reads them, which wait for a second person, and what has become of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum
from django.db.models.functions import Abs

from engines.commission import Window
from engines.money import round_half_up
from tandem.commissions.cases import plan_of
from tandem.commissions.models import Adjustment, PlanStatus, PlanVersion, Posting
from tandem.commissions.months import next_month
from tandem.commissions.rules import can_approve_adjustment, can_withdraw_adjustment
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.queries import results_agreed
from tandem.people.models import Employee, Role
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
    limit_cents: int | None = None  # of what waits only together with the others of its month


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
    limits = limits_of([row for row in found if _state(row) == "counts"])
    return [_by_hand(row, limits, actor) for row in found]


def _by_hand(row: Adjustment, limits: Mapping[int, int | None], actor: Actor) -> ByHand:
    state, limit = _state(row), limits.get(row.pk)
    if row.pk in limits and (limit is None or abs(row.cents) + row.beside_cents > limit):
        state = "waits"
    together = state == "waits" and limit is not None and abs(row.cents) <= limit
    return ByHand(
        row,
        state,
        may_decide=state == "waits" and allows(can_approve_adjustment, actor, row),
        may_withdraw=state in ("waits", "counts", "approved") and can_withdraw_adjustment(actor, row),
        limit_cents=limit if together else None,
    )


def above_limit(rows: Iterable[Adjustment]) -> list[Adjustment]:
    """Those of them that need a second person; one statement."""
    found = list(rows)
    limits = limits_of(found)
    return [row for row in found if (limit := limits[row.pk]) is None or abs(row.cents) + row.beside_cents > limit]


def limits_of(rows: Iterable[Adjustment]) -> dict[int, int | None]:
    """By row the limit of the version that holds on its day; None where everything needs a second person."""
    found = list(rows)
    versions: dict[int, list[PlanVersion]] = defaultdict(list)
    settled = [PlanStatus.APPROVED, PlanStatus.RETIRED]
    plans = {row.plan_id for row in found}
    held_ = PlanVersion.objects.filter(plan__in=plans, status__in=settled).order_by("start", "number")
    for version in held_ if plans else ():
        versions[version.plan_id].append(version)
    by_version: dict[int, int | None] = {}
    limits: dict[int, int | None] = {}
    for row in found:
        held = next((one for one in reversed(versions[row.plan_id]) if one.start and one.start <= row.day), None)
        if held is not None and held.pk not in by_version:
            limit = plan_of(held).adjustment_limit
            by_version[held.pk] = None if limit is None else round_half_up(limit)
        limits[row.pk] = by_version[held.pk] if held is not None else None
    return limits


def unapproved_cents(employee: Employee, month: Window, currency: str) -> int:
    """Magnitudes of what was entered for the person in that month, by whomever, and nobody has approved: +200 and
    −200 are 400. What waits counts too, so that no later change of the limit lets more pass than it names."""
    rows = _undecided(Adjustment.objects.filter(employee=employee, currency=currency))
    rows = rows.filter(day__gte=month.start, day__lt=month.end)
    return int(rows.aggregate(sum=Sum(Abs("cents")))["sum"] or 0)


def so_far(employee: Employee, month: Window) -> dict[str, object]:
    """The same in the currency that the newest of them is in; two statements."""
    newest = _undecided(Adjustment.objects.filter(employee=employee)).order_by("-pk").values_list("currency", flat=True)
    currency = newest.first() or ""
    return {"currency": currency, "beside_cents": unapproved_cents(employee, month, currency)}


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
