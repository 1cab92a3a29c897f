"""What becomes of a row, before anything is written: the same judgement for the preview and for the run."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.exchange.models import ImportMode
from tandem.exchange.values import shorten

from .cells import Field, Parsed


class State(StrEnum):
    """New, a change of something known, nothing new, or wrong."""

    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    BAD = "bad"


@dataclass(slots=True)
class Verdict:
    """A row and what becomes of it; `target` is what it changes, `found` what the judgement looked up."""

    row: Parsed
    state: State
    target: Any = None
    found: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """What is wrong, in one line."""
        return "; ".join(f"{name}: {text}" if name else text for name, text in self.row.problems.items())


@dataclass
class Ctx:
    """Who imports what how. `lock` while writing: rows that are looked up stay as they are till the end."""

    actor: Actor
    at: datetime
    mode: str = ImportMode.BOTH
    key: str = ""
    make_customers: bool = False
    trail: uuid.UUID = field(default_factory=uuid.uuid4)
    number: int = 0  # of the import, for events
    lock: bool = False
    highest_number: Callable[[], int] = lambda: 0  # the highest plain customer number that the file itself uses
    cache: dict[str, Any] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)  # customers whose match keys the lot has to bring in line

    @property
    def data(self) -> dict[str, Any]:
        """What every event of the import tells."""
        return {"import": self.number}


@dataclass(frozen=True)
class Unique:
    """A field whose value no two things of a model share, whichever key the rows are known by."""

    field: str
    model: type[models.Model]
    column: str
    prefix: str = ""  # before the value in the column

    def taken(self, values: Iterable[Any]) -> set[Any]:
        """Those of the values that some thing has already, one that nobody may see among them."""
        wanted = [f"{self.prefix}{value}" for value in values]
        rows = self.model._default_manager.filter(**{f"{self.column}__in": wanted})
        return {str(value).removeprefix(self.prefix) for value in rows.values_list(self.column, flat=True)}


class Sink(ABC):
    """One kind of import: its fields, its natural keys, how rows are judged and written."""

    fields: ClassVar[Sequence[Field]]
    uniques: ClassVar[Sequence[Unique]] = ()
    keys: ClassVar[Sequence[tuple[str, Text]]] = ()
    modes: ClassVar[Sequence[str]] = tuple(ImportMode.values)
    only_for_new: ClassVar[Sequence[str]] = ()  # fields that a known row need not say

    def __init__(self, ctx: Ctx) -> None:
        self.ctx = ctx

    @classmethod
    def givens(cls, actor: Actor) -> dict[str, str]:
        """What holds for rows that do not say, until somebody chooses otherwise."""
        return {}

    @classmethod
    def fields_of(cls, mode: str) -> Sequence[Field]:
        """Its fields, as far as they are needed where known rows are updated, too."""
        if mode == ImportMode.CREATE:
            return cls.fields
        return [replace(one, needed=False) if one.name in cls.only_for_new else one for one in cls.fields]

    def tidy(self, row: Parsed) -> None:  # noqa: B027  most kinds take values as they were read
        """Put a row's values into the form in which they are compared and kept."""

    def settle(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """The verdicts, but that nothing new may bear what another thing has: one such row would stop them all."""
        verdicts = self.judge(rows)
        for unique in self.uniques:
            new = [one for one in verdicts if one.state == State.NEW and one.row.values.get(unique.field)]
            gone = unique.taken(one.row.values[unique.field] for one in new)
            for verdict in new:
                value = str(verdict.row.values[unique.field])
                if value in gone:
                    verdict.row.problems.setdefault(unique.field, _("is taken already"))
                    verdict.state = State.BAD
                gone.add(value)
        return verdicts

    @abstractmethod
    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """What becomes of each row, in their order. Reads only."""

    @abstractmethod
    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Carry out what is new or changes, in the transaction of the caller."""

    def group(self, row: Parsed) -> Hashable:
        """Rows of one group follow each other and go in together; None where each stands for itself."""
        return None

    def identity(self, row: Parsed) -> Hashable:
        """By what a row is known within its file; None where it is not."""
        return None

    def close(self) -> None:  # noqa: B027  most kinds have nothing to put right at the end
        """After the last row."""

    def decide(self, row: Parsed, target: Any, changes: Mapping[str, Any] | None) -> Verdict:
        """The usual rule: known or not, by the mode of the import; `changes` are the fields that would differ."""
        mode = self.ctx.mode
        if row.problems:
            return Verdict(row, State.BAD, target)
        if target is None and mode == ImportMode.UPDATE:
            return bad(row, "", _("is not here yet, and only known ones are updated"))
        if target is None:
            return Verdict(row, State.NEW)
        if mode == ImportMode.CREATE or not changes:
            return Verdict(row, State.SAME, target)
        return Verdict(row, State.CHANGE, target, {"changes": dict(changes)})


def bad(row: Parsed, field: str, reason: Any, **values: Any) -> Verdict:
    """A row that cannot be taken, for one more reason."""
    shown = {key: shorten(str(value)) for key, value in values.items()}
    row.problems.setdefault(field, str(reason) % shown if shown else str(reason))
    return Verdict(row, State.BAD)


def differing(target: Any, values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The named values that are given and differ from the row."""
    return {name: values[name] for name in names if name in values and getattr(target, name) != values[name]}


def held(rows: QuerySet[Any], ctx: Ctx) -> QuerySet[Any]:
    """The rows, locked in the order of their ids while the import writes."""
    if ctx.lock and connection.vendor == "postgresql":
        return rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    return rows
