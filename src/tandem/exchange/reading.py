"""A folder of CSV files: header, rows with their line numbers, and what is wrong with them.

Trouble with a whole file is an `InputRefused` before anything is written; trouble with one line is a
`BadRow` among the rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _


class InputRefused(Exception):
    """The input as a whole cannot be taken; nothing has been written. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number as an editor shows it (the header is line 1) and its cells."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that is no row: `cells` as far as they could be told apart."""

    line: int
    cells: Sequence[str]
    reason: str


def check_folder(folder: Path, names: Sequence[str]) -> dict[str, Path]:
    """The file of each name, as .csv or .csv.gz; refuses a folder that lacks one of them."""
    if not folder.is_dir():
        raise InputRefused(
            _("There is no folder %(folder)s. Give the folder that holds the files.") % {"folder": folder}
        )
    found = {name: [p for p in _candidates(folder, name) if p.is_file()] for name in names}
    missing = [f"{name}.csv" for name, paths in found.items() if not paths]
    if missing:
        raise InputRefused(
            _("%(folder)s is not the right folder: %(missing)s missing (.csv or .csv.gz).")
            % {"folder": folder, "missing": ", ".join(missing)}
        )
    for name, paths in found.items():
        if len(paths) > 1:
            raise InputRefused(
                _("%(folder)s holds %(name)s twice, as .csv and .csv.gz. Keep one of them.")
                % {"folder": folder, "name": name}
            )
    return {name: paths[0] for name, paths in found.items()}


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row | BadRow]:
    """The lines of a file, each with its cells in the order of `columns`."""
    try:
        with _opened(path) as handle:
            header = _cells(next(handle, b"").removeprefix(b"\xef\xbb\xbf"), 1, path)
            order = _order(header, columns, path)
            for line, raw in enumerate(handle, start=2):
                if raw.strip(b"\r\n"):
                    yield _row(line, raw, order)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise InputRefused(
            _("%(file)s is cut short or damaged. Copy it again from where it came from.") % {"file": path.name}
        ) from None
    except OSError as error:
        raise InputRefused(
            _("%(file)s cannot be read: %(error)s.") % {"file": path.name, "error": error.strerror or error}
        ) from None


def _candidates(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.csv", folder / f"{name}.csv.gz"


def _opened(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return io.BufferedReader(gzip.open(path, "rb"))
    return path.open("rb")


def _order(header: Sequence[str], columns: Sequence[str], path: Path) -> list[int]:
    """Where each wanted column stands; a layout that differs is refused."""
    names = [name.strip() for name in header]
    unknown = sorted(set(names) - set(columns))
    missing = [name for name in columns if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    for found, message in (
        (missing, _("%(file)s: column missing: %(names)s. Line 1 must name the columns of this layout.")),
        (unknown, _("%(file)s: unknown column: %(names)s. Remove it, or import with the right profile.")),
        (twice, _("%(file)s: column named twice: %(names)s.")),
    ):
        if found:
            raise InputRefused(message % {"file": path.name, "names": ", ".join(found)})
    return [names.index(name) for name in columns]


def _row(line: int, raw: bytes, order: list[int]) -> Row | BadRow:
    text = raw.decode(errors="replace").rstrip("\r\n")
    reason = ""
    try:
        raw.decode()
        cells = _split(text)
    except UnicodeDecodeError:
        reason, cells = _("the line is not UTF-8 text"), text.split(",")
    except csv.Error:
        reason, cells = _("a quotation mark is not closed or stands wrong"), text.split(",")
    else:
        if len(cells) == len(order):
            return Row(line, [cells[i] for i in order])
        counts = {"found": len(cells), "wanted": len(order)}
        reason = _("%(found)s cells instead of %(wanted)s") % counts
    there = [cells[i] if i < len(cells) else "" for i in order]
    return BadRow(line, [*there, *cells[len(order) :]], reason)


def _split(text: str) -> list[str]:
    """Cells of one physical line: a broken quotation mark harms its own line only."""
    if '"' not in text:
        return text.split(",")
    return next(csv.reader((text,), strict=True))


def _cells(raw: bytes, line: int, path: Path) -> list[str]:
    try:
        return _split(raw.decode().rstrip("\r\n"))
    except (UnicodeDecodeError, csv.Error):
        raise InputRefused(
            _("%(file)s, line %(line)s cannot be read as UTF-8 CSV.") % {"file": path.name, "line": line}
        ) from None
