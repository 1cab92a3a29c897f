"""The two formats a list is written in: exact, of their kind, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tandem.core.exports import DAY, MOMENT, MONEY, PERCENT, PRICE, QUANTITY, TEXT, WHOLE, YES_NO, Field, of
from tandem.core.exports import xlsx as excel
from tandem.core.exports.csvfile import write_csv
from tandem.core.exports.text import as_meant, defused
from tandem.core.exports.xlsx import write_xlsx

AT = datetime(2026, 11, 24, 9, 5, 31, tzinfo=UTC)
SHAPES = {
    "text": TEXT,
    "whole": WHOLE,
    "money": MONEY,
    "price": PRICE,
    "quantity": QUANTITY,
    "percent": PERCENT,
    "day": DAY,
    "moment": MOMENT,
    "yes": YES_NO,
}
FIELDS = [Field(name, of(name), shape) for name, shape in SHAPES.items()]


def a_row(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**dict.fromkeys(SHAPES) | values)


FULL = a_row(
    text="Öl; „gut“",
    whole=-7,
    money=-123456_05,
    price=12_3400,
    quantity=1_500,
    percent=2_5000,
    day=date(2026, 1, 2),
    moment=AT,
    yes=True,
)


def as_csv(rows: list[Any], language: str) -> str:
    file = io.BytesIO()
    with translation.override(language):
        assert write_csv(file, FIELDS, rows, language=language) == len(rows)
    return file.getvalue().decode("utf-8")


def as_book(rows: list[Any], title: str = "Liste") -> tuple[CalamineWorkbook, bytes]:
    file = io.BytesIO()
    assert write_xlsx(file, title, FIELDS, rows) == len(rows)
    return CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())), file.getvalue()


def test_german_readers_get_semicolons_and_decimal_commas() -> None:
    text = as_csv([FULL, a_row()], "de")
    assert text == (
        "\ufefftext;whole;money;price;quantity;percent;day;moment;yes\r\n"
        '"Öl; „gut“";-7;-123456,05;12,34;1,5;2,5;2026-01-02;2026-11-24 10:05;ja\r\n'
        ";;;;;;;;\r\n"
    )


def test_english_readers_get_commas_and_points() -> None:
    lines = as_csv([FULL], "en").splitlines()
    assert lines[1] == "Öl; „gut“,-7,-123456.05,12.34,1.5,2.5,2026-01-02,2026-11-24 10:05,yes"


@pytest.mark.parametrize(
    ("cents", "written"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (100, "1.00"), (2**62 + 1, "46116860184273879.05"), (-(2**62), None)],
)
def test_money_is_exact_however_large(cents: int, written: str | None) -> None:
    [row] = list(csv.DictReader(io.StringIO(as_csv([a_row(money=cents)], "en").removeprefix("\ufeff"))))
    assert row["money"] == (written or "-46116860184273879.04")


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 40 123", "-Rest", "@home", "\tx", "\rx", "\nx", "'=1", "''=1", "＝1", '=cmd|"/c calc"!A1']
)
def test_what_a_spreadsheet_would_reckon_gets_an_apostrophe_and_is_read_back(text: str) -> None:
    assert defused(text) == f"'{text}"
    rows = list(csv.reader(io.StringIO(as_csv([a_row(text=text)], "en").removeprefix("\ufeff"), newline="")))
    assert rows[1][0] == f"'{text}"
    assert as_meant(rows[1][0]) == text


@pytest.mark.parametrize("text", ["", "'", "'gut", "O'Neill", "3 = 4", "1-2", "Anna", "' =x"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert defused(text) == as_meant(text) == text


@given(st.text(max_size=12))
def test_no_text_is_harmed_on_its_way_out_and_in(text: str) -> None:
    assert as_meant(defused(text)) == text


def test_a_label_is_no_formula_either() -> None:
    file = io.BytesIO()
    write_csv(file, [Field("=1+1", of("text"))], [], language="en")
    assert file.getvalue().decode("utf-8-sig") == "'=1+1\r\n"


def test_excel_gets_numbers_days_and_moments_of_their_kind() -> None:
    with translation.override("de"):
        book, raw = as_book([FULL, a_row()])
    [head, row] = book.get_sheet_by_index(0).to_python()[:2]
    assert head == list(SHAPES)
    moment = datetime.fromisoformat("2026-11-24T10:05")
    assert row == ["Öl; „gut“", -7, -123456.05, 12.34, 1.5, 2.5, date(2026, 1, 2), moment, "ja"]
    sheet = ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>-123456.05</v>" in sheet  # digit by digit, not what a float prints
    assert '<autoFilter ref="A1:I3"' in sheet
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet


@pytest.mark.parametrize("cents", [9_999_999_999_999_99, -9_999_999_999_999_99, 12_345_678_901_234_5, 10, 29, 57])
def test_excel_amounts_of_fifteen_digits_are_written_exactly(cents: int) -> None:
    _book, raw = as_book([a_row(money=cents)])
    sign, digits = "-" if cents < 0 else "", f"{abs(cents):03d}"
    assert (
        f"<v>{sign}{digits[:-2]}.{digits[-2:]}</v>"
        in ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    )


def test_excel_amounts_beyond_are_text_rather_than_wrong() -> None:
    book, _raw = as_book([a_row(money=12_345_678_901_234_56)])
    assert book.get_sheet_by_index(0).to_python()[1][2] == "12345678901234.56"


def test_excel_text_is_never_a_formula_a_link_or_a_number() -> None:
    texts = ["=1+1", "https://example.com", "0049", "+49 40", "{=1}", "mailto:a@example.com", "a\x01b"]
    book, raw = as_book([a_row(text=text) for text in texts])
    assert [row[0] for row in book.get_sheet_by_index(0).to_python()[1:]] == texts
    with ZipFile(io.BytesIO(raw)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in parts.namelist() if "rels" in name and "sheet" in name]
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_days_before_excels_time_are_text() -> None:
    book, _raw = as_book([a_row(day=date(1899, 12, 31), moment=datetime(1850, 1, 1, tzinfo=UTC))])
    assert book.get_sheet_by_index(0).to_python()[1][6] == "1899-12-31"


def test_a_text_too_long_for_a_cell_ends_with_a_sign() -> None:
    book, _raw = as_book([a_row(text="x" * 40_000), a_row(text="😀" * 20_000), a_row(text="ä" * 32_767)])
    first, second, third = (str(row[0]) for row in book.get_sheet_by_index(0).to_python()[1:])
    assert (len(first), first[-1]) == (32_767, "…")
    assert len(second.encode("utf-16-le")) // 2 <= 32_767
    assert second[-1] == "…"
    assert third == "ä" * 32_767


def test_more_rows_than_a_worksheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 2)
    book, _raw = as_book([a_row(whole=n) for n in range(5)], "Kunden: alle")
    assert book.sheet_names == ["Kunden  alle", "Kunden  alle 2", "Kunden  alle 3"]
    found = [[row[1] for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names]
    assert found == [["whole", 0, 1], ["whole", 2, 3], ["whole", 4]]


def test_no_rows_are_a_head() -> None:
    book, _raw = as_book([])
    assert book.get_sheet_by_index(0).to_python() == [list(SHAPES)]
