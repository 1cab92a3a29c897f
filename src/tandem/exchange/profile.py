"""An import profile: which file's which column becomes which field. Loaded from a TOML file.

A path says where a value stands: `Name` is a column of the record's own table; `TerritoryID >
territories.Group` takes the column's value, finds the row of that key in another table and goes on there;
`>?` does the same and is empty when there is no such row.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "profiles"


class ProfileError(ValueError):
    """The profile itself is wrong: a mistake of its author, not of the data."""


@dataclass(frozen=True)
class TableSpec:
    """A view of one file: the rows that concern us, found by their key.

    `take` and `leave` list cells of a column that decide; with both, any other cell is an error of the row.
    `within`: a row without its counterpart is none of ours. `part_of`: it is an error; otherwise the row
    shares the fate of its counterpart.
    """

    name: str
    file: str
    key: Sequence[str]
    take: Mapping[str, Sequence[str]] = field(default_factory=dict)
    leave: Mapping[str, Sequence[str]] = field(default_factory=dict)
    within: str = ""
    part_of: str = ""


@dataclass(frozen=True)
class FieldSpec:
    """Where a field's value comes from: a path, or a fixed value; `map` translates, `otherwise` if not in it."""

    path: str = ""
    value: str | None = None
    map: Mapping[str, str] | None = None
    otherwise: str | None = None


@dataclass(frozen=True)
class RecordSpec:
    """One kind of record and the table whose rows become it."""

    kind: str
    table: str
    fields: Mapping[str, FieldSpec]


@dataclass(frozen=True)
class Profile:
    """A whole mapping, and what the source has no file for: teams, who sells, and the desk they are paired with.

    `begins` is the first day of the first assignments and seats.
    """

    source: str
    company: str
    currency: str
    files: Mapping[str, Sequence[str]]
    tables: Mapping[str, TableSpec]
    records: Sequence[RecordSpec]
    begins: date
    sellers: str
    desk: Sequence[str]
    teams: Sequence[Mapping[str, str]]


def load_profile(name: str, folder: Path = FOLDER) -> Profile:
    """The profile of that name; ProfileError says what is wrong with it."""
    path = folder / f"{name}.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return _profile(raw)
    except FileNotFoundError:
        raise ProfileError(f"there is no profile {name}") from None
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"{path.name}: {error!r}") from error


def profile_names(folder: Path = FOLDER) -> list[str]:
    """The names of all profiles that come with the product."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def _profile(raw: Mapping[str, Any]) -> Profile:
    tables = {name: _table(name, spec) for name, spec in raw["tables"].items()}
    for table in tables.values():
        if table.file not in raw["files"]:
            raise ProfileError(f"table {table.name}: no file {table.file}")
    return Profile(
        source=raw["source"],
        company=raw["company"],
        currency=raw["currency"],
        files=raw["files"],
        tables=tables,
        records=[_record(spec, tables) for spec in raw["records"]],
        begins=raw["assignments"]["begins"],
        sellers=raw["tandems"]["sellers"],
        desk=raw["tandems"]["desk"],
        teams=raw.get("teams", []),
    )


def _table(name: str, spec: Mapping[str, Any]) -> TableSpec:
    key = spec["key"]
    return TableSpec(**{**spec, "name": name, "key": [key] if isinstance(key, str) else key})


def _record(spec: Mapping[str, Any], tables: Mapping[str, TableSpec]) -> RecordSpec:
    if spec["table"] not in tables:
        raise ProfileError(f"{spec['kind']}: no table {spec['table']}")
    fields = {name: _field(value) for name, value in spec["fields"].items()}
    return RecordSpec(kind=spec["kind"], table=spec["table"], fields=fields)


def _field(spec: str | Mapping[str, Any]) -> FieldSpec:
    if isinstance(spec, str):
        return FieldSpec(path=spec)
    return FieldSpec(
        path=spec.get("from", ""),
        value=spec.get("value"),
        map=spec.get("map"),
        otherwise=spec.get("otherwise"),
    )
