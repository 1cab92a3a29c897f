"""A list as an Excel file, row by row into temporary files: numbers and dates of their kind, text only ever text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from .sheets import Field, Shape

MOST_ROWS = 1_048_575  # a worksheet's rows besides its head; what is more goes on in the next one
MOST_DIGITS = 15  # what a spreadsheet's numbers keep exactly
MOST_TEXT = 32_767
EARLIEST = date(1900, 3, 1)  # before it, Excel counts a day that never was
Put = Callable[[int, int, Any], None]


def write_xlsx(
    file: IO[bytes], title: str, fields: Sequence[Field], rows: Iterable[Any], *, folder: Path | None = None
) -> int:
    """Write all rows; returns how many. `folder` is where it may put what is in the making, as large as the file."""
    import xlsxwriter  # 50 ms and 10 MB that only an export needs

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(folder) if folder else None,
    }
    book = xlsxwriter.Workbook(file, options)
    book.use_zip64()
    formats = {name: book.add_format(marks) for name, marks in _FORMATS.items()}
    number, count, page = MOST_ROWS, 0, None
    for row in rows:
        if number == MOST_ROWS:
            page, number = _page(book, title, fields, formats), 0
            cells = [(field.reader(), _writer(page, field.shape, formats)) for field in fields]
        number += 1
        count += 1
        for column, (value, put) in enumerate(cells):
            found = value(row)
            if found is not None and found != "":
                put(number, column, found)
    if page is None:
        _page(book, title, fields, formats)
    for sheet in book.worksheets():
        last = MOST_ROWS if sheet is not page else number
        sheet.autofilter(0, 0, last, len(fields) - 1)
    book.close()
    return count


_FORMATS: dict[str, dict[str, Any]] = {
    "head": {"bold": True, "bottom": 1},
    "day": {"num_format": "yyyy\\-mm\\-dd"},
    "moment": {"num_format": "yyyy\\-mm\\-dd hh:mm"},
    "0/0": {"num_format": "0"},
    "2/2": {"num_format": "#,##0.00"},
    "4/2": {"num_format": "#,##0.00##"},
    "3/0": {"num_format": "#,##0.###"},
    "4/0": {"num_format": "0.####"},
}


def _page(book: Any, title: str, fields: Sequence[Field], formats: dict[str, Any]) -> Any:
    """A worksheet with its head."""
    number = len(book.worksheets()) + 1
    name = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:25] or "Tandem"
    page = book.add_worksheet(name if number == 1 else f"{name} {number}")
    page.freeze_panes(1, 0)
    for column, field in enumerate(fields):
        label = str(field.label)
        page.set_column(column, column, min(60, max(field.shape.width, len(label) + 3)))
        page.write_string(0, column, label, formats["head"])
    return page


def _writer(page: Any, shape: Shape, formats: dict[str, Any]) -> Put:
    if shape.name == "number":
        return _number(page, shape, formats[f"{shape.places}/{shape.least}"])
    if shape.name == "yes or no":
        yes, no = _("yes"), _("no")
        return lambda row, column, value: page.write_string(row, column, yes if value else no)
    if shape.name == "day":
        return _day(page, formats["day"])
    if shape.name == "moment":
        return _moment(page, formats["moment"])
    return lambda row, column, value: page.write_string(row, column, _fitting(str(value)))


def _fitting(text: str) -> str:
    """A cell holds no more; what is cut ends with a sign that it is."""
    if len(text) <= MOST_TEXT // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= MOST_TEXT * 2:
        return text
    return units[: (MOST_TEXT - 1) * 2].decode("utf-16-le", "ignore") + "…"


def _number(page: Any, shape: Shape, marks: Any) -> Put:
    def put(row: int, column: int, value: int) -> None:
        # A Decimal is written digit by digit; only who opens the file makes it a float, exact up to 15 digits.
        number = Decimal(value).scaleb(-shape.places)
        if len(str(abs(value))) <= MOST_DIGITS:
            page.write_number(row, column, number, marks)
        else:
            page.write_string(row, column, f"{number:f}")

    return put


def _day(page: Any, marks: Any) -> Put:
    def put(row: int, column: int, value: date) -> None:
        if value >= EARLIEST:
            page.write_datetime(row, column, value, marks)
        else:
            page.write_string(row, column, value.isoformat())

    return put


def _moment(page: Any, marks: Any) -> Put:
    def put(row: int, column: int, value: datetime) -> None:
        local = timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
        if local.date() >= EARLIEST:
            page.write_datetime(row, column, local, marks)
        else:
            page.write_string(row, column, local.strftime("%Y-%m-%d %H:%M"))

    return put
