"""The rows that concern an import, found by their key, and why others do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from .profile import Profile, ProfileError, TableSpec
from .reading import BadRow, Row, read_rows
from .report import FileReport
from .values import shorten

Value = Callable[[Row], str]


class Missing(Exception):
    """A path ends nowhere for this row; the text says where."""


@dataclass(frozen=True, slots=True)
class Left:
    """A row that is none of our business."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that cannot be taken; `line` is where it stands."""

    line: int


LEFT = Left()
Entry = Row | Left | Bad


@dataclass
class Table:
    """One view of a file. `index` knows every key of the file, also of rows that were left or are bad.

    `doubles` are refused lines whose key had already come: what they belong to may still be whole.
    """

    spec: TableSpec
    report: FileReport
    index: dict[str, Entry] = field(default_factory=dict)
    doubles: set[int] = field(default_factory=set)

    def rows(self) -> list[tuple[str, Row]]:
        """The rows to be taken, in the order of the file."""
        return [(key, row) for key, row in self.index.items() if isinstance(row, Row)]

    def refuse(self, row: Row | BadRow, reason: str) -> None:
        """Report a row of this table."""
        self.report.refuse(row.line, reason, row.cells)

    def look_up(self, key: str) -> Row | Left:
        """The row of that key, or that it is none of ours; Missing when there is none that could be used."""
        entry = self.index.get(key)
        if entry is None:
            raise Missing(_("%(file)s has no “%(key)s”") % {"file": self.report.file, "key": shorten(key)})
        if isinstance(entry, Bad):
            raise Missing(
                _("“%(key)s” was refused in line %(line)s of %(file)s")
                % {"file": self.report.file, "key": shorten(key), "line": entry.line}
            )
        return entry

    def column(self, name: str) -> int:
        """Where a column's cell stands in every row."""
        try:
            return list(self.report.columns).index(name)
        except ValueError:
            raise ProfileError(f"table {self.spec.name}: no column {name}") from None


def load_tables(profile: Profile, paths: Mapping[str, Path]) -> dict[str, Table]:
    """Read every file of the profile once and sort its rows into the tables that look at it."""
    reports = {name: FileReport(path.name, profile.files[name]) for name, path in paths.items()}
    tables = {name: Table(spec, reports[spec.file]) for name, spec in profile.tables.items()}
    for name in _files_in_order(profile):
        views = [_View(table, tables) for table in tables.values() if table.spec.file == name]
        for row in read_rows(paths[name], profile.files[name]):
            reports[name].read += 1
            for view in views:
                view.put(row)
    return tables


def follow(path: str, table: Table, tables: Mapping[str, Table]) -> Value:
    """What a path of the profile gives for a row of the table; Missing when it ends nowhere."""
    column, arrow, rest = (part.strip() for part in path.partition(">"))
    place = table.column(column)
    if not arrow:
        return lambda row: row.cells[place].strip()
    lenient = rest.startswith("?")
    name, dot, onward = rest.removeprefix("?").strip().partition(".")
    if name not in tables or not dot:
        raise ProfileError(f"{path}: after > comes table.column")
    other = tables[name]
    value = follow(onward, other, tables)

    def through(row: Row) -> str:
        key = row.cells[place].strip()
        if lenient and (not key or key not in other.index):
            return ""
        found = other.look_up(key)
        if isinstance(found, Row):
            return value(found)
        if lenient:
            return ""
        raise Missing(_("“%(key)s” is not taken from %(file)s") % {"file": other.report.file, "key": shorten(key)})

    return through


class _View:
    """Decides for one table which rows of its file are taken."""

    def __init__(self, table: Table, tables: Mapping[str, Table]) -> None:
        spec = table.spec
        self.table = table
        self.key = [table.column(name) for name in spec.key]
        self.take = {table.column(name): frozenset(cells) for name, cells in spec.take.items()}
        self.leave = {table.column(name): frozenset(cells) for name, cells in spec.leave.items()}
        self.link = spec.within or spec.part_of
        self.strict = bool(spec.part_of)
        if self.link:
            column, _arrow, other = (part.strip() for part in self.link.partition(">"))
            self.place, self.other = table.column(column), tables[other]

    def put(self, row: Row | BadRow) -> None:
        """File the row under its key: to be taken, left, or refused with the reason."""
        index = self.table.index
        key = "-".join([row.cells[place].strip() for place in self.key])
        reason = self._judge(row, key) if isinstance(row, Row) else row.reason
        if reason is None:
            index.setdefault(key, LEFT)
        elif isinstance(row, BadRow) or reason:
            self.table.refuse(row, reason)
            if not isinstance(index.get(key), Row):
                index[key] = Bad(row.line)
        else:
            first = index.setdefault(key, row)
            if isinstance(first, Row) and first is not row:
                self._refuse_double(row, key, first)
            index[key] = first if isinstance(first, Row) else row

    def _refuse_double(self, row: Row, key: str, first: Row) -> None:
        reason = _("“%(key)s” already stands in line %(line)s") % {"key": shorten(key), "line": first.line}
        self.table.refuse(row, reason)
        self.table.doubles.add(row.line)

    def _judge(self, row: Row, key: str) -> str | None:
        """None to leave the row, an empty text to take it, else why it is refused."""
        for place in {*self.take, *self.leave}:
            cell = row.cells[place].strip()
            if cell in self.leave.get(place, ()):
                return None
            if place in self.take and cell not in self.take[place]:
                return self._neither(place, cell) if place in self.leave else None
        if self.link:
            return self._fate(row)
        return "" if key.strip("-") else _("the key is empty: %(names)s") % {"names": ", ".join(self.table.spec.key)}

    def _fate(self, row: Row) -> str | None:
        """What becomes of a row through its counterpart."""
        key = row.cells[self.place].strip()
        if not self.strict and key not in self.other.index:
            return None
        try:
            found = self.other.look_up(key)
        except Missing as error:
            return str(error)
        return "" if isinstance(found, Row) else None

    def _neither(self, place: int, cell: str) -> str:
        return _("%(column)s: “%(cell)s” is not expected") % {
            "column": self.table.report.columns[place],
            "cell": shorten(cell),
        }


def _files_in_order(profile: Profile) -> Sequence[str]:
    """Files so that a table comes after the one its rows depend on."""
    order: list[str] = []

    def visit(file: str) -> None:
        for spec in profile.tables.values():
            link = spec.within or spec.part_of
            if spec.file == file and link:
                visit(profile.tables[link.partition(">")[2].strip()].file)
        if file not in order:
            order.append(file)

    for name in profile.files:
        visit(name)
    return order
