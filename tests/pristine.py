"""The test database as it was migrated, and back to it after a test that committed.

Django empties every table after such a test, and with them the rows that every company starts with: workers that take
tests from one another then run others without steps, kinds and tax rates.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.db import connection

Restore = Callable[[], None]
ROOT = Path(__file__).resolve().parent.parent
MADE_BY = ("src/tandem/*/migrations/*.py", "src/tandem/core/**/*.py", "src/tandem/desk/models.py")


def kept_file() -> Path:
    """Where an embedded database is kept as what migrates it leaves it; another place as soon as that changes."""
    digest = hashlib.sha256(django.__version__.encode())
    for pattern in MADE_BY:
        for path in sorted(ROOT.glob(pattern)):
            if "tests" not in path.relative_to(ROOT).parts:
                digest.update(path.read_bytes())
    return ROOT / "var" / "test" / f"{digest.hexdigest()[:16]}.sqlite3"


def remembered(kept: Path) -> Restore:
    """What takes the database back to its state of now; an embedded one has it in the file `kept`."""
    return _embedded(kept) if connection.vendor == "sqlite" else _server()


def _embedded(kept: Path) -> Restore:
    source = sqlite3.connect(f"file:{kept}?mode=ro", uri=True)

    def restore() -> None:
        connection.ensure_connection()
        source.backup(connection.connection)

    return restore


def _server() -> Restore:
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - {"django_migrations"})
        kept = {table: rows for table in tables if (rows := _rows(cursor, table))}

    def restore() -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            # Neither triggers nor foreign keys: books refuse to be emptied, and all that refers is whole in the end.
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (TABLE \"{table}\")" for table in tables))
            for (table,) in cursor.fetchall():
                if _rows(cursor, table) != kept.get(table):
                    cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name out of the catalogue
            for table, rows in kept.items():
                if _rows(cursor, table) != rows:
                    with cursor.copy(f'COPY "{table}" FROM STDIN') as copy:
                        copy.write(rows)
            cursor.execute("COMMIT")

    return restore


def _rows(cursor: Any, table: str) -> bytes:
    with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)
