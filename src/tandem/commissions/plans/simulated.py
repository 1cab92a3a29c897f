"""The page of a simulation: sums for all, tandems for who reads plans, people only where an agreement allows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.translation import gettext as _

from tandem.commissions.models import Plan, PlanStatus, PlanVersion, Simulation
from tandem.commissions.months import month_label
from tandem.core.actor import Actor
from tandem.core.chart import Chart, chart_of
from tandem.core.models import Job
from tandem.core.rules import allows
from tandem.people.models import Employee
from tandem.tandems.models import Tandem

from .rules import can_read_plans, can_see_people_of_simulation


@dataclass(frozen=True)
class Pair:
    """What the tried plan would have paid, beside what was in force."""

    label: str
    tried: int
    held: int

    @property
    def change(self) -> int:
        """More, or less."""
        return self.tried - self.held


@dataclass(frozen=True)
class Simulated:
    """The page. `hidden` counts people whom the reader may not see."""

    row: Simulation
    job: Job | None
    first: str
    last: str
    total: Pair | None
    months: Sequence[Pair]
    tandems: Sequence[Pair]
    people: Sequence[Pair]
    hidden: int
    chart: Chart | None


def visible_simulations(actor: Actor) -> QuerySet[Simulation]:
    """For who reads all plans."""
    rows = Simulation.objects.exclude(plan_version__status=PlanStatus.REMOVED)
    rows = rows.select_related("plan_version__plan", "beside", "made_by")
    return rows if allows(can_read_plans, actor) else rows.none()


def plans_to_try(version: PlanVersion) -> QuerySet[Plan]:
    """Plans that somebody was on, with how many: the version's own first, then those of most people; never none."""
    people = Count("members__employee", distinct=True)
    own = Case(When(pk=version.plan_id, people__gt=0, then=0), default=1)
    rows = Plan.objects.annotate(people=people).filter(Q(people__gt=0) | Q(pk=version.plan_id))
    return rows.order_by(own, "-people", "pk")


def simulated(row: Simulation, actor: Actor) -> Simulated:
    """Three statements however many rows."""
    result = row.result
    pairs: Mapping[str, Any] = result.get("people", {})
    found = Employee.objects.filter(pk__in=list(pairs)).select_related("team").order_by("name_key", "pk")
    months = [Pair(month_label(name), *pair) for name, pair in sorted(result.get("months", {}).items())]
    drawn = [(month.label, month.held, month.tried) for month in months]
    seen = [person for person in found if can_see_people_of_simulation(actor, person)]
    return Simulated(
        row=row,
        job=Job.objects.filter(pk=row.job_id).first() if row.job_id else None,
        first=month_label(row.first),
        last=month_label(row.last),
        total=Pair("", *result["total"]) if result else None,
        months=months,
        tandems=_tandems(result.get("tandems", {})),
        people=[Pair(str(person), *pairs[str(person.pk)]) for person in seen],
        hidden=len(pairs) - len(seen),
        chart=chart_of(drawn, row.currency) if len(drawn) > 1 else None,  # one month is a figure, not a line
    )


def _tandems(pairs: Mapping[str, Any]) -> list[Pair]:
    names = dict(Tandem.objects.filter(pk__in=[key for key in pairs if key != "0"]).values_list("pk", "name"))
    rows = [Pair(names.get(int(key)) or _("Not by a tandem"), *pair) for key, pair in pairs.items()]
    return sorted((row for row in rows if row.tried or row.held), key=lambda row: row.label)
