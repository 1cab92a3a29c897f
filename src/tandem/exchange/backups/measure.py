"""Counts and sums of a database, as it lies in an archive: by its own tables, whatever version made them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .manifest import Database

Ask = Callable[[str], Sequence[tuple[Any, ...]]]  # runs a statement, gives its rows
MONEY = "_cents"
COLUMNS = {
    "sqlite": (
        "SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c "
        "WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, 2"
    ),
    "postgresql": (
        "SELECT c.relname, a.attname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
        "JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
        "WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') ORDER BY 1, 2"
    ),
}
VERSION = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}


def tables(kind: str, ask: Ask) -> dict[str, list[str]]:
    """Every table with its columns; none in an empty database."""
    found: dict[str, list[str]] = {}
    for table, column in ask(COLUMNS[kind]):
        found.setdefault(table, []).append(column)
    return found


def measure(kind: str, ask: Ask) -> Database:
    """Read every table once."""
    rows: dict[str, int] = {}
    sums: dict[str, int] = {}
    for table, columns in tables(kind, ask).items():
        money = [column for column in columns if column.endswith(MONEY)]
        wanted = ", ".join(["count(*)", *(f'coalesce(sum("{column}"), 0)' for column in money)])
        counted, *summed = ask(f'SELECT {wanted} FROM "{table}"')[0]  # noqa: S608  names from the catalogue itself
        rows[table] = int(counted)
        sums |= {f"{table}.{column}": int(value) for column, value in zip(money, summed, strict=True)}
    return Database(kind, str(ask(VERSION[kind])[0][0]), _migrations(rows, ask), rows, sums)


def company_name(rows: Sequence[str], ask: Ask) -> str:
    """Whose house it is, for people who look at an archive."""
    found = ask("SELECT name FROM core_company") if "core_company" in rows else []
    return str(found[0][0]) if found else ""


def differences(said: Database, found: Database) -> list[str]:
    """What is not as the manifest says, as `table: 5 instead of 6`."""
    pairs = ((said.rows, found.rows), (said.sums, found.sums))
    return [
        f"{name}: {there.get(name)} instead of {here.get(name)}"
        for here, there in pairs
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    ]


def _migrations(rows: dict[str, int], ask: Ask) -> tuple[str, ...]:
    if "django_migrations" not in rows:
        return ()
    return tuple(f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY id"))
