"""What is in the database, to say that a refusal changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model


def snapshot() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the house, its values as the database gives them."""
    found = {}
    with connection.cursor() as cursor:
        for label, names, sql in _tables():
            cursor.execute(sql)
            found[label] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


@cache
def _tables() -> list[tuple[str, list[str], str]]:
    """Label, names of the fields and the statement, made once: a hundred tables are read twice by many a test."""
    return [
        (model._meta.label, [field.attname for field in model._meta.concrete_fields], _statement(model))
        for model in apps.get_models()
        if model.__module__.startswith("tandem.") and model._meta.managed
    ]


def _statement(model: type[Model]) -> str:
    meta, name = model._meta, connection.ops.quote_name
    columns = ", ".join(name(str(field.column)) for field in meta.concrete_fields)
    return f"SELECT {columns} FROM {name(meta.db_table)} ORDER BY {name(str(meta.pk.column))}"  # noqa: S608


@contextmanager
def unchanged() -> Iterator[None]:
    """Whatever happens inside leaves every row as it was, and adds none: no event, no delivery either."""
    before = snapshot()
    yield
    after = snapshot()
    assert {label: rows for label, rows in after.items() if rows != before[label]} == {}
