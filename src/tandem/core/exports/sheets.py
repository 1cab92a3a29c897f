"""What a list can be taken along as: its sheets, their columns, and the shape of each column's values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from tandem.core.actor import Actor
from tandem.core.errors import Text

Rows = QuerySet[Any]
Value = Callable[[Any], Any]


@dataclass(frozen=True)
class Shape:
    """How values of a column are written. `places` says by which power of ten an integer is scaled."""

    name: str
    places: int = 0
    least: int = 0  # decimals that are always written
    width: int = 14  # of the column in a spreadsheet


TEXT = Shape("text", width=24)
WHOLE = Shape("number", width=10)
MONEY = Shape("number", 2, 2)
PRICE = Shape("number", 4, 2)
QUANTITY = Shape("number", 3)
PERCENT = Shape("number", 4, width=10)  # parts per million as per cent
DAY = Shape("day", width=12)
MOMENT = Shape("moment", width=17)
YES_NO = Shape("yes or no", width=8)


@dataclass(frozen=True)
class Field:
    """One column of a file. Whoever `may` not see it gets the file without it; `words` are what keys stand for."""

    label: Text
    value: Value
    shape: Shape = TEXT
    may: Callable[[Actor], bool] | None = None
    words: Sequence[tuple[str, Text]] = ()

    def reader(self) -> Value:
        """What gives a row's value, with words in the language in force: looked up once for all rows."""
        if not self.words:
            return self.value
        value, words = self.value, {key: str(word) for key, word in self.words}

        def in_words(row: Any) -> Any:
            key = value(row)
            return words.get(key, key)

        return in_words


@dataclass(frozen=True)
class Sheet:
    """One file that a list can become.

    `read` says what is read of some rows: named tuples where there may be many, for they cost a tenth of objects, or
    rows of another table, such as an order's lines; `row_key` is where those name the row they belong to. Without
    `read`, the rows are what the list's page shows. `counted` gives the rows that the file's lines are counted by.
    """

    key: str
    label: Text
    fields: Sequence[Field]
    read: Callable[[Rows, Actor, QueryDict], Rows] | None = None
    row_key: str = "pk"
    counted: Callable[[Rows], Rows] = lambda rows: rows
    batch: int = 2000

    def fields_for(self, actor: Actor) -> list[Field]:
        """The columns this viewer may take along."""
        return [field for field in self.fields if field.may is None or actor.is_system or field.may(actor)]


def of(path: str) -> Value:
    """The value at a path of attributes, such as "tandem.name"; None where something on the way is missing."""
    first, _dot, rest = path.partition(".")
    if not rest:
        return attrgetter(first)
    head, tail = attrgetter(first), of(rest)

    def value(row: Any) -> Any:
        found = head(row)
        return None if found is None else tail(found)

    return value
