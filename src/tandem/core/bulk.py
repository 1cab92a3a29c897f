"""Many new rows at once, for bulk paths: Django's own bulk_create spends most of its time on each field of each row.

Ids are taken beforehand, so that rows of other tables can name them. Values go in as they are, but for the few types
that a database keeps in another form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from django.db import connection, models, transaction

Prepare = Callable[[models.Model], Any]
_PLAIN = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.FloatField)
_COPY_FROM = 200  # rows from which PostgreSQL's COPY pays
# Values in one statement, of 32,766 that SQLite takes. With a statement for each row it would walk, where a table has
# triggers, at the end of every one of them through all the pages that are kept for the savepoint.
_MARKS = 8_000


def insert_many(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, each with its id from now on. Must run in a transaction.

    What the database refuses is refused as a whole (IntegrityError); defaults and auto_now_add are kept.
    """
    if not rows:
        return
    model = type(rows[0])
    pk = model._meta.pk
    if isinstance(pk, models.AutoField | models.BigAutoField):
        for row, key in zip(rows, take_ids(model, len(rows)), strict=True):
            row.pk = key
    names, prepared = _columns(model, connection.vendor)
    values = [[prepare(row) for prepare in prepared] for row in rows]
    write_rows(model, names, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_values(model: type[models.Model], names: Sequence[str], values: list[list[Any]]) -> None:
    """Insert rows that nobody needs as objects: fields by name, values as the database keeps them, ids among them."""
    if values:
        write_rows(model, [str(model._meta.get_field(name).column) for name in names], values)  # type: ignore[union-attr]


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids that nobody else gets: a sequence on PostgreSQL; on SQLite the transaction is the only writer."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            column = model._meta.pk.column
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
    return list(range(first, first + count))


def write_rows(model: type[models.Model], names: Sequence[str], values: list[list[Any]]) -> None:
    """Insert rows of plain values that are ready for the database."""
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, names))
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(values) >= _COPY_FROM:
            with connection.wrap_database_errors, cursor.cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
            return
        lot, marks = max(_MARKS // len(names), 1), f"({', '.join(['%s'] * len(names))})"
        for first in range(0, len(values), lot):
            rows = values[first : first + lot]
            sql = f"INSERT INTO {table} ({columns}) VALUES {', '.join([marks] * len(rows))}"  # noqa: S608  our own table
            cursor.execute(sql, list(chain.from_iterable(rows)))


@cache
def _columns(model: type[models.Model], vendor: str) -> tuple[list[str], list[Prepare]]:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return [str(field.column) for field in fields], [_prepare(field) for field in fields]


def _prepare(field: models.Field[Any, Any]) -> Prepare:
    """How a field's value goes to the database: as it stands, where both mean the same by it."""
    name = field.attname
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda row: field.get_db_prep_save(field.pre_save(row, True), connection)
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, _PLAIN) and type(kind).get_prep_value in _SAME:
        return lambda row: row.__dict__[name]
    if isinstance(kind, models.DateTimeField):
        return lambda row: as_kept(row.__dict__[name])
    return lambda row: field.get_db_prep_save(getattr(row, name), connection)


@lru_cache(maxsize=256)
def as_kept(at: datetime | None) -> Any:
    """An instant as the database keeps it; the rows of a lot mostly bear the same one."""
    return connection.ops.adapt_datetimefield_value(at) if at is not None else None


_SAME = {kind.get_prep_value for kind in (*_PLAIN, models.SmallIntegerField, models.BigIntegerField, models.AutoField)}
