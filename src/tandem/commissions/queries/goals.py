"""Goals that stood for quotas, and those that were missing, as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from engines.commission import Window, read_window
from tandem.commissions.agreed import with_goals
from tandem.commissions.cases import plan_of
from tandem.commissions.models import PlanVersion
from tandem.commissions.seating import seating_of
from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.goals.models import Metric, Span
from tandem.goals.rules import can_read_goals
from tandem.goals.spans import span_label
from tandem.tandems.models import SeatRole, Tandem
from tandem.tandems.queries import scope_of


@dataclass(frozen=True)
class GoalTold:
    """One goal that was read or is missing; `url` only for who may go there."""

    block: str
    plan: str
    whose: str
    metric: str
    label: str
    late: bool
    number: int
    url: str


def goals_told(rows: Iterable[Mapping[str, Any]], actor: Actor) -> Sequence[GoalTold]:
    """As a run keeps them; one statement, none where there are none."""
    found = list(rows)
    if not found:
        return []
    tandems = Tandem.objects.in_bulk({row["tandem"] for row in found})
    return [_told(row, tandems.get(row["tandem"]), actor) for row in found]


def _told(row: Mapping[str, Any], tandem: Tandem | None, actor: Actor) -> GoalTold:
    window = read_window(row["window"])
    leads = tandem is not None and (
        tandem.team_id in scope_of(actor).led_team_ids or tandem.pk in scope_of(actor).tandem_ids
    )
    half = str(SeatRole(row["seat"]).label) if row["seat"] in SeatRole.values else row["seat"]
    name = tandem.name if tandem else ""
    return GoalTold(
        block=row["block"],
        plan=row.get("plan", ""),
        whose=f"{name}, {half}" if half else name,
        metric=str(Metric(row["metric"]).label) if row.get("metric") else "",
        label=span_label(_span(window), window.start),
        late=row.get("late", False),
        number=row.get("number", 0),
        url=_url(row, window) if leads and allows(can_read_goals, actor) else "",
    )


def _url(row: Mapping[str, Any], window: Window) -> str:
    if row.get("goal"):
        return reverse("goals:goal", args=[row["goal"]])
    asked = {"of": "tandem", "span": _span(window), "start": window.start.isoformat()}
    return f"{reverse('goals:goals')}?{urlencode(asked)}"


def _span(window: Window) -> str:
    lengths = {7: Span.MONTH, 4: Span.YEAR}
    return Span.QUARTER if "Q" in window.name else lengths[len(window.name)]


def missing_of(version: PlanVersion, window: Window, actor: Actor) -> Sequence[GoalTold]:
    """What of goals the version would lack in that window, as things stand; five statements."""
    seats = seating_of(version.plan)
    agreed = with_goals(plan_of(version), seats.members, window, actor.at)
    return goals_told([asdict(one) for one in agreed.missing], actor)
