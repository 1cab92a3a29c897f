"""Weights: dated, never rewritten, taken back as they were."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.actions import set_weights
from tandem.tandems.queries import DEFAULT_WEIGHTS, weights_on
from tandem.tandems.rules import can_see_weights

from .factories import SINCE, a_tandem
from .world import AT, LATER, TODAY, TOMORROW, World, a_world, everything, subjects_of, weights_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def set_(world: World, inside: int, field: int, start: date = TODAY, **more: Any) -> Event:
    asked = {"actor": world.actor, **more}
    return set_weights(world.tandem, inside=inside, field=field, start=start, at=AT, **asked)


def refused(world: World, code: str, *args: Any) -> None:
    before = everything()
    with pytest.raises(Invalid) as error, transaction.atomic():
        set_(world, *args)
    assert (error.value.code, everything()) == (code, before)


def test_half_and_half_until_somebody_sets_them(world: World) -> None:
    assert weights_on(world.tandem.pk, TODAY) == DEFAULT_WEIGHTS == (50, 50)
    event = set_(world, 60, 40)
    assert weights_on(world.tandem.pk, TODAY) == (60, 40)
    assert weights_on(world.tandem.pk, TODAY - timedelta(days=1)) == (50, 50)
    assert event.changes == {"weights": ["50 : 50", "60 : 40"]}
    assert subjects_of(event) == {("tandem", world.tandem.pk)}


def test_new_weights_end_the_running_ones_and_replace_planned_ones(world: World) -> None:
    set_(world, 60, 40, SINCE)
    set_(world, 70, 30, LATER)
    assert weights_of(world.tandem) == {(60, 40, SINCE, LATER), (70, 30, LATER, None)}
    set_(world, 55, 45, TOMORROW)
    assert weights_of(world.tandem) == {(60, 40, SINCE, TOMORROW), (55, 45, TOMORROW, None)}
    set_(world, 50, 50, TOMORROW)
    assert weights_of(world.tandem) == {(60, 40, SINCE, TOMORROW), (50, 50, TOMORROW, None)}


@pytest.mark.parametrize(("inside", "field"), [(0, 0), (-1, 2), (2, -1), (10_001, 1)])
def test_weights_have_a_range(world: World, inside: int, field: int) -> None:
    refused(world, "weights_range", inside, field)


def test_what_has_begun_is_not_rewritten(world: World) -> None:
    set_(world, 60, 40, date(2026, 1, 1))
    for start in (SINCE, date(2026, 1, 1)):
        refused(world, "weights_begun", 1, 1, start)
    refused(world, "same_weights", 60, 40, TODAY)
    refused(world, "tandem_closed", 1, 1, SINCE - timedelta(days=1))
    set_(world, 1, 1, date(2026, 1, 2))


def test_the_same_weights_take_a_plan_back(world: World) -> None:
    set_(world, 60, 40, SINCE)
    set_(world, 70, 30, LATER)
    set_(world, 60, 40, TODAY)
    assert weights_of(world.tandem) == {(60, 40, SINCE, TODAY), (60, 40, TODAY, None)}


def test_undo_shares_as_before(world: World) -> None:
    set_(world, 60, 40, SINCE)
    set_(world, 70, 30, LATER)
    before = weights_of(world.tandem)
    event = set_(world, 1, 2)
    undo_event(event, actor=world.actor, at=AT)
    assert weights_of(world.tandem) == before
    first = set_(world, 1, 2)
    set_(world, 3, 4, TOMORROW)
    with pytest.raises(Conflict), transaction.atomic():
        undo_event(first, actor=world.actor, at=AT)
    assert weights_of(world.tandem) == {(60, 40, SINCE, TODAY), (1, 2, TODAY, TOMORROW), (3, 4, TOMORROW, None)}


def test_an_old_form_is_a_conflict(world: World) -> None:
    set_(world, 60, 40, version=1)
    with pytest.raises(Conflict), transaction.atomic():
        set_(world, 1, 2, version=1)
    assert weights_of(world.tandem) == {(60, 40, TODAY, None)}


def test_who_may_set_and_who_may_see(world: World) -> None:
    stranger = an_employee(["manager"])
    a_team(stranger)
    people = {
        "manager": (world.manager, True, True),
        "admin": (an_employee(["admin"]), True, True),
        "inside": (world.inside, False, True),
        "field": (world.field, False, True),
        "payroll": (an_employee(["payroll"]), False, True),
        "council": (an_employee(["council"]), False, True),
        "colleague": (world.new_inside, False, False),
        "foreign": (a_tandem().seats.all()[0].employee, False, False),
        "foreign manager": (stranger, False, False),
    }
    for number, (person, may_set, may_see) in enumerate(people.values()):
        actor = as_actor(person, AT)
        assert can_see_weights(actor, world.tandem) is may_see
        if may_set:
            set_(world, 60 + number, 40, actor=actor)
        else:
            before = everything()
            with pytest.raises(Refused):
                set_(world, 1, 2, actor=actor)
            assert everything() == before
