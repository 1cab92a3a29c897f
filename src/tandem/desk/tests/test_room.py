"""The tandem room: for the two with what is theirs, for who covers them without it, for others an explanation."""

from __future__ import annotations

import pytest

from tandem.core.tests.browser import text_of
from tandem.people.tests.factories import signed_in_client
from tandem.tandems.actions import agree_to_rules, propose_rules
from tandem.tandems.tests.world import AT, World
from tandem.together.actions import close_meeting, make_promise
from tandem.together.models import Meeting
from tandem.together.tests.world import a_meeting, a_pair, anna, ben

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_pair()


def room(person: object) -> str:
    return text_of(signed_in_client(person).get("/room/"))  # type: ignore[arg-type]


def test_an_empty_room_offers_the_first_steps(world: World) -> None:
    page = room(world.inside)
    assert "Anna and Ben" in page
    assert "No meeting is set" in page
    assert "the company's lists hold" in page
    assert "Dirk Ernst" in page


def test_what_is_agreed_and_next(world: World) -> None:
    rules = propose_rules(world.tandem, actor=anna(world), at=AT)
    assert "proposed version 1; it holds once both have agreed" in room(world.field)
    agree_to_rules(rules, version=1, actor=ben(world), at=AT)
    meeting = a_meeting(world)
    make_promise(meeting, text="Montags anrufen", actor=anna(world), at=AT)
    close_meeting(meeting, actor=anna(world), at=AT)
    page = signed_in_client(world.field).get("/room/").content.decode()
    following = Meeting.objects.get(closed_at=None)
    assert f'hx-get="{following.get_absolute_url()}agenda/?short=1"' in page
    assert "Montags anrufen" in page
    assert "version 1, agreed on" in page


def test_who_covers_sees_the_rules_and_nothing_private(world: World) -> None:
    meeting = a_meeting(world)
    make_promise(meeting, text="Montags anrufen", actor=anna(world), at=AT)
    close_meeting(meeting, actor=anna(world), at=AT)
    world.new_field.current_tandem = world.tandem.pk
    world.new_field.save(update_fields=["current_tandem"])
    page = room(world.new_field)
    assert "Our rules of play" in page
    assert "Montags anrufen" not in page
    assert "weekly meeting" not in page.lower().replace("weekly meeting both", "")


def test_who_sits_in_no_tandem_is_told_what_it_is_for(world: World) -> None:
    assert "You sit in no tandem today" in room(world.new_inside)
