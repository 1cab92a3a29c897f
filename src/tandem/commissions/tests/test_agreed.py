"""Agreed goals as quotas: which version counts, by days, what is missing, and what comes late."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tandem.commissions.accruing import accrue
from tandem.commissions.checking import prove
from tandem.commissions.models import Accrual, Posting
from tandem.commissions.names import tandem_id
from tandem.commissions.reactions import accrue_goal
from tandem.core.models import Event
from tandem.goals.actions import accept_goal, change_goal
from tandem.goals.models import Goal, GoalVersion
from tandem.goals.tests.factories import actor_at, agreed, fresh, proposed
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import VisitReport

from .factories import START, a_payroll, a_plan, locked, pay_of, plan_of_pair, previewed
from .test_rates import sold
from .test_versions import LATER, settled

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BEFORE, WITHIN, AFTER = (datetime(2026, month, day, 9, tzinfo=UTC) for month, day in ((8, 20), (9, 20), (10, 5)))
TARGET: dict[str, Any] = {
    "id": "ziel", "title": "Ziel", "kind": "target", "weight": "100 %", "quota_from": "goal",
    "curve": [{"at": "0 %", "pays": "0 %"}, {"at": "200 %", "pays": "200 %"}],
}  # fmt: skip
MONTH = {"span": "month", "start": START}


def a_case(**document: Any) -> Pair:
    """Target pay of 1,000.00 each for the joint goal; 60,000.00 sold in September."""
    pair = a_pair()
    plan_of_pair(pair, [TARGET], targets={"*": "1000"}, **document)
    sold(pair, 60_000_00, date(2026, 9, 10))
    return pair


def changed(pair: Pair, target: int, *, by: Employee, at: datetime) -> GoalVersion:
    """A new version, agreed by both."""
    goal = Goal.objects.select_related("tandem").get(tandem=pair.tandem, start=START)
    version = change_goal(goal, target=target, note="Neu", actor=actor_at(by, at), at=at)
    for person in (pair.inside, pair.field):
        version = fresh(version)
        if version.is_open and person != by:
            accept_goal(version, actor=actor_at(person, at), at=at)
    return fresh(version)


def test_attainment_is_measured_against_what_both_agreed() -> None:
    pair = a_case()
    goal = agreed(pair, at=BEFORE, target=80_000_00, **MONTH)
    run = locked()
    assert pay_of("2026-09") == {pair.inside.pk: 750_00, pair.field.pk: 750_00}
    said = json.loads(Posting.objects.filter(kind="earn")[0].detail)["why"]["en"]
    assert "the goal agreed" in said
    read = run.snapshot["goals"]
    assert [(one["tandem"], one["goal"], one["number"], one["window"]) for one in read] == [
        (pair.tandem.pk, goal.pk, 1, "2026-09")
    ]
    assert run.snapshot["goals_missing"] == []
    assert not prove().breaks


def test_a_goal_counts_by_the_days_of_the_plan() -> None:
    pair = a_pair()
    a_plan([pair.inside, pair.field], [TARGET], start=date(2026, 9, 7), targets={"*": "1000"})
    sold(pair, 60_000_00, date(2026, 9, 10))
    agreed(pair, at=BEFORE, target=90_000_00, **MONTH)
    locked()  # 24 of 30 days: 60,000.00 of 72,000.00, of a target pay of 800.00
    assert pay_of("2026-09") == {pair.inside.pk: 666_67, pair.field.pk: 666_67}


def test_of_a_longer_goal_its_months_count() -> None:
    pair = a_case()
    agreed(pair, at=datetime(2026, 6, 20, 9, tzinfo=UTC), target=200_000_00, start=date(2026, 7, 1), weights=(3, 3, 4))
    run = locked()
    assert pay_of("2026-09") == {pair.inside.pk: 750_00, pair.field.pk: 750_00}
    assert run.snapshot["goals"][0]["window"] == "2026-09"


def test_the_two_cannot_lower_it_by_themselves_once_the_month_runs() -> None:
    pair = a_case()
    agreed(pair, at=BEFORE, target=80_000_00, **MONTH)
    changed(pair, 30_000_00, by=pair.inside, at=WITHIN)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 750_00, pair.field.pk: 750_00}


def test_a_goal_that_the_manager_changes_after_the_month_is_closed_is_a_difference() -> None:
    pair = a_case()
    agreed(pair, at=BEFORE, target=80_000_00, **MONTH)
    locked()
    version = changed(pair, 60_000_00, by=pair.manager, at=AFTER)
    assert version.holds
    agreed(pair, at=datetime(2026, 9, 25, 9, tzinfo=UTC), target=1_00, span="month", start=date(2026, 10, 1))
    settled(LATER)
    assert pay_of("2026-10") == {pair.inside.pk: 250_00, pair.field.pk: 250_00}
    assert not prove().breaks


def test_what_was_not_known_when_the_run_was_made_is_not_in_it() -> None:
    pair = a_case()
    proposed(pair, by=pair.manager, at=BEFORE, target=80_000_00, **MONTH)
    run = previewed()
    assert run.snapshot["goals"] == []
    assert [one["late"] for one in run.snapshot["goals_missing"]] == [False]


@pytest.mark.parametrize(("by", "late"), [("inside", True), ("manager", False)])
def test_a_missing_goal_is_said_before_the_run_with_where_to_agree_it(by: str, late: bool) -> None:
    pair = a_case()
    version = proposed(pair, by=getattr(pair, by), at=WITHIN, target=80_000_00, **MONTH)
    for person in (pair.inside, pair.field):
        if fresh(version).is_open and person != getattr(pair, by):
            accept_goal(fresh(version), actor=actor_at(person, WITHIN), at=WITHIN)
    run = previewed()
    missing = run.snapshot["goals_missing"]
    assert [(one["tandem"], one["metric"], one["window"], one["late"]) for one in missing] == (
        [(pair.tandem.pk, "revenue", "2026-09", True)] if late else []
    )
    Employee.objects.filter(pk=pair.manager.pk).update(language="en")
    page = signed_in_client(pair.manager).get(reverse("commissions:run", args=[run.pk])).content.decode()
    assert ("1 agreed goal is missing" in page) == late
    assert (f"{reverse('goals:goals')}?of=tandem&amp;span=month&amp;start=2026-09-01" in page) == late
    payroll = signed_in_client(a_payroll(language="en")).get(reverse("commissions:run", args=[run.pk]))
    assert ("1 agreed goal is missing" in payroll.content.decode()) == late
    assert reverse("goals:goals") not in payroll.content.decode()


def test_where_none_was_agreed_the_plan_s_own_quota_counts() -> None:
    pair = a_pair()
    plan_of_pair(pair, [TARGET | {"quota": "120000"}], targets={"*": "1000"})
    sold(pair, 60_000_00, date(2026, 9, 10))
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 500_00, pair.field.pk: 500_00}


def test_a_goal_stands_before_the_own_quota_of_the_tandem() -> None:
    pair = a_pair()
    quotas = [{"tandem": tandem_id(pair.tandem.pk), "amount": "120000"}]
    plan_of_pair(pair, [TARGET | {"quotas": quotas}], targets={"*": "1000"})
    sold(pair, 60_000_00, date(2026, 9, 10))
    agreed(pair, at=BEFORE, target=80_000_00, **MONTH)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 750_00, pair.field.pk: 750_00}


def test_the_page_of_the_plan_says_what_no_goal_counts_and_which_one_is_missing() -> None:
    pair = a_pair()
    half = TARGET | {"weight": "50 %"}
    version = plan_of_pair(pair, [half, half | {"id": "b", "title": "Menge", "measure": "quantity"}])
    client = signed_in_client(a_payroll(language="en"))
    page = client.get(reverse("commissions:plan_version", args=[version.pk])).content.decode()
    assert "Menge: no goal counts this" in page
    assert "Ziel: no goal of" in page
    assert pair.tandem.name in page
    assert "the quota is the goal that was agreed" in page


def test_todays_figure_follows_the_goal() -> None:
    pair, now = a_pair(), timezone.now()
    day = timezone.localdate(now)
    plan_of_pair(pair, [TARGET], targets={"*": "1000"}, start=day.replace(day=1))
    sold(pair, 60_000_00, day, now)
    accrue(at=now)
    assert {row.earned_cents for row in Accrual.objects.all()} == {0}
    version = proposed(pair, by=pair.manager, at=now, target=80_000_00, span="month", start=day.replace(day=1))
    for person in (pair.inside, pair.field):
        accept_goal(fresh(version), actor=actor_at(person, now), at=now)
    accrue_goal(Event.objects.filter(verb="goal.agreed").latest("pk"), timezone.now())
    assert {row.earned_cents for row in Accrual.objects.all()} == {750_00}


def test_goals_of_visits_are_those_of_each_half() -> None:
    pair = a_pair()
    visits = {"measure": "count", "trigger": "visit", "level": "person", "roles": ["field"]}
    plan_of_pair(pair, [TARGET | visits], targets={"field": "1000"})
    agreed(pair, at=BEFORE, scope="role", seat="field", metric="visits", target=2, currency="", **MONTH)
    VisitReport.objects.create(
        customer=pair.customer, author=pair.field, at=WITHIN, outcome="agreed", written_at=WITHIN
    )
    locked()
    assert pay_of("2026-09")[pair.field.pk] == 500_00
