"""Anna and Ben with somebody who covers and their manager, at the hour of the tests."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.people.models import Delegation
from tandem.people.tests.factories import as_actor
from tandem.tandems.tests.world import AT, TODAY, World, a_world
from tandem.together.actions import plan_meeting
from tandem.together.models import Meeting, MinuteItem
from tandem.work.models import NextStep, Todo

BERLIN = ZoneInfo("Europe/Berlin")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def a_pair() -> World:
    """The world of tandems, with Dirk covering Ben."""
    world = a_world()
    Delegation.objects.create(
        person=world.field, deputy=world.new_field, scope_kind="tandem", scope_id=world.tandem.pk, start=TODAY
    )
    return world


def anna(world: World, at: datetime = AT) -> Actor:
    return as_actor(world.inside, at)


def ben(world: World, at: datetime = AT) -> Actor:
    return as_actor(world.field, at)


def others(world: World) -> list[Actor]:
    """Who has no part in it: the cover, the manager, a colleague."""
    return [as_actor(person, AT) for person in (world.new_field, world.manager, world.new_inside)]


def a_meeting(world: World, at: datetime = AT) -> Meeting:
    """The next one by the company's slot: Monday, 30 November 2026, half past eight."""
    return plan_meeting(world.tandem, actor=anna(world, at), at=at)


def everything() -> tuple[list[object], ...]:
    """All rows of this app, of to-dos and events, to show that a refusal changed nothing."""
    tables = (Meeting, MinuteItem, Todo, NextStep, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)
