"""Reading opportunities: what a viewer may see, and one of them as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.rules import allows
from tandem.customers.queries import hidden_customers
from tandem.people.rules import sells
from tandem.work.models import NextStep
from tandem.work.steps_told import OpenStep, open_steps, told

from .models import Closing, Opportunity, Pipeline, Stage, StageChange
from .rules import can_lead_opportunity

STEPS = 12


def visible_opportunities(actor: Actor) -> QuerySet[Opportunity]:
    """Opportunities of the customers that the viewer may see."""
    if actor.is_system:
        return Opportunity.objects.all()
    if not sells(actor):
        return Opportunity.objects.none()
    return Opportunity.objects.exclude(customer__in=hidden_customers(actor))


def listed_opportunities(actor: Actor) -> QuerySet[Opportunity]:
    """The same with what the list shows of each."""
    return visible_opportunities(actor).select_related("customer", "holder", "stage")


def with_heads(opportunities: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """Opportunities with all that their pages name."""
    return opportunities.select_related(
        "customer__team", "contact", "tandem", "holder__team", "stage__pipeline", "lead"
    )


def visible_pipelines(actor: Actor) -> QuerySet[Pipeline]:
    """Everybody in the company may know how it sells."""
    return Pipeline.objects.all()


def visible_stages(actor: Actor) -> QuerySet[Stage]:
    """As visible as their pipelines."""
    return Stage.objects.select_related("pipeline")


@prepared
def stages_in_use() -> QuerySet[Stage]:
    """All stages that can be entered, in the order of their pipelines."""
    rows = Stage.objects.filter(retired_at=None, pipeline__retired_at=None).select_related("pipeline")
    return rows.order_by("pipeline__position", "pipeline", "position", "pk")


@dataclass(frozen=True)
class Passage:
    """How long it stood in a stage; the last one goes on."""

    stage: Stage
    change: StageChange
    days: int


@dataclass(frozen=True)
class OpportunityPage:
    """An opportunity as its page shows it."""

    opportunity: Opportunity
    steps: Sequence[OpenStep]  # what is open about it, the next one first
    stages: Sequence[Stage]  # of its pipeline
    passages: Sequence[Passage]
    closing: Closing | None  # how it ended, unless it was opened again
    days: int  # in this stage
    is_stale: bool
    may_lead: bool

    @property
    def next_step(self) -> OpenStep | None:
        """What comes next, and who holds it."""
        return self.steps[0] if self.steps else None


def opportunity_page(opportunity: Opportunity, actor: Actor) -> OpportunityPage:
    """All about one of them; four statements."""
    stages = [stage for stage in stages_in_use() if stage.pipeline_id == opportunity.stage.pipeline_id]
    closings = [] if opportunity.is_open else list(opportunity.closings.filter(reopened_at=None).select_related("by"))
    return OpportunityPage(
        opportunity=opportunity,
        steps=steps_about(opportunity, actor),
        stages=stages,
        passages=_passages(opportunity, actor),
        closing=closings[0] if closings else None,
        days=(actor.at - opportunity.stage_since).days,
        is_stale=opportunity.is_stale(actor.at),
        may_lead=allows(can_lead_opportunity, actor, opportunity),
    )


def steps_about(opportunity: Opportunity, actor: Actor) -> list[OpenStep]:
    """Open work that springs from the opportunity, the next step first; one statement."""
    rows = NextStep.objects.filter(about_kind=Opportunity.ref_kind, about_id=opportunity.pk)
    return open_steps(told(rows, actor).order_by("due_at", "weight", "pk")[:STEPS])


def _passages(opportunity: Opportunity, actor: Actor) -> list[Passage]:
    rows = list(opportunity.stage_changes.select_related("to_stage", "by"))
    ends = [row.at for row in rows[1:]] + [actor.at]
    return [
        Passage(row.to_stage, row, max(timedelta(), end - row.at).days) for row, end in zip(rows, ends, strict=True)
    ]
