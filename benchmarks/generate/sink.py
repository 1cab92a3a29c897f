"""Rows in bulk into either database: executemany on SQLite, COPY on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

CHUNK = 20_000
Row = tuple[Any, ...]


class Table:
    """One table with the rows that wait for it. Fields that are not named get their defaults."""

    def __init__(self, model: type[models.Model], *names: str) -> None:
        fields = [field for field in model._meta.local_concrete_fields if not names or field.attname in names]
        if names:
            fields.sort(key=lambda field: names.index(field.attname))
        rest = [field for field in model._meta.local_concrete_fields if field not in fields]
        self._rest: Row = tuple(field.get_db_prep_save(field.get_default(), connection) for field in rest)
        columns = ", ".join(f'"{field.column}"' for field in [*fields, *rest])
        self._target = f'"{model._meta.db_table}" ({columns})'
        self._marks = ", ".join("?" * len([*fields, *rest]))
        self._values = attrgetter(*[field.attname for field in fields])
        self._rows: list[Row] = []
        self.count = 0

    def add(self, *row: Any) -> None:
        """One row as plain values, in the order of the names."""
        self._rows.append(row + self._rest)
        if len(self._rows) >= CHUNK:
            self.flush()

    def put(self, instance: models.Model) -> None:
        """One row as an unsaved object with its key."""
        self._rows.append(self._values(instance) + self._rest)
        if len(self._rows) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        rows, self._rows = self._rows, []
        self.count += len(rows)
        if connection.vendor == "sqlite":
            connection.connection.executemany(f"INSERT INTO {self._target} VALUES ({self._marks})", rows)
            return
        with connection.connection.cursor().copy(f"COPY {self._target} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def written_models() -> list[type[models.Model]]:
    """Every table of the house itself."""
    return [model for model in apps.get_models() if model.__module__.startswith("tandem.")]


@contextmanager
def in_bulk(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Without indexes, triggers and waiting for the disk; all is made good again at the end."""
    connection.ensure_connection()
    with _sqlite() if connection.vendor == "sqlite" else _postgres([model._meta.db_table for model in tables]):
        yield
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


@contextmanager
def _sqlite() -> Iterator[None]:
    raw = connection.connection
    parts = raw.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''")
    made = [(kind, name, sql) for kind, name, sql in parts.fetchall() if "fts" not in name]
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000"):
        raw.execute(f"PRAGMA {pragma}")
    for kind, name, _sql in made:
        raw.execute(f'DROP {kind} "{name}"')
    with transaction.atomic():
        yield
    for _kind, _name, sql in made:
        raw.execute(sql)
    raw.execute("INSERT INTO core_searchrow_fts(core_searchrow_fts) VALUES ('rebuild')")
    raw.execute("PRAGMA foreign_keys=ON")
    raw.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _postgres(tables: Sequence[str]) -> Iterator[None]:
    """Indexes that stand for no constraint are dropped and made again; foreign keys are not asked."""
    find = (
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
        "LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid "
        "WHERE i.indrelid = ANY(%s::text[]::regclass[]) AND c.oid IS NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(find, [list(tables)])
        made = cursor.fetchall()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for name, _sql in made:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, sql in made:
            cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
