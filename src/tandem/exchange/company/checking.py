"""Reading a package through before a thing is written: hashes, counts, sums, every cell, every reference."""

from __future__ import annotations

import hashlib
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zipfile import BadZipFile

from django.db import models
from django.utils.translation import gettext as _

from tandem.exchange.progress import Bar
from tandem.exchange.reading import InputRefused

from .holdings import Column, Holding
from .places import Source, is_inside
from .reading import Head, damaged, read_rows, read_table, values_of, wrong
from .writing import DESCRIPTION

Model = type[models.Model]
BATCH = 2000


@dataclass(frozen=True)
class StoredFile:
    """A file of the house: its place below files/."""

    path: str
    size: int
    digest: str


def check_package(source: Source, head: Head, *, bar: Bar) -> list[StoredFile]:
    """Read everything once; InputRefused for the first thing that is wrong. Returns the files that belong to it."""
    files = list(_files(source, head))
    known = {DESCRIPTION, *(told["path"] for told in head.counted.values()), *(f"files/{file.path}" for file in files)}
    if strange := sorted(source.sizes.keys() ^ known):
        raise InputRefused(_("The package holds something else than it says: %(name)s.") % {"name": strange[0]})
    bar.start(_("Checking"), head.rows)
    check = Check(source, head, bar)
    for one in head.tables:
        check.table(one)
    check.what_pointed_ahead()
    for file in files:
        _check_file(source, file)
    return files


@dataclass
class Check:
    """The keys of the tables read so far, eight bytes each, and references into tables that come later."""

    source: Source
    head: Head
    bar: Bar
    keys: dict[Model, array[int]] = field(default_factory=dict)
    ahead: list[tuple[Holding, Column, set[int]]] = field(default_factory=list)

    def table(self, one: Holding) -> None:
        """Keys rise, cells can be read, references lead somewhere, sums are those of the description."""
        told = self.head.counted[one.name]
        sums = dict.fromkeys(told.get("sums", {}), 0)
        names = [column.name for column in one.columns]
        key, places = names.index(one.model._meta.pk.attname), {name: names.index(name) for name in sums}
        mine, pointing, last = array("q"), self._pointing(one), None
        for count, (line, cells) in enumerate(read_table(self.source, self.head, one), start=1):
            values = values_of(one, line, cells)
            if last is not None and values[key] <= last:
                raise InputRefused(wrong(one, line, one.columns[key], cells[key]))
            last = values[key]
            if isinstance(last, int):  # nothing refers to what has a random key
                mine.append(last)
            for name, place in places.items():
                sums[name] += values[place] or 0
            _follow(one, pointing, values)
            if count % BATCH == 0:
                self.bar.advance(BATCH)
        self.keys[one.model] = mine
        if sums != told.get("sums", {}):
            raise InputRefused(damaged(one.path))

    def what_pointed_ahead(self) -> None:
        """References into tables that were read later, and of a table to itself."""
        for one, column, values in self.ahead:
            there = self.keys[column.target] if column.target else array("q")
            if missing := sorted(value for value in values if not _holds(there, value)):
                raise InputRefused(_unknown(one, column, missing[0]))

    def _pointing(self, one: Holding) -> list[tuple[int, Column, array[int] | set[int]]]:
        """Place and column of each reference, with the keys it may have, or where its values wait for those."""
        found: list[tuple[int, Column, array[int] | set[int]]] = []
        for place, column in enumerate(one.columns):
            if column.target is None:
                continue
            if column.target in self.keys:
                found.append((place, column, self.keys[column.target]))
            else:
                values: set[int] = set()
                found.append((place, column, values))
                self.ahead.append((one, column, values))
        return found


def _follow(one: Holding, pointing: Sequence[tuple[int, Column, array[int] | set[int]]], values: list[Any]) -> None:
    for place, column, there in pointing:
        value = values[place]
        if value is None:
            continue
        if isinstance(there, set):
            there.add(value)
        elif not _holds(there, value):
            raise InputRefused(_unknown(one, column, value))


def _files(source: Source, head: Head) -> Iterator[StoredFile]:
    seen = set()
    for line, (path, size, digest) in read_rows(source, head.counted["files"], ["path", "bytes", "sha256"]):
        if path in seen or not is_inside(path) or not size.isdecimal():
            raise InputRefused(damaged("files.csv", line))
        seen.add(path)
        yield StoredFile(path, int(size), digest)


def _check_file(source: Source, file: StoredFile) -> None:
    hashed, size = hashlib.sha256(), 0
    try:
        with source.open(f"files/{file.path}") as stream:
            while data := stream.read(1 << 20):
                hashed.update(data)
                size += len(data)
    except (OSError, EOFError, BadZipFile, zlib.error) as error:
        raise InputRefused(damaged(f"files/{file.path}")) from error
    if (size, hashed.hexdigest()) != (file.size, file.digest):
        raise InputRefused(damaged(f"files/{file.path}"))


def _holds(keys: array[int], value: int) -> bool:
    """Whether a sorted array has it."""
    place = bisect_left(keys, value)
    return place < len(keys) and keys[place] == value


def _unknown(one: Holding, column: Column, value: int) -> str:
    where = {"file": one.path, "column": column.name, "value": value}
    return _("%(file)s, %(column)s: there is no %(value)s.") % where
