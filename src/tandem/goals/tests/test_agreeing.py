"""Proposing, accepting, objecting, setting, changing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.goals.actions import (
    accept_goal,
    change_goal,
    enter_value,
    object_to_goal,
    propose_goal,
    set_goal,
    withdraw_goal,
)
from tandem.goals.models import Goal, GoalAnswer, GoalVersion
from tandem.goals.queries import own_cells
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.tests.factories import an_employee

from .factories import BEFORE, Q4, actor_at, agreed, allow_results, fresh, proposed, wanted

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="goal.").order_by("pk").values_list("verb", flat=True))


def test_both_accept_what_the_manager_proposes(pair: Pair) -> None:
    version = proposed(pair)
    accept_goal(fresh(version), seen=1, actor=actor_at(pair.inside), at=BEFORE)
    assert not fresh(version).holds
    with unchanged(), pytest.raises(Refused, match="accepted already"):
        accept_goal(fresh(version), seen=1, actor=actor_at(pair.inside), at=BEFORE)
    accept_goal(fresh(version), seen=1, actor=actor_at(pair.field), at=BEFORE)
    done = fresh(version)
    assert (done.holds, done.is_late, done.set_by_id, done.in_force_at) == (True, False, None, BEFORE)
    assert verbs() == ["goal.proposed", "goal.accepted", "goal.accepted", "goal.agreed"]
    assert set(done.answers.values_list("employee", "accepted", "at")) == {
        (pair.inside.pk, True, BEFORE),
        (pair.field.pk, True, BEFORE),
    }


def test_who_proposes_for_the_own_tandem_accepts_by_that(pair: Pair) -> None:
    version = proposed(pair, by=pair.inside)
    accept_goal(fresh(version), seen=1, actor=actor_at(pair.field), at=BEFORE)
    assert fresh(version).holds


def test_two_accepting_what_they_read_when_it_has_gone_meanwhile(pair: Pair) -> None:
    version = proposed(pair)
    stale = fresh(version)
    withdraw_goal(fresh(version), seen=1, actor=actor_at(pair.manager), at=BEFORE)
    with unchanged(), pytest.raises(Refused, match="withdrawn"):
        accept_goal(stale, seen=1, actor=actor_at(pair.inside), at=BEFORE)


def test_two_accepting_at_once_both_count(pair: Pair) -> None:
    version = proposed(pair)
    one, two = fresh(version), fresh(version)  # both have the page open
    accept_goal(one, seen=1, actor=actor_at(pair.inside), at=BEFORE)
    accept_goal(two, seen=1, actor=actor_at(pair.field), at=BEFORE)
    assert fresh(version).holds
    assert GoalAnswer.objects.count() == 2
    with unchanged(), pytest.raises(Refused, match="in force already"):
        accept_goal(one, seen=1, actor=actor_at(pair.inside), at=BEFORE)


def test_an_objection_is_kept_when_the_manager_sets_the_goal(pair: Pair) -> None:
    version = proposed(pair)
    with unchanged(), pytest.raises(Invalid):
        object_to_goal(fresh(version), reason="  ", actor=actor_at(pair.field), at=BEFORE)
    object_to_goal(fresh(version), reason="Zu viel", actor=actor_at(pair.field), at=BEFORE)
    accept_goal(fresh(version), actor=actor_at(pair.inside), at=BEFORE)
    assert not fresh(version).holds
    set_goal(fresh(version), actor=actor_at(pair.manager), at=BEFORE)
    done = fresh(version)
    assert (done.holds, done.set_by_id) == (True, pair.manager.pk)
    assert list(done.answers.values_list("accepted", "reason")) == [(False, "Zu viel"), (True, "")]
    object_to_goal(done, reason="Immer noch", actor=actor_at(pair.field), at=BEFORE)
    assert GoalAnswer.objects.filter(accepted=False).count() == 2


def test_what_both_have_accepted_is_not_open_to_objections(pair: Pair) -> None:
    goal = agreed(pair)
    with unchanged(), pytest.raises(Refused):
        object_to_goal(fresh(goal.versions.get()), reason="x", actor=actor_at(pair.field), at=BEFORE)


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), False),  # 23:59 in Berlin
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 1, 9, 0, tzinfo=UTC), True),
    ],
)
def test_late_is_from_the_first_instant_of_the_period(pair: Pair, at: datetime, late: bool) -> None:
    goal = agreed(pair, at=at)
    assert fresh(goal.versions.get()).is_late is late
    assert Event.objects.get(verb="goal.agreed").data["late"] is late


def test_a_change_is_a_new_version_and_the_former_one_stays_readable(pair: Pair) -> None:
    goal, boss = agreed(pair), actor_at(pair.manager)
    with unchanged(), pytest.raises(Invalid):
        change_goal(goal, target=90_000_00, note="", actor=boss, at=BEFORE)
    with unchanged(), pytest.raises(Invalid, match="holds already"):
        change_goal(goal, target=100_000_00, note="x", actor=boss, at=BEFORE)
    second = change_goal(goal, target=90_000_00, note="Krankheit", actor=boss, at=BEFORE)
    assert [one.holds for one in goal.versions.order_by("number")] == [True, False]
    with unchanged(), pytest.raises(Conflict):
        change_goal(goal, target=80_000_00, note="x", actor=boss, at=BEFORE)
    for person in (pair.inside, pair.field):
        accept_goal(fresh(second), actor=actor_at(person), at=BEFORE)
    first, now = goal.versions.order_by("number")
    assert (first.target, first.ended_at, now.target, now.holds) == (100_000_00, BEFORE, 90_000_00, True)


def test_the_same_goal_twice_is_a_conflict(pair: Pair) -> None:
    version = proposed(pair)
    with unchanged(), pytest.raises(Conflict) as found:
        proposed(pair, by=pair.field, start=date(2026, 12, 31))
    assert found.value.current == version.goal
    assert proposed(pair, metric="orders", target=5).goal.currency == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": 0}, "target"),
        ({"metric": "answered", "target": 1_000_001}, "target"),
        ({"weights": (1, 2)}, "weights"),
        ({"weights": (0, 0, 0)}, "weights"),
        ({"weights": (1, 2, -1)}, "weights"),
        ({"metric": "own", "target": 1}, "name"),
        ({"scope": "role", "seat": "inside"}, "metric"),
        ({"scope": "role", "metric": "visits", "target": 3}, "seat"),
    ],
)
def test_what_is_no_goal_changes_nothing(pair: Pair, values: dict[str, Any], field: str) -> None:
    with unchanged(), pytest.raises(Invalid) as found:
        proposed(pair, by=pair.inside, **values)
    assert found.value.fields.keys() == {field}


def test_team_and_company_goals_are_set(pair: Pair) -> None:
    team = proposed(pair, scope="team", tandem=None, team=pair.team)
    company = proposed(pair, scope="company", tandem=None, by=an_employee(["admin"]))
    assert [(one.holds, one.set_by_id is not None) for one in (team, company)] == [(True, True)] * 2
    assert verbs() == ["goal.set", "goal.set"]


def test_who_may_do_what(pair: Pair) -> None:
    other, admin = a_pair(), an_employee(["admin"])
    mate = an_employee(["inside"], pair.team)
    version = proposed(pair)
    strangers = (other.inside, other.manager, mate, admin, an_employee(["payroll"]), an_employee(["council"]))
    for person in strangers:
        actor = actor_at(person)
        for act in (accept_goal, set_goal, withdraw_goal):
            with unchanged(), pytest.raises(Refused):
                act(fresh(version), actor=actor, at=BEFORE)
        with unchanged(), pytest.raises(Refused):
            object_to_goal(fresh(version), reason="x", actor=actor, at=BEFORE)
        with unchanged(), pytest.raises(Refused):
            proposed(pair, by=person, metric="orders")
    for person in (pair.inside, pair.field, other.manager):
        with unchanged(), pytest.raises(Refused):
            set_goal(fresh(version), actor=actor_at(person), at=BEFORE)
        with unchanged(), pytest.raises(Refused):
            proposed(pair, by=person, scope="team", tandem=None, team=pair.team)
    with unchanged(), pytest.raises(Refused):
        accept_goal(fresh(version), actor=actor_at(pair.manager), at=BEFORE)


def test_a_half_is_one_person_so_its_manager_needs_an_agreement(pair: Pair) -> None:
    half = {"scope": "role", "seat": "field", "metric": "visits", "target": 30}
    with unchanged(), pytest.raises(Refused):
        proposed(pair, **half)
    goal = agreed(pair, **half)
    allow_results()
    assert change_goal(goal, target=40, note="Mehr", actor=actor_at(pair.manager), at=BEFORE).number == 2


def test_own_figures_with_who_and_when(pair: Pair) -> None:
    goal = agreed(pair, metric="own", name="Messekontakte", target=50)
    at = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
    inside, field = actor_at(pair.inside, at), actor_at(pair.field, at)
    for month, value, actor in ((10, 7, inside), (11, 3, inside), (10, 9, field)):
        enter_value(goal, month=date(2026, month, 1), value=value, actor=actor, at=at)
    assert [(cell.day.month, cell.first) for cell in own_cells([goal])[goal.pk]] == [(10, 9), (11, 3)]
    assert goal.values.count() == 3
    for month, value in (
        (date(2026, 12, 1), 1),
        (date(2026, 9, 1), 1),
        (date(2026, 10, 2), 1),
        (date(2026, 10, 1), -1),
    ):
        with unchanged(), pytest.raises(Invalid):
            enter_value(goal, month=month, value=value, actor=inside, at=at)
    stranger = actor_at(a_pair().inside, at)
    with unchanged(), pytest.raises(Refused):
        enter_value(goal, month=Q4, value=1, actor=stranger, at=at)


def test_a_vacant_seat_does_not_hold_a_goal_up(pair: Pair) -> None:
    pair.tandem.seats.filter(role="field").update(end=date(2026, 9, 1))
    version = propose_goal(wanted(pair), target=1, actor=actor_at(pair.inside), at=BEFORE)
    assert GoalVersion.objects.get(pk=version.pk).holds
    assert Goal.objects.count() == 1
