"""The last key that each table gave away: a new row must never get the key of one that was deleted and is told of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

Model = type[models.Model]


def counts(model: Model) -> bool:
    """Whether the database counts the keys of this table."""
    return isinstance(model._meta.pk, models.AutoField)


def last_id(model: Model) -> int:
    """The highest key ever given; 0 before the first."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT COALESCE(last_value, 0) FROM pg_sequences "
                "WHERE format('%%I.%%I', schemaname, sequencename) = pg_get_serial_sequence(%s, %s)",
                [f'"{table}"', key],
            )
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    highest = model._base_manager.aggregate(most=models.Max("pk"))["most"]
    return max(row[0] if row else 0, highest or 0)


def go_on_after(last: Mapping[Model, int]) -> None:
    """Let each table give keys beyond its last one."""
    with connection.cursor() as cursor:
        for model, value in last.items():
            if value:
                _go_on(cursor, model, value)


def _go_on(cursor: Any, model: Model, value: int) -> None:
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', model._meta.pk.column, value]
        )
        return
    cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [value, table])
    if not cursor.rowcount:
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, value])
