"""Rows of tables to records: the profile's fields read, checked and kept with where they came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .profile import FieldSpec, Profile, ProfileError, RecordSpec
from .reading import Row
from .tables import Missing, Table, follow
from .targets import TARGETS, Target
from .values import Unreadable

Cell = Callable[[Row], Any]


@dataclass(slots=True)
class Record:
    """One thing to be made: its key in the source, its values, and the row it was read from."""

    kind: str
    key: str
    values: dict[str, Any]
    table: Table | None = None
    row: Row | None = None

    def refuse(self, reason: str) -> None:
        """Report the row; what stands in the profile itself has none."""
        if self.table is not None and self.row is not None:
            self.table.refuse(self.row, reason)

    @property
    def line(self) -> int:
        """Where it stands in its file."""
        return self.row.line if self.row else 0


Records = dict[str, dict[str, Record]]  # kind -> key in the source -> record


def map_records(profile: Profile, tables: Mapping[str, Table]) -> Records:
    """Every readable record of every kind; rows that cannot be read are refused in their file's report."""
    found: Records = {name: {} for name in TARGETS}
    found["team"] = {team["key"]: Record("team", team["key"], dict(team)) for team in profile.teams}
    for spec in profile.records:
        table = tables[spec.table]
        cells = _cells(spec, table, tables)
        for key, row in table.rows():
            values = _values(TARGETS[spec.kind], cells, table, row)
            if values is not None:
                found[spec.kind][key] = Record(spec.kind, key, values, table, row)
    return found


def _cells(spec: RecordSpec, table: Table, tables: Mapping[str, Table]) -> list[tuple[str, str, Cell]]:
    """Per field its name, the column that messages name, and what computes it from a row."""
    target = TARGETS.get(spec.kind)
    if target is None:
        raise ProfileError(f"nothing is called {spec.kind}")
    unknown = spec.fields.keys() - target.required.keys() - target.optional.keys()
    missing = target.required.keys() - spec.fields.keys()
    if unknown or missing:
        raise ProfileError(f"{spec.kind}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return [
        (name, _column(field), _cell(field, table, tables, target.reader(name))) for name, field in spec.fields.items()
    ]


def _column(field: FieldSpec) -> str:
    return field.path.rpartition(">")[2].rpartition(".")[2].strip()


def _cell(field: FieldSpec, table: Table, tables: Mapping[str, Table], read: Callable[[str], Any]) -> Cell:
    if field.value is not None:
        fixed = read(field.value)
        return lambda row: fixed
    value = follow(field.path, table, tables)
    if field.map is None:
        return lambda row: read(value(row))
    translate, otherwise = field.map, field.otherwise

    def mapped(row: Row) -> Any:
        cell = value(row)
        text = translate.get(cell, otherwise)
        if text is None:
            raise Unreadable(_("“%(cell)s” is not expected") % {"cell": cell})
        return read(text)

    return mapped


def _values(target: Target, cells: list[tuple[str, str, Cell]], table: Table, row: Row) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    where = ""
    try:
        for name, column, cell in cells:
            where = column
            values[name] = cell(row)
        where = ""
        target.check(values)
    except Unreadable as error:
        table.refuse(row, f"{where}: {error}" if where else str(error))
        return None
    except Missing as error:
        table.refuse(row, str(error))
        return None
    return values
