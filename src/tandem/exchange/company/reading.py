"""Reading a package and everything that can be wrong with it, before a thing is written."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any
from zipfile import BadZipFile

from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

from .holdings import Column, Holding, holdings
from .places import Source
from .schema import FORMAT, NAME, Plain, files_resource, migrations, resource
from .writing import DESCRIPTION

COUNTED = ("bytes", "hash", "rows", "sums", "lastId")
MOST_DESCRIPTION = 16 << 20
LONGEST_CELL = 256 << 20


@dataclass(frozen=True)
class Head:
    """A package whose description fits this house: its tables, and what was counted of each."""

    sign_in: bool
    tables: Sequence[Holding]
    counted: Mapping[str, Plain]

    @property
    def rows(self) -> int:
        return sum(int(self.counted[one.name]["rows"]) for one in self.tables)


class Hashed(io.RawIOBase):
    """Hands bytes on, and knows how many there were and their SHA-256."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        buffer[: len(data)] = data
        self.size += len(data)
        self.hash.update(data)
        return len(data)


def read_head(source: Source) -> Head:
    """The description; InputRefused for what is none of ours, is newer or older, or describes other tables."""
    told = _description(source)
    ours = told.get("tandem")
    if told.get("name") != NAME or not isinstance(ours, dict) or not isinstance(told.get("resources"), list):
        raise InputRefused(_("This is no company that tandem export wrote."))
    sign_in = ours.get("signIn") is True
    if told.get("version") != str(FORMAT) or ours.get("migrations") != migrations(sign_in=sign_in):
        raise InputRefused(_age(ours, told.get("version")))
    tables = holdings(sign_in=sign_in)
    expected = {one.name: resource(one) for one in tables} | {"files": files_resource()}
    counted = {}
    for found in told["resources"]:
        plain = {key: value for key, value in found.items() if key not in COUNTED} if isinstance(found, dict) else {}
        name = plain.get("name")
        if name in counted or expected.get(str(name)) != plain or not _is_counted(found):
            raise InputRefused(_("The description of %(name)s is not that of this Tandem.") % {"name": name})
        counted[str(name)] = found
    if missing := sorted(expected.keys() - counted.keys()):
        raise InputRefused(_("The package lacks %(names)s.") % {"names": ", ".join(missing)})
    return Head(sign_in, tables, counted)


def read_table(source: Source, head: Head, one: Holding) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with their lines; InputRefused as soon as something is wrong with the file."""
    yield from read_rows(source, head.counted[one.name], [column.name for column in one.columns])


def values_of(one: Holding, line: int, cells: Sequence[str]) -> list[Any]:
    """What the cells stand for; InputRefused for a cell that cannot be."""
    values = []
    for column, cell in zip(one.columns, cells, strict=True):
        try:
            value = column.codec.value(cell)
        except (ValueError, KeyError, OverflowError, RecursionError):
            raise InputRefused(wrong(one, line, column, cell)) from None
        longest = column.field.max_length if isinstance(value, str) else None
        if (value is None and not column.field.null) or (longest and len(value) > longest):
            raise InputRefused(wrong(one, line, column, cell))
        values.append(value)
    return values


def _description(source: Source) -> Plain:
    if DESCRIPTION not in source.sizes:
        raise InputRefused(
            _("There is no %(name)s: this is no company that tandem export wrote.") % {"name": DESCRIPTION}
        )
    if source.sizes[DESCRIPTION] > MOST_DESCRIPTION:
        raise InputRefused(_("%(name)s is far too large.") % {"name": DESCRIPTION})
    with source.open(DESCRIPTION) as file:
        try:
            told = json.loads(file.read(MOST_DESCRIPTION + 1))
        except (ValueError, RecursionError, OSError, EOFError, BadZipFile, zlib.error):
            told = None
    if not isinstance(told, dict):
        raise InputRefused(_("%(name)s is damaged.") % {"name": DESCRIPTION})
    return told


def _age(ours: Plain, version: Any) -> str:
    """Newer where it names a step that this house does not know, else older."""
    steps = ours.get("migrations")
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    newer = version != str(FORMAT) or not isinstance(steps, dict) or any(step not in known for step in steps.items())
    made = {"version": ours.get("version")}
    if newer:
        return _("This was exported by a newer Tandem (%(version)s). Update this house first.") % made
    return _("This was exported by an older Tandem (%(version)s). Update that house and export again.") % made


def _is_counted(found: Plain) -> bool:
    sums = found.get("sums", {})
    numbers = [found.get("bytes"), found.get("rows"), found.get("lastId", 0), *(sums.values() if sums else ())]
    return isinstance(sums, dict) and all(type(number) is int for number in numbers) and type(found.get("hash")) is str


def read_rows(source: Source, told: Plain, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file that is described, with their lines."""
    path = told["path"]
    if path not in source.sizes:
        raise InputRefused(_("The package lacks %(names)s.") % {"names": path})
    if source.sizes[path] != told["bytes"]:
        raise InputRefused(damaged(path))
    count = 0
    with source.open(path) as file, _long_cells():
        hashed = Hashed(file)
        try:
            rows = csv.reader(
                io.TextIOWrapper(io.BufferedReader(hashed, 1 << 16), encoding="utf-8", newline=""), strict=True
            )
            if next(rows, None) != columns:
                raise InputRefused(_("%(file)s: line 1 does not name the columns.") % {"file": path})
            for cells in rows:
                if len(cells) != len(columns):
                    raise InputRefused(damaged(path, rows.line_num))
                count += 1
                yield rows.line_num, cells
        except (UnicodeDecodeError, csv.Error, OSError, EOFError, BadZipFile, zlib.error) as error:
            raise InputRefused(damaged(path)) from error
        if (hashed.size, f"sha256:{hashed.hash.hexdigest()}", count) != (told["bytes"], told["hash"], told["rows"]):
            raise InputRefused(damaged(path))


@contextmanager
def _long_cells() -> Iterator[None]:
    """What happened may fill a long cell; the limit is the process's own."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def damaged(path: str, line: int = 0) -> str:
    """What is said of a file that is not as it was written."""
    if line:
        return _("%(file)s, line %(line)s is damaged.") % {"file": path, "line": line}
    return _("%(file)s is cut short, damaged or has been changed.") % {"file": path}


def wrong(one: Holding, line: int, column: Column, cell: str) -> str:
    """What is said of a cell that cannot be."""
    where = {"file": one.path, "line": line, "column": column.name, "cell": cell[:60]}
    return _("%(file)s, line %(line)s, %(column)s: “%(cell)s” cannot be.") % where
