"""Goals for tests, made through the actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tandem.core.actor import Actor
from tandem.goals.actions import Wanted, accept_goal, propose_goal
from tandem.goals.models import Goal, GoalVersion
from tandem.orders.tests.factories import AT, Pair
from tandem.people.models import Employee, Purpose, WorksAgreement

Q4 = date(2026, 10, 1)
BEFORE = datetime(2026, 9, 20, 9, 0, tzinfo=AT.tzinfo)


def actor_at(person: Employee, at: datetime = BEFORE) -> Actor:
    """Somebody at an instant, before the fourth quarter unless told otherwise."""
    return Actor.of(person, at)


def wanted(pair: Pair, **values: Any) -> Wanted:
    """A joint goal of revenue for the fourth quarter."""
    given = {"scope": "tandem", "metric": "revenue", "span": "quarter", "start": Q4, "currency": "EUR"}
    return Wanted(**({**given, "tandem": pair.tandem} | values))


def proposed(
    pair: Pair, *, by: Employee | None = None, target: int = 100_000_00, at: datetime = BEFORE, **values: Any
) -> GoalVersion:
    """Proposed by the manager, unless somebody else is named."""
    weights = values.pop("weights", ())
    actor = actor_at(by or pair.manager, at)
    return propose_goal(wanted(pair, **values), target=target, weights=weights, actor=actor, at=at)


def agreed(pair: Pair, *, at: datetime = BEFORE, **values: Any) -> Goal:
    """Proposed and accepted by both."""
    version = proposed(pair, by=pair.inside, at=at, **values)
    if version.in_force_at is None:
        accept_goal(fresh(version), actor=actor_at(pair.field, at), at=at)
    return Goal.objects.select_related("tandem__team", "team").get(pk=version.goal_id)


def fresh(version: GoalVersion) -> GoalVersion:
    """The version as it stands."""
    return GoalVersion.objects.select_related("goal__tandem__team", "goal__team").get(pk=version.pk)


def allow_results() -> WorksAgreement:
    """The agreement that lets managers see results of single tandems."""
    return WorksAgreement.objects.create(
        title="Ergebnisse", purpose=Purpose.RESULTS, audience={"manager"}, start=date(2026, 1, 1)
    )
