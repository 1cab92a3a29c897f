"""The company as it is at one moment, read while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

FIRST = "SELECT 1 FROM django_migrations LIMIT 1"  # the first read fixes the moment


@contextmanager
def snapshot() -> Iterator[None]:
    """All reads inside see the same moment; nobody waits for them.

    On SQLite a plain BEGIN: Django's own transactions would take the writers' lock.
    """
    if connection.in_atomic_block:
        raise RuntimeError("a snapshot cannot begin inside a transaction")
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute(FIRST)
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute(FIRST)
            yield
        finally:
            cursor.execute("ROLLBACK")
