"""Spreadsheets as tables: .xlsx, .xls and .ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import BadRow, Row

from .bounds import check_bounds
from .form import Opened, Options
from .guess import guess_marks
from .header import blank, find_header, name_columns, no_rows, trim
from .workbook import Cell, open_sheet_of

SAMPLE = 100
HEAD_ROWS = 1000
_FAULTS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}


def open_sheet(path: Path, name: str, options: Options) -> Opened:
    """The sheet to read, its names of columns and its first rows."""
    faults = check_bounds(path, name)
    with open_sheet_of(path, name, options.sheet) as sheet:
        options = replace(options, sheet=sheet.name, encoding="", separator="", quote="")
        notes = _told(sheet.names, sheet.name, faults=faults)
        values = list(islice(sheet.rows, HEAD_ROWS))
    words = [[value if isinstance(value, str) else "" for value in row] for row in values[:SAMPLE]]
    options = guess_marks(options, [Row(0, row) for row in words])
    head = [_cells(row, options) for row in values]
    if not options.header_line:
        options = replace(options, header_line=find_header(list(enumerate(head, 1))))
        if options.header_line > 1:
            notes.append(_("The names of columns were found in line %(line)s.") % {"line": options.header_line})
    header, *below = head[options.header_line - 1 :] or [[]]
    options = replace(options, width=max([1, trim(header), *map(trim, below)]))
    columns, told = name_columns(header, options.width)
    found = [_row(line, cells, header, options) for line, cells in enumerate(below, options.header_line + 1)]
    sample = [row for row in found if isinstance(row, Row)][:SAMPLE]
    if not any(found):
        told.append(no_rows())
    return Opened(options, sheet.names, columns, sample, [*notes, *told], sheet.count)


def read_sheet(path: Path, options: Options, *, after: int = 0) -> Iterator[Row | BadRow]:
    """The rows below the header; rows that are blank or repeat the header are passed over."""
    with open_sheet_of(path, path.name, options.sheet) as sheet:
        header: Sequence[str] = []
        for line, values in enumerate(sheet.rows, 1):
            if line == options.header_line:
                header = _cells(values, options)
            elif line > max(after, options.header_line):
                row = _row(line, _cells(values, options), header, options)
                if row is not None:
                    yield row


def count_sheet(path: Path, options: Options) -> int:
    """How many rows the sheet shows."""
    with open_sheet_of(path, path.name, options.sheet) as sheet:
        return sheet.count


def _cells(values: Sequence[Cell], options: Options) -> list[str]:
    """The row as text, numbers with the decimal mark that the text beside them has."""
    mark = options.decimal or "."
    return [value if isinstance(value, str) else value[0].replace(".", mark) for value in values]


def _told(names: list[str], taken: str, *, faults: bool) -> list[str]:
    notes = []
    if len(names) > 1:
        notes.append(
            _("Read from sheet “%(sheet)s”; the file has %(count)s sheets.") % {"sheet": taken, "count": len(names)}
        )
    if faults:
        notes.append(_("Cells that show the error of a formula count as empty."))
    return notes


def _row(line: int, cells: list[str], header: Sequence[str], options: Options) -> Row | BadRow | None:
    if all(map(blank, cells)) or cells == header:
        return None
    width = options.width
    count = max(trim(cells), width)
    cells = [*cells, *[""] * (width - len(cells))][:count]
    faults = sorted({cell for cell in cells if cell in _FAULTS})
    if faults:
        return BadRow(line, cells, _("a formula gives an error: %(errors)s") % {"errors": ", ".join(faults)})
    if count > width:
        return BadRow(line, cells, _("%(found)s cells instead of %(wanted)s") % {"found": count, "wanted": width})
    return Row(line, cells)
