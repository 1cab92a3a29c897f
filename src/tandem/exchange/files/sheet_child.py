"""Run as a process of its own: a workbook to lines of JSON.

A damaged workbook can make its library ask for more memory than there is, which ends the process it runs in.
So this one is small, has a bound, knows nothing of the product, and may die. First comes a line about the workbook
or `{"error": …}`, then a list per row (text as text, a number as a list of its digits), then the number of rows.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import python_calamine as calamine

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMORY = 4 << 30
SECONDS = 600
CELLS = 20_000_000  # the library holds rows times columns, filled or not

Cell = str | list[str]


def main(path: str, wanted: str) -> None:
    """Write the workbook, or what is wrong with it."""
    _limit()
    try:
        with calamine.load_workbook(path) as book:
            _write_book(book, wanted)
    except calamine.PasswordError:
        _write({"error": "password"})
    except (calamine.CalamineError, OSError, ValueError, OverflowError):
        _write({"error": "damaged"})


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _write_book(book: CalamineWorkbook, wanted: str) -> None:
    if wanted and wanted not in book.sheet_names:
        _write({"error": "missing"})
        return
    for name in [wanted] if wanted else _order(book):
        sheet = book.get_sheet_by_name(name)
        if sheet.height * sheet.width > CELLS:
            _write({"error": "big"})
            return
        if sheet.height and any(str(cell).strip() for row in sheet.iter_rows() for cell in row):
            _write_sheet(book, sheet)
            return
    _write({"error": "empty"})


def _order(book: CalamineWorkbook) -> list[str]:
    """The sheets as they stand, hidden ones last."""
    hidden = {one.name for one in book.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
    return sorted(book.sheet_names, key=lambda name: name in hidden)


def _write_sheet(book: CalamineWorkbook, sheet: CalamineSheet) -> None:
    _write({"sheets": book.sheet_names, "sheet": sheet.name, "rows": (sheet.end or (0, 0))[0] + 1})
    count = 0
    for row in sheet.iter_rows():
        _write([plain(cell) for cell in row])
        count += 1
    _write(count)


def _write(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def plain(value: Any) -> Cell:
    """A cell as exact text: dates as ISO, numbers with the fifteen digits that spreadsheets show."""
    for kind, write in _FORMS:
        if isinstance(value, kind):
            return write(value)
    return ""


def number_text(value: float) -> str:
    """Digits without exponent and without the noise of binary numbers."""
    if isinstance(value, int):
        return str(value)
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    text = format(Decimal(f"{value:.15g}"), "f")
    return "0" if text == "-0" else text


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


_FORMS: tuple[tuple[Any, Callable[[Any], Cell]], ...] = (
    (str, str),
    (bool, lambda value: "true" if value else "false"),
    ((int, float), lambda value: [number_text(value)]),
    (datetime, _moment),
    (date, date.isoformat),
    (time, lambda value: value.isoformat("seconds")),
    (timedelta, _duration),
)

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
