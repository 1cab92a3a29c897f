"""Spreadsheets: exact text of numbers and days, the right sheet and line, and nothing that breaks the machine."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.exchange.files import Options, count_lines, open_file, read_lines
from tandem.exchange.files.sheet_child import number_text
from tandem.exchange.reading import BadRow, InputRefused, Row

pytestmark = pytest.mark.once


def workbook(path: Path, rows: list[list[Any]], *, start: int = 0, sheets: tuple[str, ...] = ("Daten",)) -> Path:
    """A workbook whose last sheet holds the rows, the first of them in line `start` + 1."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name in sheets:
            sheet = book.add_worksheet(name)
        for number, cells in enumerate(rows, start):
            for column, cell in enumerate(cells):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, day)
                else:
                    sheet.write(number, column, cell)
    return path


def test_numbers_and_days_are_exact_text(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Kundennummer", "Firma", "Betrag", "Seit", "Aktiv"],
        [12345678901, "Müller", 0.1 + 0.2, datetime.fromisoformat("2026-01-31"), True],
        [120000.0, "Öz", 1234.5, datetime.fromisoformat("2026-01-31T10:30"), False],
        [-7, " ", 1e21, None, None],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, start=2, sheets=("Leer", "Daten"))
    found = open_file(path, "a.xlsx")
    assert (found.options.kind, found.options.sheet, found.options.header_line) == ("sheet", "Daten", 3)
    assert (found.sheets, found.total_lines, len(found.notes)) == (["Leer", "Daten"], 6, 2)
    assert found.sample == [
        Row(4, ["12345678901", "Müller", "0.3", "2026-01-31", "true"]),
        Row(5, ["120000", "Öz", "1234.5", "2026-01-31 10:30:00", "false"]),
        Row(6, ["-7", " ", "1000000000000000000000", "", ""]),
    ]
    assert list(read_lines(path, found.options)) == found.sample
    assert [row.line for row in read_lines(path, found.options, after=5)] == [6]
    assert count_lines(path, found.options) == 6


def test_numbers_take_the_decimal_mark_of_the_text_beside_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Preis", "Rabatt"], [1234.567, "1,5"], [2, "0,25"]])
    found = open_file(path, "a.xlsx")
    assert found.options.decimal == ","
    assert [row.cells for row in found.sample] == [["1234,567", "1,5"], ["2", "0,25"]]


@settings(max_examples=200)
@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_decimal_numbers_keep_their_digits(units: int, places: int) -> None:
    text = number_text(units / 10**places)
    assert "e" not in text.lower()
    whole, _mark, behind = text.partition(".")
    assert int(whole + behind.ljust(places, "0")) == units
    assert len(behind) <= places


def test_blank_and_repeated_rows_are_passed_over(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Nr.", "Name"], [1, "A"], [], ["Nr.", "Name"], [" ", ""], [2, "B"]])
    assert list(read_lines(path, open_file(path, "a.xlsx").options)) == [Row(2, ["1", "A"]), Row(6, ["2", "B"])]


def test_errors_of_formulas_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nr.", "Wert", "Summe"])
        sheet.write(1, 0, 1)
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=1+1", None, 2)
    found = open_file(path, "a.xlsx")
    assert found.sample == [Row(2, ["1", "", "2"])]
    assert any("formula" in note for note in found.notes)


def test_another_sheet_can_be_chosen_and_a_missing_one_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Nr.", "Name"], [1, "A"]], sheets=("Eins", "Zwei"))
    with pytest.raises(InputRefused, match="rows"):
        open_file(path, "a.xlsx", Options(sheet="Eins"))
    with pytest.raises(InputRefused, match="Drei"):
        open_file(path, "a.xlsx", Options(sheet="Drei"))


def ods(path: Path, body: str) -> Path:
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content{names}><office:body><office:spreadsheet><table:table table:name='T'>{body}"
            "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return path


CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'


def test_an_open_document_sheet(tmp_path: Path) -> None:
    rows = "".join(
        f"<table:table-row>{CELL.format('', a)}{CELL.format('', b)}</table:table-row>"
        for a, b in (("Nr.", "Name"), ("1", "Bär"), ("2", "Öz"))
    )
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    found = open_file(ods(tmp_path / "a.ods", rows + empty), "a.ods")
    assert (found.header, found.sample) == (["Nr.", "Name"], [Row(2, ["1", "Bär"]), Row(3, ["2", "Öz"])])


def test_what_unpacks_too_big_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = workbook(tmp_path / "far.xlsx", [["Nr."], [1]])
    with xlsxwriter.Workbook(str(far)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, 1)
        sheet.write(1_048_575, 16_383, 1)
    wide = CELL.format(' table:number-columns-repeated="16384"', "x")
    bomb = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>'
    for path in (far, ods(tmp_path / "bomb.ods", bomb)):
        with pytest.raises(InputRefused):
            open_file(path, path.name)
    monkeypatch.setattr("tandem.exchange.files.bounds.UNPACKED", 10_000)
    zeros = workbook(tmp_path / "zeros.xlsx", [["Nr."], ["0" * 30_000]])
    with pytest.raises(InputRefused, match="csv"):
        open_file(zeros, "zeros.xlsx")


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Nr."], ["0" * 30_000]])
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sizes = {part.file_size for part in archive.infolist() if part.file_size > 20_000}
    for size in sizes:
        data = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    path.write_bytes(data)
    monkeypatch.setattr("tandem.exchange.files.bounds.UNPACKED", 20_000)
    with pytest.raises(InputRefused):
        open_file(path, "a.xlsx")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "a.xlsx"
    return workbook(path, [["Nr.", "Name"], [1, "A"], [2, "B"]]).read_bytes()


@settings(max_examples=60)
@given(place=st.floats(0, 1), cut=st.booleans(), noise=st.binary(min_size=1, max_size=20))
def test_a_damaged_workbook_never_crashes(
    tmp_path_factory: pytest.TempPathFactory, book: bytes, place: float, cut: bool, noise: bytes
) -> None:
    path = tmp_path_factory.mktemp("book") / "a.xlsx"
    at = int(place * (len(book) - 1))
    path.write_bytes(book[:at] if cut else book[:at] + noise + book[at + len(noise) :])
    try:
        options = open_file(path, "a.xlsx").options
    except InputRefused:
        return
    assert all(isinstance(row, Row | BadRow) for row in read_lines(path, options))


def test_a_reader_that_dies_half_way_is_no_shorter_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "a.xlsx", [["Nr.", "Name"], *([n, "A"] for n in range(50))])
    options = open_file(path, "a.xlsx").options
    child = tmp_path / "child.py"
    about = json.dumps({"sheets": ["T"], "sheet": "T", "rows": 2})
    row = json.dumps(["Nr.", ["1"]])
    for text in (
        f"import os; print({about!r}); print({row!r}, flush=True); os.abort()",
        f"print({about!r}); print({row[:-1]!r})",
        f"print({about!r}); print({row!r}); print(2)",
        "raise SystemExit",
    ):
        child.write_text(text)
        monkeypatch.setattr("tandem.exchange.files.workbook._CHILD", child)
        with pytest.raises(InputRefused):
            list(read_lines(path, options))
        with pytest.raises(InputRefused):
            open_file(path, "a.xlsx")
