"""A freeze keeps customers where they are for a while, and lets the queue be emptied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event
from tandem.customers.actions import assign_customer, end_freeze, freeze_assignments
from tandem.customers.models import Assignment, AssignmentFreeze

from .world import World, a_world, of

pytestmark = pytest.mark.django_db


def everything() -> list[Any]:
    tables = (Assignment, AssignmentFreeze, Event)
    return [list(table._default_manager.order_by("pk").values()) for table in tables]


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def frozen(world: World) -> AssignmentFreeze:
    actor = of(world.manager, timezone.now())
    end = actor.today + timedelta(30)
    return freeze_assignments(start=actor.today, end=end, reason="Pilot", actor=actor, at=actor.at)


def move(world: World, days: int = 0) -> Event:
    actor = of(world.manager, timezone.now())
    start = actor.today + timedelta(days)
    return assign_customer(world.customer, tandem=world.mates, start=start, reason="", actor=actor, at=actor.at)


def test_nobody_changes_hands_while_it_holds_but_afterwards() -> None:
    world = a_world()
    frozen(world)
    assert refused(Refused, lambda: move(world)).code == "frozen"
    assert refused(Refused, lambda: move(world, 29)).code == "frozen"
    assert move(world, 30).verb == "customer.assigned"


def test_ended_early_it_holds_no_more() -> None:
    world = a_world()
    freeze, actor = frozen(world), of(world.manager, timezone.now())
    end_freeze(freeze, actor=actor, at=actor.at)
    assert not AssignmentFreeze.objects.exists()
    assert move(world).verb == "customer.assigned"


def test_only_who_leads_or_administers_and_only_forward() -> None:
    world = a_world()
    me, lead = of(world.inside, timezone.now()), of(world.manager, timezone.now())
    span: dict[str, Any] = {"start": me.today, "end": me.today + timedelta(1), "reason": "x", "at": me.at}
    refused(Refused, lambda: freeze_assignments(**span, actor=me))
    refused(Invalid, lambda: freeze_assignments(**(span | {"end": me.today}), actor=lead))
    freeze = freeze_assignments(**span, actor=lead)
    refused(Refused, lambda: end_freeze(freeze, actor=me, at=me.at))
