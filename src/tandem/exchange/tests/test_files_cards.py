"""vCards of any version as rows; a broken card harms itself only."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.exchange.files import open_file, read_lines
from tandem.exchange.files.cards import COLUMNS
from tandem.exchange.reading import BadRow, InputRefused, Row

pytestmark = pytest.mark.once


def cards(path: Path, text: str | bytes) -> list[dict[str, str] | str]:
    """Each card's filled cells, or why it is none."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found = []
    for row in read_lines(path, open_file(path, path.name).options):
        filled = {name: cell for name, cell in zip(COLUMNS, row.cells, strict=True) if cell}
        found.append(row.reason if isinstance(row, BadRow) else filled)
    return found


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.vcf"


def test_a_card_of_version_3(path: Path) -> None:
    lines = (
        "N:Müßig;Änne;;Frau Dr.;",
        "FN:Dr. Änne Müßig",
        "ORG:Größe\\, Bär & Söhne;Einkauf",
        "TITLE:Leiterin\\nEinkauf",
        "EMAIL;TYPE=HOME:privat@example.org",
        "EMAIL;TYPE=WORK:aenne@example.com",
        "TEL;TYPE=FAX,WORK:1",
        "TEL;TYPE=CELL:0171 1",
        "TEL;TYPE=WORK,VOICE:0221 1",
        "item1.ADR;TYPE=WORK:;Haus B;Lange",
        "  Straße 1;Köln;NRW;50667;Deutschland",
        "URL:https\\://example.com",
        "NOTE:erste\\nzweite Zeile",
        "NOTE:dritte",
    )
    assert cards(path, card(*lines)) == [
        {
            "salutation": "Frau Dr.",
            "first_name": "Änne",
            "last_name": "Müßig",
            "company": "Größe, Bär & Söhne",
            "function": "Leiterin Einkauf",
            "email": "aenne@example.com",
            "phone": "0221 1",
            "mobile": "0171 1",
            "street": "Lange Straße 1 Haus B",
            "postcode": "50667",
            "town": "Köln",
            "region": "NRW",
            "country": "Deutschland",
            "website": "https://example.com",
            "note": "erste\nzweite Zeile\ndritte",
        }
    ]


def test_a_card_of_version_2_with_quoted_printable_in_its_own_charset(path: Path) -> None:
    lines = (
        "N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg",
        "ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=B6=C3=9Fe =",
        "GmbH",
        "TEL;CELL;PREF:1",
        "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ",
        " SkZJRg:ABC==",
    )
    assert cards(path, card(*lines, version="2.1")) == [
        {"first_name": "Jörg", "last_name": "Müller", "company": "Größe GmbH", "mobile": "1"}
    ]


def test_a_card_of_version_4_with_addresses_as_links(path: Path) -> None:
    lines = ('TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+49-221-1;ext=102', "TEL;PREF=2:2", "FN:Jo Groß")
    assert cards(path, card(*lines, version="4.0")) == [{"first_name": "Jo", "last_name": "Groß", "phone": "+49-221-1"}]


def test_a_company_without_a_person(path: Path) -> None:
    assert cards(path, card("FN:Bär GmbH", "ORG:Bär GmbH", "EMAIL:info@example.com")) == [
        {"company": "Bär GmbH", "email": "info@example.com"}
    ]


def test_a_broken_card_harms_itself_only(path: Path) -> None:
    broken = "BEGIN:VCARD\nVERSION:3.0\nN:A;B\n"
    found = cards(path, card("N:X;Y") + broken + card("N:C;D") + card("PHOTO:x") + card("N:E;F"))
    assert found[0] == {"first_name": "Y", "last_name": "X"}
    assert found[2] == {"first_name": "D", "last_name": "C"}
    assert found[4] == {"first_name": "F", "last_name": "E"}
    assert isinstance(found[1], str)
    assert isinstance(found[3], str)


def test_an_old_address_book_in_windows_1252(path: Path) -> None:
    assert cards(path, card("N:Müßig;Jörg", version="2.1").encode("cp1252")) == [
        {"first_name": "Jörg", "last_name": "Müßig"}
    ]


def test_a_card_inside_a_card_is_left_out(path: Path) -> None:
    agent = "BEGIN:VCARD\nN:Agent;An\nTEL:9\nEND:VCARD"
    assert cards(path, card("N:X;Y", "AGENT:", agent, "TEL:1")) == [{"first_name": "Y", "last_name": "X", "phone": "1"}]


def test_lines_are_those_of_begin_and_reading_goes_on_behind_one(path: Path) -> None:
    path.write_text(card("N:A;B", end="\n") + "\n" + card("N:C;D", end="\n"), newline="")
    found = open_file(path, path.name)
    assert [row.line for row in found.sample] == [1, 6]
    assert [row.line for row in read_lines(path, found.options, after=1)] == [6]


def test_a_file_that_only_begins_like_cards_is_refused_or_named(path: Path) -> None:
    assert [isinstance(one, str) for one in cards(path, "BEGIN:VCARD\n")] == [True]


# vobject doubles no backslash that stands before its own separators: what it wrote then has two readings.
WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z"), exclude_characters="\\"), min_size=1, max_size=12
)


@settings(max_examples=60)
@given(last=WORD, first=WORD, company=WORD, note=WORD)
def test_what_a_library_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, last: str, first: str, company: str, note: str
) -> None:
    vobject = import_module("vobject")
    made = vobject.vCard()
    made.add("n").value = vobject.vcard.Name(family=last, given=first)
    made.add("fn").value = f"{first} {last}"
    made.add("org").value = [company]
    made.add("note").value = note * 9
    found = cards(tmp_path_factory.mktemp("cards") / "a.vcf", made.serialize())
    assert found == [{"first_name": first, "last_name": last, "company": company, "note": note * 9}]


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["BEGIN:VCARD", "END:VCARD", "N:a;b", "TEL;=", "AGENT:", " x", "=", "ADR:", ";;:", "Ä"]))
)
def test_any_order_of_lines_is_read(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("any") / "a.vcf"
    path.write_text("BEGIN:VCARD\n" + "\n".join(lines))
    try:
        options = open_file(path, path.name).options
    except InputRefused:
        return
    assert all(len(row.cells) == len(COLUMNS) for row in read_lines(path, options) if isinstance(row, Row))
