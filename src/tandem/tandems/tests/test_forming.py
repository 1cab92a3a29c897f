"""Forming, renaming, moving, closing and choosing tandems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.people.models import Delegation, Employee
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.actions import choose_tandem, close_tandem, edit_tandem, form_tandem, seat_employee, set_weights
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems, scope_of

from .factories import SINCE, a_tandem
from .world import AT, LATER, TODAY, TOMORROW, YESTERDAY, World, a_world, everything, seats_of, subjects_of, weights_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def form(world: World, **changes: Any) -> tuple[Tandem, Event]:
    """Carla and Dirk become a tandem of team Nord, unless told."""
    asked: dict[str, Any] = {
        "name": "Nord 2",
        "team": world.team,
        "inside": world.new_inside,
        "field": world.new_field,
        "founded_on": TODAY,
        "actor": world.actor,
        "at": AT,
    }
    return form_tandem(**{**asked, **changes})


def refused(act: Callable[[], object], code: str) -> dict[str, Any]:
    before = everything()
    with pytest.raises(Invalid) as error, transaction.atomic():
        act()
    assert error.value.code == code
    assert everything() == before
    return error.value.fields


def test_two_people_become_a_tandem(world: World) -> None:
    tandem, event = form(world, weights=(60, 40))
    assert seats_of(tandem) == {("inside", "Carla", TODAY, None), ("field", "Dirk", TODAY, None)}
    assert weights_of(tandem) == {(60, 40, TODAY, None)}
    assert (tandem.name, tandem.team, tandem.founded_on, tandem.closed_on) == ("Nord 2", world.team, TODAY, None)
    assert event.verb == "tandem.formed"
    assert subjects_of(event) == {
        ("tandem", tandem.pk),
        ("team", world.team.pk),
        ("employee", world.new_inside.pk),
        ("employee", world.new_field.pk),
    }
    assert SearchRow.objects.get(kind="tandem", object_id=tandem.pk).detail == "Nord"


def test_one_seat_may_still_be_vacant(world: World) -> None:
    tandem, event = form(world, field=None)
    assert seats_of(tandem) == {("inside", "Carla", TODAY, None)}
    assert "field" not in event.data


@pytest.mark.parametrize(
    ("changes", "code", "fields"),
    [
        ({"name": "nord 1"}, "name_taken", {"name"}),
        ({"inside": None, "field": None}, "nobody", {"inside"}),
        ({"founded_on": date(2019, 1, 1)}, "not_yet_here", {"founded_on"}),
        ({"weights": (0, 0)}, "weights_range", {"inside"}),
        ({"weights": (-1, 5)}, "weights_range", {"inside"}),
    ],
)
def test_what_cannot_be_formed(world: World, changes: dict[str, Any], code: str, fields: set[str]) -> None:
    assert refused(lambda: form(world, **changes), code).keys() == fields


def test_each_sits_in_the_seat_of_their_role(world: World) -> None:
    assert refused(lambda: form(world, inside=world.new_field), "wrong_role").keys() == {"inside"}
    assert refused(lambda: form(world, field=world.new_inside), "wrong_role").keys() == {"field"}
    both = an_employee(["inside", "field"])
    assert refused(lambda: form(world, inside=both, field=both), "both_seats").keys() == {"field"}


def test_who_may_form(world: World) -> None:
    other = an_employee(["manager"])
    foreign = a_team(other)
    people = [world.inside, world.field, other, an_employee(["payroll"]), an_employee(["council"])]
    before = everything()
    for person in people:
        with pytest.raises(Refused):
            form(world, actor=as_actor(person, AT))
    with pytest.raises(Refused):
        form(world, team=foreign)
    assert everything() == before
    form(world, team=foreign, actor=as_actor(an_employee(["admin"]), AT))
    form(world, name="Nord 3", actor=Actor.system(AT, "import"))
    assert set(Tandem.objects.values_list("name", flat=True)) == {"Nord 1", "Nord 2", "Nord 3"}


def test_forming_is_taken_back_while_nothing_belongs_to_it(world: World) -> None:
    tandem, event = form(world, weights=(60, 40))
    undo_event(event, actor=world.actor, at=AT)
    assert list(Tandem.objects.all()) == [world.tandem]
    assert not SearchRow.objects.filter(kind="tandem", object_id=tandem.pk).exists()
    tandem, event = form(world)
    set_weights(tandem, inside=3, field=7, start=TODAY, actor=world.actor, at=AT)
    with pytest.raises(Conflict), transaction.atomic():
        undo_event(event, actor=world.actor, at=AT)
    assert Tandem.objects.filter(pk=tandem.pk).exists()


def test_renaming_and_back(world: World) -> None:
    event = edit_tandem(world.tandem, name="Küste", team=world.team, actor=world.actor, at=AT)
    assert event is not None
    assert event.changes == {"name": ["Nord 1", "Küste"]}
    assert edit_tandem(world.tandem, name="Küste", team=world.team, actor=world.actor, at=AT) is None
    undo_event(event, actor=world.actor, at=AT)
    world.tandem.refresh_from_db()
    assert world.tandem.name == "Nord 1"


def test_moving_needs_a_say_in_both_teams(world: World) -> None:
    foreign, own = a_team(an_employee(["manager"]), name="Süd"), a_team(world.manager, name="Küste")
    before = everything()
    with pytest.raises(Refused):
        edit_tandem(world.tandem, name="Nord 1", team=foreign, actor=world.actor, at=AT)
    with pytest.raises(Refused):
        edit_tandem(world.tandem, name="X", team=world.team, actor=as_actor(world.inside, AT), at=AT)
    assert everything() == before
    event = edit_tandem(world.tandem, name="Nord 1", team=own, actor=world.actor, at=AT)
    assert event is not None
    assert event.changes == {"team": [world.team.pk, own.pk]}
    assert subjects_of(event) == {("tandem", world.tandem.pk), ("team", world.team.pk), ("team", own.pk)}
    undo_event(event, actor=world.actor, at=AT)
    world.tandem.refresh_from_db()
    assert world.tandem.team == world.team


def test_names_are_taken_whatever_their_case(world: World) -> None:
    other = a_tandem(world.team, name="Nord 2")
    fields = refused(lambda: edit_tandem(other, name="NORD 1", team=world.team, actor=world.actor, at=AT), "name_taken")
    assert fields.keys() == {"name"}
    edit_tandem(other, name="NORD 2", team=world.team, actor=world.actor, at=AT)
    other.refresh_from_db()
    assert other.name == "NORD 2"


def test_closing_ends_seats_and_weights_on_that_day(world: World) -> None:
    set_weights(world.tandem, inside=6, field=4, start=TODAY, actor=world.actor, at=AT)
    seat_employee(world.tandem, role="field", employee=world.new_field, start=LATER, actor=world.actor, at=AT)
    event = close_tandem(world.tandem, closed_on=TOMORROW, actor=world.actor, at=AT)
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, TOMORROW), ("field", "Ben", SINCE, TOMORROW)}
    assert weights_of(world.tandem) == {(6, 4, TODAY, TOMORROW)}
    assert event.changes == {"closed_on": [None, "2026-11-25"]}
    assert subjects_of(event) == {
        ("tandem", world.tandem.pk),
        ("employee", world.inside.pk),
        ("employee", world.field.pk),
        ("employee", world.new_field.pk),
    }
    assert world.tandem in open_tandems(TODAY)
    assert world.tandem not in open_tandems(TOMORROW)
    refused(lambda: close_tandem(world.tandem, closed_on=LATER, actor=world.actor, at=AT), "closed_already")


def test_closing_is_never_in_the_past_and_not_everybodys(world: World) -> None:
    for day in (YESTERDAY, SINCE - timedelta(days=1)):
        act = partial(close_tandem, world.tandem, closed_on=day, actor=world.actor, at=AT)
        assert refused(act, "past_day").keys() == {"closed_on"}
    with pytest.raises(Refused):
        close_tandem(world.tandem, closed_on=TODAY, actor=as_actor(world.field, AT), at=AT)


def test_closing_is_taken_back_whole(world: World) -> None:
    set_weights(world.tandem, inside=6, field=4, start=TODAY, actor=world.actor, at=AT)
    seat_employee(world.tandem, role="field", employee=world.new_field, start=LATER, actor=world.actor, at=AT)
    seats, weights = seats_of(world.tandem), weights_of(world.tandem)
    event = close_tandem(world.tandem, closed_on=TODAY, actor=world.actor, at=AT)
    undo_event(event, actor=world.actor, at=AT)
    assert (seats_of(world.tandem), weights_of(world.tandem)) == (seats, weights)
    assert world.tandem in open_tandems(LATER)


def test_choosing_which_tandem_stands_in_the_bar(world: World) -> None:
    other = a_tandem(world.team, world.inside, name="Nord 2")
    absent = an_employee()
    covered, foreign = a_tandem(world.team, absent, name="Nord 3"), a_tandem(name="Süd 1")
    Delegation.objects.create(person=absent, deputy=world.inside, scope_kind="tandem", scope_id=covered.pk, start=TODAY)
    assert scope_of(as_actor(world.inside, AT)).current_id == world.tandem.pk
    for tandem in (other, covered):
        choose_tandem(tandem, actor=as_actor(world.inside, AT), at=AT)
        anna = Employee.objects.get(pk=world.inside.pk)
        assert scope_of(as_actor(anna, AT)).current_id == tandem.pk
    before = everything()
    for actor, tandem in ((as_actor(anna, AT), foreign), (world.actor, world.tandem)):
        with pytest.raises(Refused):
            choose_tandem(tandem, actor=actor, at=AT)
    assert everything() == before
    assert Employee.objects.get(pk=world.inside.pk).current_tandem == covered.pk
