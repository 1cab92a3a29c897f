"""Keyset paging: a page costs the same wherever it lies in the list."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

M = TypeVar("M", bound=models.Model)
MOST = 2**63 - 1  # the largest number a column holds


@dataclass(frozen=True)
class Order:
    """A field that is never null, then the id: a total order, of which an index over both gives any part.

    Where the field lies in another table with the same key, `tie` names that key; rows without one there are left out.
    """

    by: str
    descending: bool = False
    tie: str = "pk"


Place = tuple[Any, int]  # value and id of the row that a page lies behind
Ask = Callable[[Place | None, bool, int], list[Any]]


@dataclass(frozen=True)
class Keyset(Generic[M]):
    """One page: its rows, the number of the first, and the cursors around it."""

    rows: Sequence[M]
    first: int
    before: str
    after: str


def keyset(
    rows: models.QuerySet[M], *, by: str, descending: bool, size: int, before: str, after: str, tie: str = "pk"
) -> Keyset[M]:
    """The page behind `after` or in front of `before` (cursors of a former page), ordered by a field, then id.

    A cursor that cannot be read, or behind which nothing is left, starts anew.
    """
    order = Order(by, descending, tie)

    def ask(place: Place | None, falling: bool, most: int) -> list[M]:
        return list(window(rows, order, place, falling=falling)[:most])

    return page_of(ask, rows.model, order, size=size, before=before, after=after)


def window(rows: models.QuerySet[M], order: Order, place: Place | None, *, falling: bool) -> models.QuerySet[M]:
    """The rows behind a place, or all of them, in the order; `falling` where it is walked downwards."""
    if table := order.by.rpartition("__")[0]:
        rows = rows.filter(**{f"{table}__isnull": False})
    if place is not None:
        rows = rows.filter(_beyond(order.by, order.tie, *place, falling=falling))
    sign = "-" if falling else ""
    return rows.order_by(f"{sign}{order.by}", f"{sign}{order.tie}")


def page_of(ask: Ask, model: type[M], order: Order, *, size: int, before: str, after: str) -> Keyset[M]:
    """The page that `ask` gives rows for: behind which place, walked downwards or not, how many at most."""
    cursor = _read(after or before, _field(model, order.by)) if after or before else None
    backwards = bool(before) and not after and cursor is not None
    falling = order.descending != backwards
    found = ask(cursor[:2] if cursor else None, falling, size + 1)
    if cursor is not None and not found:
        return page_of(ask, model, order, size=size, before="", after="")
    more, found = len(found) > size, found[:size]
    first = _first(cursor, backwards=backwards, count=len(found))
    if backwards:
        found.reverse()
    has_before = more if backwards else cursor is not None
    has_after = cursor is not None if backwards else more
    return Keyset(
        found,
        first,
        _write(found[0], order.by, first - 1) if has_before else "",
        _write(found[-1], order.by, first + len(found)) if has_after else "",
    )


def _beyond(by: str, tie: str, value: Any, key: int, *, falling: bool) -> Q:
    """Rows behind (value, key). The outer bound is a plain range so that the index of the field is used."""
    side = "lt" if falling else "gt"
    if by in ("pk", "id"):
        return Q(**{f"pk__{side}": key})
    return Q(**{f"{by}__{side}e": value}) & (Q(**{f"{by}__{side}": value}) | Q(**{f"{tie}__{side}": key}))


def _first(cursor: tuple[Any, int, int] | None, *, backwards: bool, count: int) -> int:
    if cursor is None:
        return 1
    return max(1, cursor[2] - count + 1) if backwards else cursor[2]


def _write(row: models.Model, by: str, number: int) -> str:
    value: Any = row
    for part in by.split("__"):
        value = getattr(value, part)
    if isinstance(value, date | datetime):
        value = value.isoformat()
    return base64.urlsafe_b64encode(json.dumps([value, row.pk, number]).encode()).decode().rstrip("=")


def _field(model: type[models.Model], path: str) -> models.Field[Any, Any]:
    """The field behind a path such as figures__revenue_cents."""
    for part in path.split("__"):
        found: Any = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = found.related_model or model
    field: models.Field[Any, Any] = found
    return field


def _read(cursor: str, field: models.Field[Any, Any]) -> tuple[Any, int, int] | None:
    """(value, key, number) of a cursor; None for one that was never written here: people do edit addresses."""
    try:
        value, key, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value, key, number = field.to_python(value), int(key), int(number)
        str(value).encode()  # half of a pair of surrogates is no text
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None
    beyond = any(isinstance(part, int) and abs(part) > MOST for part in (value, key, number))
    return None if value is None or beyond or "\0" in str(value) else (value, key, number)
