"""Reading the programme. Everybody may read the plan: it is about all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from tandem.core.actor import Actor
from tandem.customers.models import AssignmentFreeze
from tandem.people.queries import signed_in

from .models import Draw, Programme, Step, Wave, WaveTandem
from .rules import can_plan_programme
from .texts import Told, told


def visible_programmes(actor: Actor) -> QuerySet[Programme]:
    """All, to everybody of the company."""
    return Programme.objects.all() if actor.is_system or signed_in(actor) else Programme.objects.none()


def visible_steps(actor: Actor) -> QuerySet[Step]:
    """As their programmes."""
    return Step.objects.filter(programme__in=visible_programmes(actor)).select_related("programme", "owner")


@dataclass(frozen=True)
class Line:
    """A step in the plan."""

    step: Step
    text: Told | None
    is_late: bool
    may_finish: bool


@dataclass(frozen=True)
class Plan:
    """A programme with all that its page shows."""

    lines: Sequence[Line]
    waves: Sequence[Wave]
    pilot: Wave | None
    draws: int
    freezes: Sequence[AssignmentFreeze]

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.step.done_at)

    @property
    def percent(self) -> int:
        return round(100 * self.done / len(self.lines)) if self.lines else 0


def plan_of(programme: Programme, actor: Actor) -> Plan:
    """Five statements, however many steps and waves."""
    plans = can_plan_programme(actor)
    steps = programme.steps.select_related("owner", "done_by").order_by("due_on", "pk")
    lines = [
        Line(
            step,
            told(step.key) if step.key else None,
            step.done_at is None and step.due_on < actor.today,
            step.done_at is None and (plans or step.owner_id == actor.id),
        )
        for step in steps
    ]
    waves = waves_of(programme)
    pilot = next((wave for wave in waves if wave.draw_id), None)
    freezes = list(AssignmentFreeze.objects.filter(end__gt=actor.today))
    return Plan(lines, waves, pilot, programme.draws.count(), freezes)


def waves_of(programme: Programme) -> list[Wave]:
    """With their tandems, by first day; two statements."""
    members = WaveTandem.objects.select_related("tandem__team").order_by("tandem__name")
    return list(programme.waves.prefetch_related(Prefetch("members", members)).order_by("starts_on", "pk"))


def draws_of(programme: Programme) -> QuerySet[Draw]:
    """Newest first."""
    return programme.draws.select_related("drawn_by")
