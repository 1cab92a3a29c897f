"""What is in the database, to say that a refusal changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the house."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("tandem.") and model._meta.managed
    }


@contextmanager
def unchanged() -> Iterator[None]:
    """Whatever happens inside leaves every row as it was, and adds none: no event, no delivery either."""
    before = snapshot()
    yield
    after = snapshot()
    assert {label: rows for label, rows in after.items() if rows != before[label]} == {}
