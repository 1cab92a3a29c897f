"""A small world of reactions and undoers for the tests of the core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tandem.core.events import reactions
from tandem.core.jobs import runners
from tandem.core.undo import undoers


@pytest.fixture
def small_world(settings: Any) -> Iterator[None]:
    """The maps of handlers.py are in force."""
    settings.TANDEM_REACTIONS = "tandem.core.tests.handlers.REACTIONS"
    settings.TANDEM_UNDOERS = "tandem.core.tests.handlers.UNDOERS"
    settings.TANDEM_JOBS = "tandem.core.tests.handlers.JOBS"
    maps = (reactions, undoers, runners)
    for one in maps:
        one.cache_clear()
    yield
    for one in maps:
        one.cache_clear()
