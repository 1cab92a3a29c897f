"""Teams: a name of their own, one sales manager or none."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.people import actions
from tandem.people.models import Employee, Team

from .factories import an_employee
from .world import AT, ROLES, TODAY, World, last_event, subjects


def create(world: World, who: str = "admin", **values: Any) -> Team:
    fields: dict[str, Any] = {"name": "West", "manager": None, **values}
    return actions.create_team(**fields, actor=world.by(who), at=AT)


def test_a_team_has_a_name_and_a_manager(world: World) -> None:
    team = create(world, name=" West ", manager=world.manager)
    assert (team.name, team.manager) == ("West", world.manager)
    assert last_event().verb == "team.created"
    assert subjects(last_event()) == {("team", team.pk), ("employee", world.manager.pk)}


@pytest.mark.parametrize("who", [role for role in ROLES if role != "admin"])
def test_only_administration_founds_and_edits(world: World, who: str) -> None:
    with unchanged():
        with pytest.raises(Refused):
            create(world, who)
        with pytest.raises(Refused):
            actions.edit_team(world.team, values={"name": "X"}, version=1, actor=world.by(who), at=AT)


def test_names_are_taken_whatever_their_case(world: World) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        create(world, name="nord")
    assert set(wrong.value.fields) == {"name"}


@pytest.mark.parametrize("who", ["inside", "left", "leaving today"])
def test_only_a_sales_manager_who_works_here_leads(world: World, who: str) -> None:
    person = {
        "inside": world.inside,
        "left": an_employee(["manager"], is_active=False),
        "leaving today": an_employee(["manager"], left_on=TODAY),
    }[who]
    with unchanged(), pytest.raises(Invalid) as wrong:
        create(world, manager=person)
    assert set(wrong.value.fields) == {"manager"}


def test_an_edit_is_kept_and_taken_back(world: World) -> None:
    other = an_employee(["manager"])
    values = {"name": "Nordost", "manager": other}
    event = actions.edit_team(world.team, values=values, version=1, actor=world.by("admin"), at=AT)
    assert event is not None
    assert event.changes == {"name": ["Nord", "Nordost"], "manager": [world.manager.pk, other.pk]}
    assert subjects(event) == {("team", world.team.pk), ("employee", other.pk), ("employee", world.manager.pk)}
    undo_event(event, actor=world.by("admin"), at=AT)
    team = Team.objects.get(pk=world.team.pk)
    assert (team.name, team.manager) == ("Nord", world.manager)


def test_an_edit_is_not_taken_back_to_a_manager_who_has_left(world: World) -> None:
    event = actions.edit_team(world.team, values={"manager": None}, version=1, actor=world.by("admin"), at=AT)
    assert event is not None
    Employee.objects.filter(pk=world.manager.pk).update(is_active=False)
    with unchanged(), pytest.raises(Invalid):
        undo_event(event, actor=world.by("admin"), at=AT)


def test_a_lost_race_and_nothing_new(world: World) -> None:
    with unchanged():
        assert actions.edit_team(world.team, values={"name": "Nord"}, version=1, actor=world.by("admin"), at=AT) is None
    actions.edit_team(world.team, values={"name": "Nordost"}, version=1, actor=world.by("admin"), at=AT)
    with unchanged(), pytest.raises(Conflict):
        actions.edit_team(world.team, values={"name": "Nordwest"}, version=1, actor=world.by("admin"), at=AT)
