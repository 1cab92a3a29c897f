"""Spreadsheets: .xlsx, .xls and .ods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tandem.exchange.reading import BadRow, InputRefused, Row

from .bounds import check_bounds, check_cells
from .form import Opened, Options
from .guess import guess_marks
from .header import blank, find_header, name_columns, no_rows, trim
from .magic import protected

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

SAMPLE = 100
HEAD_ROWS = 1000
_FAULTS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA"}


def open_sheet(path: Path, name: str, options: Options) -> Opened:
    """The sheet to read, its names of columns and its first rows."""
    faults = check_bounds(path, name)
    with _workbook(path, name) as book:
        names = list(book.sheet_names)
        sheet = _pick(book, options.sheet, name)
        notes = _told(names, sheet.name, faults=faults)
        options = replace(options, sheet=sheet.name, encoding="", separator="", quote="")
        values = [row for _number, row in zip(range(HEAD_ROWS), sheet.iter_rows(), strict=False)]
        total = (sheet.end or (0, 0))[0] + 1
    words = [[value if isinstance(value, str) else "" for value in row] for row in values[:SAMPLE]]
    options = guess_marks(options, [Row(0, row) for row in words])
    head = [[text_of(value, options.decimal) for value in row] for row in values]
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
    return Opened(options, names, columns, sample, [*notes, *told], total)


def read_sheet(path: Path, options: Options, *, after: int = 0) -> Iterator[Row | BadRow]:
    """The rows below the header; rows that are blank or repeat the header are passed over."""
    with _workbook(path, path.name) as book:
        header: Sequence[str] = []
        for line, cells in _lines(_pick(book, options.sheet, path.name), options):
            if line == options.header_line:
                header = cells
            elif line > max(after, options.header_line):
                row = _row(line, cells, header, options)
                if row is not None:
                    yield row


def count_sheet(path: Path, options: Options) -> int:
    """How many rows the sheet shows."""
    with _workbook(path, path.name) as book:
        return (_pick(book, options.sheet, path.name).end or (0, 0))[0] + 1


def text_of(value: Any, mark: str) -> str:
    """A cell's value as exact text: fifteen digits, as spreadsheets show; dates as ISO; `mark` before decimals."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(value).replace(".", mark)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("seconds")
    return _duration(value) if isinstance(value, timedelta) else ""


def number_text(value: float) -> str:
    """Digits without exponent and without the noise of binary numbers."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(f"{value:.15g}"), "f")
    return "0" if text == "-0" else text


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


@contextmanager
def _workbook(path: Path, name: str) -> Iterator[CalamineWorkbook]:
    """The open workbook; whatever its library cannot read is a refusal."""
    calamine = import_module("python_calamine")
    try:
        with calamine.load_workbook(path) as book:
            yield book
    except calamine.PasswordError:
        raise protected(name) from None
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        raise _damaged(name) from None
    except BaseException as error:  # a panic of the library is no Exception
        if type(error).__name__ == "PanicException":
            raise _damaged(name) from None
        raise


def _damaged(name: str) -> InputRefused:
    return InputRefused(
        _("%(file)s is damaged or no workbook. Open it in a spreadsheet program and save it as .xlsx or .csv.")
        % {"file": name}
    )


def _pick(book: CalamineWorkbook, wanted: str, name: str) -> CalamineSheet:
    """The sheet that was chosen, else the first that holds anything, visible ones first."""
    if wanted and wanted not in book.sheet_names:
        raise InputRefused(_("%(file)s has no sheet “%(sheet)s”.") % {"file": name, "sheet": wanted})
    shown = import_module("python_calamine").SheetVisibleEnum.Visible
    hidden = {one.name for one in book.sheets_metadata if one.visible != shown}
    order = [wanted] if wanted else sorted(book.sheet_names, key=lambda one: one in hidden)
    for one in order:
        sheet = book.get_sheet_by_name(one)
        check_cells(sheet.height, sheet.width, name)
        if sheet.height and any(str(cell).strip() for row in sheet.iter_rows() for cell in row):
            return sheet
    raise InputRefused(_("%(file)s holds no rows. Choose the file that holds them.") % {"file": name})


def _told(names: list[str], taken: str, *, faults: bool) -> list[str]:
    notes = []
    if len(names) > 1:
        notes.append(
            _("Read from sheet “%(sheet)s”; the file has %(count)s sheets.") % {"sheet": taken, "count": len(names)}
        )
    if faults:
        notes.append(_("Cells that show the error of a formula count as empty."))
    return notes


def _lines(sheet: CalamineSheet, options: Options) -> Iterator[tuple[int, list[str]]]:
    """Every row, with the number a spreadsheet shows."""
    mark = options.decimal or "."
    for number, values in enumerate(sheet.iter_rows(), 1):
        yield number, [text_of(value, mark) for value in values]


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
