"""The pilot group: by chance that can be repeated, once, and with customers kept where they are on wish."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engines.draw import Unit, draw
from tandem.core.errors import Invalid, Refused
from tandem.core.tests.browser import submit, text_of
from tandem.customers.models import AssignmentFreeze
from tandem.people.tests.factories import a_team, as_actor, signed_in_client
from tandem.programme import actions
from tandem.programme.models import Draw, Programme, Wave, WaveTandem
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import AT, TODAY, World, a_world

from .test_plan import planned, refused

pytestmark = pytest.mark.django_db
SPAN = {"starts_on": TODAY + timedelta(7), "ends_on": TODAY + timedelta(67)}


def a_house() -> tuple[World, Programme]:
    world = a_world()
    south = a_team(name="Süd")
    for _n in range(3):
        a_tandem(world.team)
        a_tandem(south)
    return world, planned(world)


def drawn(world: World, programme: Programme, seed: str = "abc", size: int = 3) -> Draw:
    return actions.draw_pilot(programme, size=size, seed=seed, actor=world.actor, at=AT)


def test_what_was_drawn_can_be_drawn_again_from_what_is_kept() -> None:
    world, programme = a_house()
    made = drawn(world, programme)
    units = [Unit(key, tuple(strata)) for key, strata in made.units]
    assert list(draw(units, size=made.size, seed=made.seed).chosen) == made.chosen
    assert {unit.key for unit in units} == set(Tandem.objects.values_list("pk", flat=True))
    assert drawn(world, programme).chosen == made.chosen
    assert list(programme.draws.values_list("number", flat=True)) == [2, 1]


def test_each_team_gives_its_share() -> None:
    world, programme = a_house()
    chosen = Tandem.objects.filter(pk__in=drawn(world, programme, size=4).chosen)
    assert chosen.filter(team=world.team).count() in (2, 3)


def test_the_pilot_is_set_once_and_freezes_assignments_on_wish() -> None:
    world, programme = a_house()
    made = drawn(world, programme)
    wave = actions.set_pilot(made, **SPAN, freeze=True, actor=world.actor, at=AT)
    assert set(wave.members.values_list("tandem", flat=True)) == set(made.chosen)
    freeze = AssignmentFreeze.objects.get()
    assert (freeze.start, freeze.last_day) == (SPAN["starts_on"], SPAN["ends_on"])
    assert refused(Refused, lambda: drawn(world, programme)).code == "has_pilot"
    again: dict[str, Any] = {**SPAN, "freeze": False, "actor": world.actor, "at": AT}
    refused(Refused, lambda: actions.set_pilot(made, **again))


def test_somebody_must_be_left_to_compare_with() -> None:
    world, programme = a_house()
    for size in (0, 7):
        assert refused(Invalid, lambda size=size: drawn(world, programme, size=size)).code == "size"
    refused(Refused, lambda: actions.draw_pilot(programme, size=2, seed="x", actor=as_actor(world.inside, AT), at=AT))


def test_a_tandem_begins_once() -> None:
    world, programme = a_house()
    made = drawn(world, programme)
    actions.set_pilot(made, **SPAN, freeze=False, actor=world.actor, at=AT)
    assert not AssignmentFreeze.objects.exists()
    left = list(Tandem.objects.exclude(pk__in=made.chosen))
    rest: dict[str, Any] = {"title": "Zwei", "starts_on": TODAY + timedelta(80), "actor": world.actor, "at": AT}
    actions.add_wave(programme, tandems=left[:2], **rest)
    assert refused(Invalid, lambda: actions.add_wave(programme, tandems=left, **rest)).code == "tandems"
    assert WaveTandem.objects.count() == 5


def test_on_the_pages(time_machine: Any) -> None:
    world, programme = a_house()
    time_machine.move_to(AT, tick=False)
    client = signed_in_client(world.manager)
    url = programme.get_absolute_url()
    assert submit(client, f"{url}pilot/", size="3").status_code == 302
    made = Draw.objects.get()
    text = text_of(client.get(f"{url}pilot/"))
    assert made.seed in text
    assert made.method in text
    values = {name: value.isoformat() for name, value in SPAN.items()}
    assert submit(client, f"{url}pilot/1/", **values).status_code == 302
    assert Wave.objects.get().freeze is True
    assert "Assignments are frozen" in text_of(client.get(url))
    assert client.post(f"/introduction/freezes/{AssignmentFreeze.objects.get().pk}/end/").status_code == 302
    assert not AssignmentFreeze.objects.exists()
