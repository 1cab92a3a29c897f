"""The company of the customers' tests, with browsers."""

from __future__ import annotations

import pytest
from django.test import Client

from tandem.customers.tests.world import World, a_world
from tandem.people.tests.factories import signed_in_client


@pytest.fixture
def world(db: None) -> World:
    """Nord and Süd."""
    return a_world()


@pytest.fixture
def browser(world: World) -> Client:
    """Inside sales of the tandem is signed in."""
    return signed_in_client(world.inside)
