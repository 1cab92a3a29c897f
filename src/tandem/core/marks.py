"""Arguments of prepared queries: taken apart into values, and put together again from marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from .actor import Actor

MARKABLE = (int, str, date, datetime)
FIRST, STEP = 30_001, 1_000  # marks fit into the smallest number of the database, 32,767
START = date(1990, 1, 1)


class NotPrepared(TypeError):
    """A prepared query that does something with its values; the text says what to do instead."""


class DayOf(date):
    """The day of the instant before it."""


def taken(args: Iterable[Any]) -> tuple[tuple[Any, ...], list[Any]]:
    """(shapes, values) of arguments: what the SQL may depend on, and what is filled in."""
    values: list[Any] = []
    return tuple(_take(arg, values) for arg in args), values


def rebuilt(shapes: Iterable[Any], values: Iterable[Any]) -> list[Any]:
    """The arguments of these shapes with other values."""
    rest = iter(values)
    return [_rebuild(shape, rest) for shape in shapes]


def marks_for(values: Sequence[Any], number: int) -> list[Any]:
    """Values of the same types that come from nowhere else, in the first (0) or second (1) set."""
    first = FIRST + STEP * number
    if len(values) >= STEP:
        raise NotPrepared("Too many values for a prepared query.")
    marks: list[Any] = []
    for mark, value in enumerate(values, first):
        if isinstance(value, DayOf):
            marks.append(timezone.localdate(marks[-1]))
        elif isinstance(value, datetime):
            marks.append(datetime.combine(START + timedelta(days=mark), time(12), tzinfo=UTC))
        elif isinstance(value, date):
            marks.append(START + timedelta(days=mark))
        else:
            marks.append(type(value)(mark))
    return marks


def adapted(connection: Any, value: Any) -> Any:
    """A value as the database's driver takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def _take(value: Any, values: list[Any]) -> Any:
    if value is None:
        return None
    if type(value) in (int, str, date):
        values.append(value)
        return type(value)
    if isinstance(value, datetime):
        day = timezone.localdate(value)
        values += [value, DayOf(day.year, day.month, day.day)]
        return datetime
    if isinstance(value, tuple | list | set | frozenset):
        return "ids", _take_ids(sorted(value), values)
    if isinstance(value, Actor):
        employee = value.employee
        kin = (Actor, value.kind, employee.__class__, value.roles)  # behind the lazy one
        return *kin, _take(value.id, values), _take(value.at, values), _take(_scope(value), values)
    if is_dataclass(value) and not isinstance(value, type):
        parts = [(part.name, _take_part(getattr(value, part.name), values)) for part in fields(value)]
        return "scope", type(value), tuple(parts)
    raise NotPrepared(f"{value!r} cannot be filled into a prepared query: pass it by name.")


def _take_ids(ids: Sequence[int], values: list[Any]) -> int:
    """How many places they take: rounded up to a power of two, the rest filled with the last."""
    places = 1 << (len(ids) - 1).bit_length() if ids else 0
    values.extend(ids)
    values.extend(list(ids[-1:]) * (places - len(ids)))
    return places


def _take_part(value: Any, values: list[Any]) -> Any:
    if value is None or isinstance(value, int | frozenset):
        return _take(value, values)
    return "hidden"


def _rebuild(shape: Any, rest: Iterator[Any]) -> Any:
    if shape is None:
        return None
    if isinstance(shape, type):
        value = next(rest)
        if shape is datetime:
            next(rest)
        return value
    if shape[0] == "ids":
        return frozenset(next(rest) for _ in range(shape[1]))
    if shape[0] is Actor:
        return _stand_in(shape, rest)
    return shape[1](**{name: _Hidden(name) if part == "hidden" else _rebuild(part, rest) for name, part in shape[2]})


def _stand_in(shape: Any, rest: Iterator[Any]) -> Actor:
    """An actor of whom only this is known; what else is read of the employee would be looked up, and is refused."""
    _actor, kind, model, roles, key, at, scope = shape
    id_, instant, standing = (_rebuild(part, rest) for part in (key, at, scope))
    employee = None if model is type(None) else model.from_db("default", ["id", "roles"], [id_, roles])
    return Actor(kind, id_, instant, "", employee, {"scope": standing})


class _Hidden:
    """A part of the scope that does not exist for prepared queries."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattribute__(self, name: str) -> Any:
        raise NotPrepared(f"{object.__getattribute__(self, 'name')} of the scope does not exist here.")

    def __iter__(self) -> Iterator[Any]:
        raise NotPrepared(f"{object.__getattribute__(self, 'name')} of the scope does not exist here.")


def _scope(actor: Actor) -> Any:
    return _scope_of()(actor)


@cache
def _scope_of() -> Any:
    return import_string(settings.TANDEM_SCOPE)
