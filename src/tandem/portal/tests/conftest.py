"""What the tests of the portal share."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from .world import World, a_world


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all tests of a file; what a test changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world()
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World) -> World:
    """The world as it was made, whatever the test before did to its objects."""
    return copy.deepcopy(made)


@pytest.fixture(autouse=True)
def _fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has tried anything yet, and no test waits for a clock."""
    cache.clear()
    monkeypatch.setattr("tandem.portal.views.entering.EVEN", 0.0)
