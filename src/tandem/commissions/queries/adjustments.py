"""Amounts by hand as the answer of a question shows them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from engines.commission.numbers import half_up
from tandem.commissions.cases import plan_of
from tandem.commissions.happened import SETTLED
from tandem.commissions.models import Adjustment, PlanVersion, Question
from tandem.commissions.rules import can_approve_adjustment
from tandem.core.actor import Actor
from tandem.core.rules import allows


@dataclass(frozen=True)
class ShownAdjustment:
    """An amount with what may be done with it, and whether it counts only once somebody else has approved it."""

    row: Adjustment
    may_approve: bool
    waits: bool


def shown_adjustments(question: Question, actor: Actor) -> list[ShownAdjustment]:
    """One statement, with the version of the plan that holds on the day of each."""
    held = PlanVersion.objects.filter(plan=OuterRef("plan"), status__in=SETTLED, start__lte=OuterRef("day"))
    terms = held.order_by("-start", "-number").values("document")[:1]
    rows = question.adjustments.select_related("employee", "made_by", "approved_by", "question__employee", "plan")
    return [
        ShownAdjustment(
            row,
            may_approve=not row.approved_at and allows(can_approve_adjustment, actor, row),
            waits=not row.approved_at and _above_limit(row),
        )
        for row in rows.annotate(terms=Subquery(terms))
    ]


def _above_limit(row: Adjustment) -> bool:
    document = row.terms  # type: ignore[attr-defined]  # annotated above
    limit = plan_of(PlanVersion(plan=row.plan, document=document, start=row.day)).adjustment_limit if document else None
    return limit is None or abs(row.cents) > half_up(limit)
