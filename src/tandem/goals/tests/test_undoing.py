"""Taking back a word to a goal, a withdrawal, a figure: as long as nobody went on from it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.goals.actions import accept_goal, change_goal, enter_value, object_to_goal, withdraw_goal
from tandem.goals.models import GoalValue
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.tests.factories import signed_in_client

from .factories import BEFORE, actor_at, agreed, fresh, proposed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def pair() -> Pair:
    return a_pair()


def test_an_acceptance_is_taken_back_while_the_other_one_is_missing(pair: Pair) -> None:
    version, inside = proposed(pair), actor_at(pair.inside)
    event = accept_goal(fresh(version), actor=inside, at=BEFORE)
    assert event.verb == "goal.accepted"
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=actor_at(pair.field), at=BEFORE)
    undo_event(event, actor=inside, at=BEFORE)
    assert (list(version.answers.all()), fresh(version).is_open) == ([], True)
    accept_goal(fresh(version), actor=actor_at(pair.field), at=BEFORE)
    assert not fresh(version).holds


def test_what_holds_or_was_objected_to_since_stays(pair: Pair) -> None:
    version, inside = proposed(pair), actor_at(pair.inside)
    event = accept_goal(fresh(version), actor=inside, at=BEFORE)
    object_to_goal(fresh(version), reason="Doch nicht", actor=inside, at=LATER)
    with unchanged(), pytest.raises(Conflict):
        undo_event(event, actor=inside, at=BEFORE)
    accept_goal(fresh(version), actor=inside, at=LATER)
    last = Event.objects.filter(verb="goal.accepted").latest("pk")
    accept_goal(fresh(version), actor=actor_at(pair.field), at=LATER)
    assert fresh(version).holds
    with unchanged(), pytest.raises(Conflict):
        undo_event(last, actor=inside, at=LATER)


def test_a_withdrawal_is_taken_back_until_something_newer_is_proposed(pair: Pair) -> None:
    version, manager = proposed(pair), actor_at(pair.manager)
    undo_event(withdraw_goal(fresh(version), actor=manager, at=BEFORE), actor=manager, at=BEFORE)
    assert fresh(version).is_open
    event = withdraw_goal(fresh(version), actor=manager, at=BEFORE)
    change_goal(fresh(version).goal, target=5_00, note="Kleiner", actor=manager, at=BEFORE)
    with unchanged(), pytest.raises(Conflict):
        undo_event(event, actor=manager, at=BEFORE)


def test_a_figure_is_taken_back_unless_a_newer_one_stands(pair: Pair) -> None:
    goal, inside = agreed(pair, metric="own", name="Messekontakte", target=50), actor_at(pair.inside, LATER)
    first, second = (
        enter_value(goal, month=date(2026, 10, 1), value=value, actor=inside, at=LATER) for value in (3, 30)
    )
    with unchanged(), pytest.raises(Conflict):
        undo_event(first, actor=inside, at=LATER)
    undo_event(second, actor=inside, at=LATER)
    assert list(GoalValue.objects.values_list("value", flat=True)) == [3]
    undo_event(first, actor=inside, at=LATER)
    assert not GoalValue.objects.exists()


def test_the_toast_offers_it(pair: Pair) -> None:
    version = proposed(pair)
    client = signed_in_client(pair.inside)
    url = reverse("goals:acceptance", args=[version.goal_id])
    page = client.post(url, {"version": "1"}, follow=True).content.decode()
    event = Event.objects.get(verb="goal.accepted")
    assert f"/undo/{event.pk}/" in page or f"undo/{event.pk}" in page
