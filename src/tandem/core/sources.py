"""Where the rows of a list come from: a queryset, or a prepared query for the usual look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Model, QuerySet

from .actor import Actor
from .paging import Ask, Order, Place, window
from .prepared import prepared

Rows = QuerySet[Any]
RowsOf = Callable[[Actor], Rows]
Narrow = Callable[[Rows, str, Actor], Rows]
FILLED = (str, int, date, datetime)  # what a place in a prepared query can hold
_MODELS: dict[RowsOf, type[Model]] = {}


class Source(Protocol):
    """The rows of a list before they are put in order and cut into pages."""

    @property
    def model(self) -> type[Model]:
        """What the rows are."""

    def ask(self, order: Order) -> Ask:
        """What gives the rows of a page."""

    def count(self, most: int | None) -> int:
        """How many there are, counted no further than `most`."""


@dataclass(frozen=True)
class PlainSource:
    """The rows as a queryset."""

    rows: Rows

    @property
    def model(self) -> type[Model]:
        """What the rows are."""
        return self.rows.model

    def ask(self, order: Order) -> Ask:
        """What gives the rows of a page."""
        return lambda place, falling, most: list(window(self.rows, order, place, falling=falling)[:most])

    def count(self, most: int | None) -> int:
        """How many there are, counted no further than `most`."""
        rows = self.rows.order_by()
        return rows.count() if most is None else rows.values("pk")[:most].count()


@dataclass(frozen=True)
class PreparedSource:
    """The rows that a viewer sees. Building their query costs more than the database needs to answer it.

    `narrow` are narrower and chosen word, such as a scope; both are part of the query's shape, so neither may reckon
    with the clock.
    """

    rows: RowsOf
    narrow: tuple[tuple[Narrow, str], ...]
    actor: Actor

    @property
    def model(self) -> type[Model]:
        """What the rows are: the same for everybody."""
        if self.rows not in _MODELS:
            _MODELS[self.rows] = self.rows(self.actor).model
        return _MODELS[self.rows]

    def ask(self, order: Order) -> Ask:
        """What gives the rows of a page."""

        def rows(place: Place | None, falling: bool, most: int) -> list[Any]:
            value, key = place or (None, None)
            ask = _page if value is None or type(value) in FILLED else _plain_page
            return ask(
                self.actor,
                value,
                key,
                order=order,
                falling=falling,
                most=most,
                rows=self.rows,
                narrow=self.narrow,
            )

        return rows

    def count(self, most: int | None) -> int:
        """How many there are, counted no further than `most`."""
        return _counted.count(self.actor, rows=self.rows, narrow=self.narrow, most=most)


def _window(
    actor: Actor,
    value: Any,
    key: int | None,
    *,
    order: Order,
    falling: bool,
    most: int,
    rows: RowsOf,
    narrow: tuple[tuple[Narrow, str], ...],
) -> Rows:
    place = None if value is None or key is None else (value, key)
    return window(_of(actor, rows, narrow), order, place, falling=falling)[:most]


def _plain_page(*args: Any, **kwargs: Any) -> list[Any]:
    return list(_window(*args, **kwargs))


def _counted_to(actor: Actor, *, rows: RowsOf, narrow: tuple[tuple[Narrow, str], ...], most: int | None) -> Rows:
    return _of(actor, rows, narrow).order_by().values("pk")[:most]


_page, _counted = prepared(_window), prepared(_counted_to)


def _of(actor: Actor, rows: RowsOf, narrow: tuple[tuple[Narrow, str], ...]) -> Rows:
    found = rows(actor)
    for narrower, word in narrow:
        found = narrower(found, word, actor)
    return found
