"""The company of world.py, made anew for each test that asks."""

from __future__ import annotations

import pytest

from .world import World, a_world


@pytest.fixture
def world(db: None) -> World:
    """Nord and Süd."""
    return a_world()
