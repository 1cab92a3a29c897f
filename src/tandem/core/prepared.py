"""Prepared queries: built and turned into SQL once, then run with other values.

Building a query costs Python many times what the database needs to answer it. A prepared query is a function that
returns a queryset; calling it gives the rows. Its first call runs it with marks in place of its arguments, and
remembers where in the SQL's parameters the marks came out; from then on only the values change.

    @prepared
    def seats_of(tandem_ids: Iterable[int], day: date) -> QuerySet[Seat]:
        return Seat.objects.filter(on_day(day), tandem__in=tandem_ids)

Arguments by position are values: whole numbers, texts, days, instants with their day, sets of ids, and the actor, of
whom only id, roles, instant and scope exist. A value may stand in the query as it is, nowhere else: it must not be
reckoned with, branched on or used as a limit. Arguments by name are part of the shape and free of this; so are
whether a value is None, how many ids there are (rounded up), the roles, the language and the time zone. What cannot
be prepared says so at its first call: the SQL is built with two sets of marks and must differ in the marks alone, and
no statement may run meanwhile. In tests the rows of each shape are moreover compared with those of the plain query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, NoReturn, ParamSpec, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from .marks import MARKABLE, NotPrepared, adapted, marks_for, rebuilt, taken

P = ParamSpec("P")
Row = TypeVar("Row")
MOST_SHAPES = 500  # of one query; more come from a value that was passed as a shape
COMPARED = 3  # runs of each shape that tests compare with the plain query


class Prepared(Generic[P, Row]):
    """A function that returns a queryset, called for its rows."""

    def __init__(self, build: Callable[P, QuerySet[Any, Row]]) -> None:
        self.build = build
        self.shapes: dict[Any, _Statement] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """The rows, as the queryset would give them."""
        statement, values = self._statement(args, kwargs)
        try:
            rows = statement.rows(values)
        except OverflowError:  # a number that no column holds: Django knows that nothing equals it
            return list(self.build(*args, **kwargs))
        if statement.to_compare():
            _compare(self.build(*args, **kwargs), rows)
        return rows

    def count(self, *args: P.args, **kwargs: P.kwargs) -> int:
        """How many rows the queryset would give; the database counts them."""
        statement, values = self._statement(args, kwargs)
        try:
            found = statement.count(values)
        except OverflowError:
            return self.build(*args, **kwargs).count()
        if statement.to_compare():
            _compare_count(self.build(*args, **kwargs), found)
        return found

    def _statement(self, args: Any, kwargs: dict[str, Any]) -> tuple[_Statement, list[Any]]:
        shapes, values = taken(args)
        key = (shapes, tuple(kwargs.items()), get_language(), get_current_timezone_name())
        statement = self.shapes.get(key)
        if statement is None:
            if len(self.shapes) >= MOST_SHAPES:
                self.shapes.clear()
            statement = self.shapes[key] = self._prepare(shapes, values, kwargs)
        return statement, values

    def _prepare(self, shapes: Any, values: Sequence[Any], kwargs: dict[str, Any]) -> _Statement:
        first, second = (self._compiled(shapes, marks_for(values, number), kwargs) for number in (0, 1))
        if first.sql != second.sql or len(first.params) != len(second.params):
            raise NotPrepared(f"The SQL of {self.build.__qualname__} depends on a value: pass it by name.")
        same = [_bare(one) == _bare(other) for one, other in zip(first.params, second.params, strict=True)]
        for fixed, slot, value in zip(same, first.slots, first.params, strict=True):
            if not fixed and slot is None:
                raise NotPrepared(f"{self.build.__qualname__} reckons with a value: pass the result ({value!r}).")
        return _Statement(first, [None if fixed else slot for fixed, slot in zip(same, first.slots, strict=True)])

    def _compiled(self, shapes: Any, marks: Sequence[Any], kwargs: dict[str, Any]) -> _Compiled:
        connection = connections["default"]
        _ = connection.features.supports_json_field  # Django tries that out, once
        with connection.execute_wrapper(_refuse):
            queryset: QuerySet[Any, Any] = self.build(*rebuilt(shapes, marks), **kwargs)
            compiler = queryset.query.get_compiler(using=queryset.db)
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                sql, params = "", ()
        known = {adapted(compiler.connection, mark): slot for slot, mark in enumerate(marks)}
        slots = [known.get(value) if isinstance(value, MARKABLE) else None for value in params]
        return _Compiled(queryset, compiler, sql, tuple(params), slots)


def prepared(build: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Make a function that returns a queryset one that returns its rows, with its SQL built once per shape."""
    return Prepared(build)


@dataclass(frozen=True)
class _Compiled:
    """A queryset over marks, and where they came out; no SQL for what is empty whatever the values."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    slots: list[int | None]


class _Statement:
    """SQL with places for values, read as its queryset would read it."""

    def __init__(self, made: _Compiled, slots: Sequence[int | None]) -> None:
        self.queryset, self.compiler, self.sql = made.queryset, made.compiler, made.sql
        self.params = list(zip(slots, made.params, strict=True))
        self.compared = 0

    def to_compare(self) -> bool:
        """Whether a test still compares it with the plain query."""
        if not settings.TANDEM_COMPARE_PREPARED or self.compared >= COMPARED:
            return False
        self.compared += 1
        return True

    def count(self, values: Sequence[Any]) -> int:
        if not self.sql:
            return 0
        connection = connections[self.queryset.db]
        [(found,)] = self._fetch(connection, f"SELECT COUNT(*) FROM ({self.sql}) AS counted", values)  # noqa: S608 - ours
        return int(found)

    def _fetch(self, connection: Any, sql: str, values: Sequence[Any]) -> list[Any]:
        ready = [adapted(connection, value) for value in values]
        with connection.cursor() as cursor:
            cursor.execute(sql, [fixed if slot is None else ready[slot] for slot, fixed in self.params])
            rows: list[Any] = cursor.fetchall()
        return rows

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.queryset.db]
        fetched = self._fetch(connection, self.sql, values)
        compiler = _twin(self.compiler)  # threads share the statement, not the connection
        compiler.connection = connection
        if compiler.has_extra_select:  # columns that only the order needs
            fetched = [row[: compiler.col_count] for row in fetched]
        compiler.execute_sql = lambda *_args, **_kwargs: [fetched]
        queryset = _twin(self.queryset)
        queryset._query = _Answered(compiler)  # the setter of `query` would choose the kind of rows
        found = list(queryset._iterable_class(queryset))
        if lookups := queryset._prefetch_related_lookups:
            prefetch_related_objects(found, *lookups)
        return found


def _twin(thing: Any) -> Any:
    """Another object with the same parts; `copy` would run a queryset."""
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin


class _Answered:
    """A query that has been asked: Django's iterables take the rows from its compiler."""

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def get_compiler(self, *_args: Any, **_kwargs: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiler.query, name)


def _bare(value: Any) -> Any:
    """What is inside a JSON value for PostgreSQL, which equals nothing but itself."""
    return getattr(value, "obj", value)


def _refuse(*_: Any) -> NoReturn:
    raise NotPrepared("A prepared query looks something up while it is built: pass what it needs.")


def _compare(queryset: QuerySet[Any, Any], rows: Sequence[Any]) -> None:
    with _unseen(queryset):
        plain = list(queryset)
    assert sorted(map(_plain, plain)) == sorted(map(_plain, rows)), (plain, rows)  # noqa: S101


def _compare_count(queryset: QuerySet[Any, Any], found: int) -> None:
    with _unseen(queryset):
        plain = queryset.count()
    assert plain == found, (plain, found)  # noqa: S101


@contextmanager
def _unseen(queryset: QuerySet[Any, Any]) -> Iterator[None]:
    """What a test compares with is not one of the page's statements."""
    connection = connections[queryset.db]
    logging, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        yield
    finally:
        connection.force_debug_cursor = logging


def _plain(row: Any) -> str:
    if isinstance(row, Model):
        return repr({name: value for name, value in vars(row).items() if not name.startswith("_")})
    return repr(row)
