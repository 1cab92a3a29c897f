"""Fixtures of people's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from tandem.people.duties import _sources

from .world import HELD, World, a_world


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """The company of world.py; files go to a folder of the test's own."""
    settings.TANDEM_DUTIES = "tandem.people.tests.world.DUTIES"
    settings.PASSWORD_HASHERS = ["tandem.people.tests.world.CheapArgon2"]
    settings.MEDIA_ROOT = tmp_path / "files"
    _sources.cache_clear()
    HELD.clear()
    cache.clear()  # rate limits of other tests
    yield a_world()
    _sources.cache_clear()
