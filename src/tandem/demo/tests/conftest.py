"""A small demo company, loaded once for all tests of a module; each test takes back what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from tandem.demo.load import load_demo

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)  # a Tuesday afternoon
SMALL = 60


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int]]:
    """How much there is of what."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(AT, customers=SMALL, photos=False)
        transaction.set_rollback(True)


@pytest.fixture
def company(loaded: dict[str, int], db: None) -> dict[str, int]:
    """The loaded company, to read and to change."""
    return loaded
