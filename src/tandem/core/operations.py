"""Migration operations for what Django's models cannot say on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class VendorSQL(Operation):
    """SQL statements per database vendor, with what takes them back.

    SQLite's triggers go with their table: a later migration that makes SQLite rebuild it must repeat them.
    """

    reversible = True

    def __init__(
        self,
        *,
        postgresql: Sequence[str] = (),
        sqlite: Sequence[str] = (),
        back_postgresql: Sequence[str] = (),
        back_sqlite: Sequence[str] = (),
    ) -> None:
        self.forward = {"postgresql": postgresql, "sqlite": sqlite}
        self.back = {"postgresql": back_postgresql, "sqlite": back_sqlite}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The model's state knows nothing of it."""

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        for statement in self.forward[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, *_: Any) -> None:
        for statement in self.back[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "SQL of the database's own"


def no_overlap(table: str, columns: Sequence[str]) -> VendorSQL:
    """Rows with equal columns never share a day of [start, end): exclusion on PostgreSQL, triggers on SQLite."""
    equal = ", ".join(f'"{column}" WITH =' for column in columns)
    exclude = f'EXCLUDE USING gist ({equal}, daterange("start", "end", \'[)\') WITH &&)'
    moments = ("insert", "update")
    return VendorSQL(
        postgresql=[
            "CREATE EXTENSION IF NOT EXISTS btree_gist",
            f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_no_overlap" {exclude}',
        ],
        back_postgresql=[f'ALTER TABLE "{table}" DROP CONSTRAINT "{table}_no_overlap"'],
        sqlite=[_trigger(table, columns, moment) for moment in moments],
        back_sqlite=[f'DROP TRIGGER "{table}_no_overlap_{moment}"' for moment in moments],
    )


def binary_order(table: str, columns: Sequence[str]) -> VendorSQL:
    """Folded key columns sort by code point on both databases, so that a prefix is a range of the index."""
    return VendorSQL(
        postgresql=[
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar(200) COLLATE "C"' for column in columns
        ],
        back_postgresql=[f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE varchar(200)' for column in columns],
    )


def _trigger(table: str, columns: Sequence[str], moment: str) -> str:
    # Names of our own tables and columns only; nothing here comes from input.
    equal = " AND ".join(f'"{column}" = NEW."{column}"' for column in columns)
    return (
        f'CREATE TRIGGER "{table}_no_overlap_{moment}" BEFORE {moment.upper()} ON "{table}" '
        f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {equal} AND "id" IS NOT NEW."id" '
        f'AND ("end" IS NULL OR "end" > NEW."start") AND (NEW."end" IS NULL OR "start" < NEW."end")) '
        f"BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END"
    )
