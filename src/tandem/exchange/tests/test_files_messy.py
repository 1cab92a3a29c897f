"""Real files, messy ones first: each is read in full or refused; needs TANDEM_SAMPLES, the folder above messy/."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import messy
from tandem.exchange.files import Opened, count_lines, open_file, read_lines
from tandem.exchange.files.matching import guess_kind, layout_of, match_columns
from tandem.exchange.reading import BadRow, InputRefused, Row

SAMPLES = os.environ.get("TANDEM_SAMPLES", "")
FOLDER = Path(SAMPLES) / "messy"
FILES = sorted(FOLDER.glob("*/*")) if SAMPLES else []
pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not SAMPLES, reason="TANDEM_SAMPLES names no folder with messy/: files not read"),
]

# Name: encoding, separator, line of the header, rows, bad rows.
TEXT = {
    "csvkit_bad.csv": ("utf-8", ",", 1, 1, 2),
    "csvkit_blanks.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_date_like_number.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_mac_newlines.csv": ("utf-8", ",", 1, 2, 0),
    "csvkit_null_byte.csv": ("utf-8", ",", 1, 0, 1),
    "csvkit_optional_quote_characters.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_date_format.csv": ("utf-8", ",", 1, 2, 0),
    "csvkit_test_empty_columns.csv": ("utf-8", ",", 1, 2, 0),
    "csvkit_test_extra_header.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_header_newline.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_latin1.csv": ("cp1252", ",", 1, 2, 0),
    "csvkit_test_locale.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_locale_converted.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_no_leading_zeroes.csv": ("utf-8", ",", 1, 1, 0),
    "csvkit_test_utf16_big.csv": ("utf-16-be", ",", 1, 2, 0),
    "csvkit_test_utf16_little.csv": ("utf-16-le", ",", 1, 2, 0),
    "csvkit_test_utf8_bom.csv": ("utf-8", ",", 1, 2, 0),
    "google_domain_shared_contacts_sample1.csv": ("utf-8", ",", 1, 16, 0),
    "messytables_begrotingsanalyse-2011.csv": ("utf-8", ",", 5, 38, 0),
    "messytables_example.tsv": ("utf-8", "\t", 1, 140, 0),
    "messytables_excel_pasting.csv": ("utf-8", ",", 4, 16, 0),
    "messytables_simple.psv": ("utf-8", "|", 1, 28, 0),
    "messytables_simple.ssv": ("utf-8", ";", 1, 6, 0),
    "messytables_skip_initials.csv": ("utf-8", ",", 1, 2, 0),
    "messytables_spanish_chars.csv": ("cp1252", ",", 1, 115, 0),
    "messytables_sparse_with_column_errors.csv": ("cp1252", ",", 1, 2188, 12),
    "messytables_utf-16le_encoded.csv": ("utf-16-le", ",", 1, 327, 0),
    "messytables_utf8bom.csv": ("utf-8", ",", 1, 0, 0),
    "messytables_weird_head_padding.csv": ("utf-8", ";", 12, 60, 16),
    "salesforce_dataloader_accountData.csv": ("cp1252", ",", 1, 423, 0),
    "salesforce_dataloader_csvEscapedQuotes.csv": ("utf-8", ",", 1, 2, 0),
    "salesforce_dataloader_csvtext_BOM_UTF16LE.csv": ("utf-16-le", ",", 1, 2, 0),
    "salesforce_dataloader_csvtext_BOM_UTF8.csv": ("utf-8", ",", 1, 2, 0),
    "salesforce_dataloader_dateWithTimeZone.csv": ("utf-8", ",", 1, 2, 0),
    "salesforce_dataloader_opportunityData.csv": ("utf-8", ",", 1, 38, 0),
}
REFUSED = {"csvkit_testfixed.txt": "blanks", "messytables_libreoffice.xlsx": "rows"}
SHEETS = {"messytables_multilineods.ods": "Sheet1", "messytables_unicode_sheet_name.xls": "mês"}


def test_every_file_is_named_here() -> None:
    assert {path.name for path in FILES if path.parent.name == "csv"} == {*TEXT, *REFUSED, *SHEETS}
    assert len(FILES) == 96


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_in_full_or_refused_with_a_reason(path: Path) -> None:
    try:
        opened = open_file(path, path.name)
    except InputRefused as refused:
        said = str(refused)
    else:
        said = ""
    if path.name in REFUSED or path.parent.name in ("eml", "ics"):
        assert path.name in said
        return
    assert not said
    assert path.parent.name in ("csv", "vcf")
    rows = list(read_lines(path, opened.options))
    lines = [row.line for row in rows]
    assert lines == sorted(set(lines))
    assert not lines or lines[-1] <= count_lines(path, opened.options) == opened.total_lines
    assert opened.sample == [row for row in rows if isinstance(row, Row)][: len(opened.sample)]
    again = open_file(path, path.name, opened.options)
    assert (again.options, again.header, again.sample) == (opened.options, opened.header, opened.sample)
    middle = lines[len(lines) // 2] if lines else 0
    assert list(read_lines(path, opened.options, after=middle)) == [row for row in rows if row.line > middle]


@pytest.mark.parametrize("name", TEXT)
def test_text_is_read_as_it_is_and_no_row_is_lost(name: str) -> None:
    encoding, separator, header, rows, bad = TEXT[name]
    path = FOLDER / "csv" / name
    opened = open_file(path, name)
    options = opened.options
    assert (options.encoding, options.separator, options.header_line) == (encoding, separator, header)
    found = list(read_lines(path, options))
    assert [sum(isinstance(row, kind) for row in found) for kind in (Row, BadRow)] == [rows, bad]
    assert all(row.reason for row in found if isinstance(row, BadRow))
    assert [row.line for row in found] == list(_lines_of_rows(path, encoding, separator, header))


def _lines_of_rows(path: Path, encoding: str, separator: str, header: int) -> Iterator[int]:
    """Counted apart from the product: where the standard library sees a record with content start."""
    text = path.read_bytes().decode(encoding).removeprefix("\ufeff")
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines[header - 1 :], delimiter=separator)
    head = next(reader)
    start = reader.line_num
    for cells in reader:
        if any(cell.strip() for cell in cells) and cells != head:
            yield header + start
        start = reader.line_num


@pytest.mark.parametrize("path", [path for path in FILES if path.suffix == ".vcf"], ids=lambda path: path.name)
def test_every_card_is_a_row(path: Path) -> None:
    begins = path.read_bytes().upper().count(b"BEGIN:VCARD")
    found = list(read_lines(path, open_file(path, path.name).options))
    assert len(found) == begins
    assert all(isinstance(row, Row) for row in found)


@pytest.mark.parametrize("name", SHEETS)
def test_sheets(name: str) -> None:
    path = FOLDER / "csv" / name
    opened = open_file(path, name)
    assert (opened.options.sheet, len(opened.header)) == (SHEETS[name], 1)
    assert opened.notes


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_table_is_refused(name: str) -> None:
    with pytest.raises(InputRefused, match=REFUSED[name]):
        open_file(FOLDER / "csv" / name, name)


def test_the_page_about_them_is_up_to_date() -> None:
    assert messy.PAGE.read_text(encoding="utf-8") == messy.render(FOLDER)


def _opened(name: str, folder: Path) -> tuple[Path, Opened]:
    path = Path(SAMPLES) / name
    if path.suffix == ".gz":
        plain = folder / path.stem
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path = plain
    return path, open_file(path, path.name)


@pytest.mark.parametrize(
    ("name", "rows", "kind"),
    [
        ("german_firms/bnetza_ladesaeulen_2019-06-09.xlsx", 9146, "site"),
        ("german_firms/bnetza_ladesaeulen_2019-06-09.csv.gz", 9146, "site"),
        ("german_firms/bnetza_ladesaeulen_berlin_brandenburg_semicolon_bom.csv.gz", 4528, "site"),
        ("german_firms/geonames_organisations_with_own_postcode.csv", 3439, "site"),
        ("dedupe/febrl1.csv", 1000, "contact"),
        ("dedupe/splink_fake_1000.csv", 1000, "contact"),
        ("maven_crm/accounts.csv", 85, "customer"),
        ("maven_crm/products.csv", 7, "product"),
        ("maven_crm/sales_pipeline.csv", 8800, "opportunity"),
        ("adventureworks/DimReseller.csv", 701, "customer"),
        ("adventureworks/SalesLTCustomer.csv", 847, "contact"),
        ("adventureworks/DimEmployee.csv", 296, "employee"),
        ("adventureworks/Product.csv", 504, "product"),
        ("adventureworks/SalesPersonQuotaHistory.csv", 163, None),
    ],
)
def test_other_real_files(tmp_path: Path, name: str, rows: int, kind: str | None) -> None:
    path, opened = _opened(name, tmp_path)
    found = list(read_lines(path, opened.options))
    assert len(found) == rows
    assert all(isinstance(row, Row) for row in found)
    assert guess_kind(opened.header, opened.sample) == kind


def test_the_workbook_and_the_text_of_one_register_agree(tmp_path: Path) -> None:
    book, opened_book = _opened("german_firms/bnetza_ladesaeulen_2019-06-09.xlsx", tmp_path)
    text, opened_text = _opened("german_firms/bnetza_ladesaeulen_2019-06-09.csv.gz", tmp_path)
    assert opened_book.header == opened_text.header
    rows = zip(read_lines(book, opened_book.options), read_lines(text, opened_text.options), strict=True)
    pairs = (pair for one, other in rows for pair in zip(one.cells, other.cells, strict=True))
    assert [(a, b) for a, b in pairs if a.split() != b.split()] == [
        ("10.0077121", "10.007712099999999"),  # the text was written with the noise of binary numbers
        ("53.574465", "53.574465000000004"),
        ("9.715198", "9.715198000000001"),
        ("9.715198", "9.715198000000001"),
        ("7.010602", "7.0106020000000004"),
        ("2018-04-30 01:00:30", "2018-04-30"),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "layout", "columns"),
    [
        (
            "salesforce_dataloader_accountData.csv",
            "customer",
            "Salesforce",
            {"external_id": "ID", "name": "NAME", "street": "BILLINGSTREET", "number": "ACCOUNTNUMBER"},
        ),
        (
            "google_domain_shared_contacts_sample1.csv",
            "contact",
            "Google contacts",
            {"full_name": "Name", "customer_name": "Company", "email": "E-mail Address", "function": "Job Title"},
        ),
    ],
)
def test_layouts_of_other_programs(name: str, kind: str, layout: str, columns: dict[str, str]) -> None:
    opened = open_file(FOLDER / "csv" / name, name)
    assert (guess_kind(opened.header, opened.sample), layout_of(opened.header)) == (kind, layout)
    found = match_columns(opened.header, kind)
    assert {field: opened.header[found[field]] for field in columns} == columns
