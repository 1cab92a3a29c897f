"""Text tables: form guessed, every row read or named with its reason."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.exchange.files import Opened, Options, count_lines, open_file, read_lines
from tandem.exchange.reading import BadRow, InputRefused, Row

pytestmark = pytest.mark.once


def opened(path: Path, data: bytes, options: Options | None = None) -> Opened:
    path.write_bytes(data)
    return open_file(path, path.name, options)


def read(path: Path, data: bytes) -> list[Row | BadRow]:
    return list(read_lines(path, opened(path, data).options))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_german_outlook_in_windows_1252(path: Path) -> None:
    text = 'Vorname;Nachname;Firma;Umsatz\r\nJörg;Müßig;"Größe; & Söhne";"1.234,50"\r\nÄnne;Özil;Bär – Büro;7,5\r\n'
    found = opened(path, text.encode("cp1252"))
    options = found.options
    assert (options.kind, options.encoding, options.separator, options.decimal) == ("csv", "cp1252", ";", ",")
    assert found.header == ["Vorname", "Nachname", "Firma", "Umsatz"]
    assert found.sample[0] == Row(2, ["Jörg", "Müßig", "Größe; & Söhne", "1.234,50"])
    assert found.sample[1].cells[2] == "Bär – Büro"
    assert found.total_lines == count_lines(path, options) == 3
    assert found.notes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(path: Path, encoding: str, end: str) -> None:
    text = end.join(["Name,Ort", "Müller,Köln", '"Weiß, KG",Gräfelfing', ""])
    found = opened(path, text.encode(encoding))
    assert found.header == ["Name", "Ort"]
    assert list(read_lines(path, found.options)) == [
        Row(2, ["Müller", "Köln"]),
        Row(3, ["Weiß, KG", "Gräfelfing"]),
    ]
    assert found.total_lines == 3


def test_one_odd_byte_late_in_a_long_file_decides(path: Path) -> None:
    rows = b"".join(b"%d,Firma %d\n" % (n, n) for n in range(200_000))
    assert opened(path, b"Nr,Name\n" + rows + "7,Müller\n".encode("cp1252")).options.encoding == "cp1252"
    assert opened(path, b"Nr,Name\n" + rows + "7,Müller\n".encode()).options.encoding == "utf-8"


def test_a_line_that_is_no_utf8_harms_itself_only(path: Path) -> None:
    data = "Nr,Name\n1,Müller\n2,Söhne\n".encode() + b"3,B\xe4r\n" + "4,Grün\n".encode()
    found = read(path, data)
    assert [row.line for row in found if isinstance(row, Row)] == [2, 3, 5]
    (bad,) = [row for row in found if isinstance(row, BadRow)]
    assert (bad.line, bad.cells) == (4, ["3", "B�r"])


def test_an_open_quotation_mark_harms_its_own_line_only(path: Path) -> None:
    rows = "".join(f'{n},"Firma, {n}"\n' for n in range(3, 5000))
    found = read(path, f'Nr,Name\n1,ok\n2,"offen\n{rows}'.encode())
    bad = [row for row in found if isinstance(row, BadRow)]
    assert [(row.line, row.cells) for row in bad] == [(3, ["2", '"offen'])]
    good = [row for row in found if isinstance(row, Row)]
    assert len(good) == 1 + 4997
    assert good[-1] == Row(5000, ["4999", "Firma, 4999"])


def test_an_open_mark_without_another_is_found_too(path: Path) -> None:
    found = read(path, ('Nr,Name\n2,"offen\n' + "".join(f"{n},x\n" for n in range(3, 3000))).encode())
    assert [type(row) for row in found[:2]] == [BadRow, Row]
    assert len(found) == 1 + 2997


def test_line_breaks_inside_marks_and_blank_lines_keep_the_count(path: Path) -> None:
    found = read(path, b'Nr,Note\n1,"a\nb\r\nc"\n\n,,\n2,x\n')
    assert found == [Row(2, ["1", "a\nb\r\nc"]), Row(7, ["2", "x"])]


def test_rows_that_are_too_wide_or_too_short_are_named(path: Path) -> None:
    found = read(path, b"a,b,c\n1,2,3\n1,2,3,4\n1,2\n1,2,3,,\n")
    assert [(row.line, isinstance(row, Row)) for row in found] == [(2, True), (3, False), (4, False), (5, True)]
    assert found[-1] == Row(5, ["1", "2", "3"])
    assert [len(row.cells) for row in found] == [3, 4, 3, 3]


def test_preamble_and_repeated_header_are_passed_over(path: Path) -> None:
    text = "Bericht vom 1.1.2026\n\nErstellt: Innendienst\nNummer;Name;Ort\n1;A;X\nNummer;Name;Ort\n2;B;Y\n"
    found = opened(path, text.encode())
    assert (found.options.header_line, found.header) == (4, ["Nummer", "Name", "Ort"])
    assert [row.line for row in read_lines(path, found.options)] == [5, 7]
    assert [row.line for row in read_lines(path, found.options, after=5)] == [7]


def test_backslashes_before_marks_and_blanks_behind_separators(path: Path) -> None:
    assert read(path, b'a,b\n"x \\"y\\", z",1\n"w",2\n') == [Row(2, ['x "y", z', "1"]), Row(3, ["w", "2"])]
    assert read(path, b'a, b\n1, "x, y"\n2, "z"\n') == [Row(2, ["1", "x, y"]), Row(3, ["2", "z"])]


def test_names_are_made_unique(path: Path) -> None:
    found = opened(path, b"Name,,Name,Name,,\nA,B,C,D,,\nE,F,G,H,,\n")
    assert (len(found.header), len(set(found.header))) == (4, 4)
    assert len(found.notes) == 2
    assert found.sample[0] == Row(2, ["A", "B", "C", "D"])


def test_a_hint_of_the_separator_in_line_one(path: Path) -> None:
    found = opened(path, b"sep=;\nName;Preis\nA;1,5\n")
    assert (found.options.separator, found.header, found.sample) == (";", ["Name", "Preis"], [Row(3, ["A", "1,5"])])


@pytest.mark.parametrize("data", [b"", b"\n\n", b" \r\n", b"\xff\xfe", bytes(range(256)) * 20])
def test_nothing_to_read_is_refused(path: Path, data: bytes) -> None:
    with pytest.raises(InputRefused, match=r"table\.csv"):
        opened(path, data)


@pytest.mark.parametrize("start", ["BMW AG", "PKW", "GIF8", "BZh1", "Rar!", "{Firma}", "[1]", "MZ", "II", "<Firma>"])
def test_letters_that_begin_other_files_too(path: Path, start: str) -> None:
    assert opened(path, f"{start};Ort\nA;B\n".encode()).header == [start, "Ort"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00", "picture"),
        (b"\x1f\x8b\x08\x00", "Unpack"),
        (b"PK\x05\x06" + bytes(18), "Unpack"),
        (b'{"a": 1}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"<?xml version='1.0'?><a/>", "page"),
        (b"\xef\xbb\xbf<html><table>", "page"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "calendar"),
        (b"From: a@example.org\nTo: b@example.org\nSubject: x\n\nText", "mail"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "mail"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Office"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "damaged"),
    ],
)
def test_other_files_are_refused_by_what_they_are(path: Path, data: bytes, what: str) -> None:
    with translation.override("en"), pytest.raises(InputRefused, match=what):
        opened(path, data)


def test_other_options_than_guessed_lead_to_another_table(path: Path) -> None:
    found = opened(path, b"a,b;c\n1,2;3\n4,5;6\n")
    assert found.options.separator in ",;"
    other = replace(found.options, separator=";" if found.options.separator == "," else ",")
    again = opened(path, path.read_bytes(), other)
    assert (len(again.header), [len(row.cells) for row in again.sample]) == (2, [2, 2])
    with pytest.raises(InputRefused):
        opened(path, path.read_bytes(), replace(other, separator="::"))
    with pytest.raises(InputRefused):
        opened(path, path.read_bytes(), replace(other, encoding="no-such"))


def test_rows_that_an_open_mark_swallows_are_named(path: Path) -> None:
    found = read(path, b'a,b,c\n1,2,3\n4,"x,5\n6,7,8\n9,10,11\n12,y",13\n14,15,16\n')
    assert [(row.line, isinstance(row, Row)) for row in found] == [(2, True), (3, False), (7, True)]
    found = read(path, b'a,b,c\n1,2,3\n4,"x,5\n6,7,8\n9,10,11\n12,y",13,0\n14,15,16\n')
    assert [(row.line, isinstance(row, Row)) for row in found] == [
        (2, True),
        (3, False),
        (4, True),
        (5, True),
        (6, False),
        (7, True),
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp850", "Straße,Größe,Übermut,Köln,für,Änderung"),
        ("mac_roman", "Straße,Größe,Übermut,Köln,für,Änderung"),
        ("cp1251", "Название компании,Улица,Город,Москва,Проспект Мира,Санкт-Петербург,Общество"),
        ("shift_jis", "株式会社,東京都,大阪市中央区,顧客番号,住所と電話番号,有限会社"),
    ],
)
def test_other_alphabets(path: Path, encoding: str, text: str) -> None:
    rows = "".join(f"{n},{word}\n" for n, word in enumerate(text.split(",") * 20))
    found = list(read_lines(path, opened(path, f"Nr,Name\n{rows}".encode(encoding)).options))
    assert [row.cells[1] for row in found] == text.split(",") * 20


def test_options_survive_json(path: Path) -> None:
    options = opened(path, b"a;b\n1;2\n").options
    assert Options.from_dict(options.as_dict() | {"gone": 1}) == options


CELL = st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cs")), min_size=1, max_size=8).map(str.strip)
TABLE = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=20)
)


@settings(max_examples=200)
@given(
    table=TABLE,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoted=st.booleans(),
)
def test_what_a_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    table: list[list[str]],
    encoding: str,
    separator: str,
    end: str,
    quoted: bool,
) -> None:
    path = tmp_path_factory.mktemp("written") / "table.csv"
    header = [f"Spalte {n}" for n in range(len(table[0]))]
    out = io.StringIO(newline="")
    csv.writer(
        out, delimiter=separator, lineterminator=end, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    ).writerows([header, *table])
    path.write_bytes(out.getvalue().encode(encoding))
    known = Options(encoding=encoding.removesuffix("-sig"), separator=separator, quote='"', header_line=1)
    if encoding == "utf-16":
        known = Options(separator=separator, quote='"', header_line=1)
    options = open_file(path, path.name, known).options
    found = list(read_lines(path, Options.from_dict(options.as_dict() | {"width": len(header)})))
    assert [row.cells for row in found if isinstance(row, Row)] == [row for row in table if any(c.strip() for c in row)]
    assert not [row for row in found if isinstance(row, BadRow)]


@settings(max_examples=300)
@given(data=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    try:
        found = opened(path, data)
    except InputRefused:
        return
    width = len(found.header)
    for row in read_lines(path, found.options):
        assert len(row.cells) == width or (isinstance(row, BadRow) and len(row.cells) > width)
        "".join(row.cells).encode()
