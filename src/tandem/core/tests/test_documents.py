"""Papers: once, the same bytes for ever, data never markup, six languages; a letterhead that reaches for nothing."""

from __future__ import annotations

import io
import string
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_file, remove_file, sweep_removed
from tandem.core.attachments.storing import content_path, received
from tandem.core.documents import keeping, paper
from tandem.core.documents.formats import day, money, paper_language, percent, quantity, unit_price
from tandem.core.documents.glyphs import REPLACED, printable
from tandem.core.documents.keeping import (
    document_answer,
    documents_of,
    file_name,
    keep_document,
    make_document,
    read_document,
)
from tandem.core.documents.letterhead import edit_letterhead, letterhead
from tandem.core.documents.logos import read_logo
from tandem.core.documents.printing import print_pdf, print_pictures
from tandem.core.documents.words import LANGUAGES, WORDS, say, unit
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Company, Document, Event, Letterhead
from tandem.customers.tests.factories import AT, a_customer, system
from tandem.customers.tests.world import of
from tandem.people.tests.factories import an_employee


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


def a_paper(*blocks: paper.Block, language: str = "de", **fields: Any) -> paper.Paper:
    people = [paper.Person("Aylin Demir", "Innendienst", "+49 431 1", "a@example.com")]
    people.append(paper.Person("Malte Brandt", "Außendienst", "+49 171 2", "m@example.com"))
    made = {"title": "Brief", "address": ["Hansen GmbH", "24103 Kiel"], "facts": [("Datum", "1.1.2026")], **fields}
    return paper.Paper(language=language, people=people, blocks=blocks, **made)


def words_on(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def printed(*blocks: paper.Block, **fields: Any) -> str:
    return words_on(print_pdf(a_paper(*blocks, **fields).data(Letterhead(name="Nordwelle")), at=AT))


@pytest.mark.once
def test_markup_and_script_come_out_as_the_plain_text_they_are() -> None:
    wild = '#strong[x] $a$ \\ = Titel <script>alert("1")</script> #read("/etc/passwd") *b* _c_ @d `e`'
    told = printed(
        paper.text(wild), paper.table([("A", "left", "1")], [[wild]], [(wild, "1")]), title=wild, address=[wild]
    )
    assert told.count('#strong[x] $a$ \\ = Titel <script>alert("1")</script> #read("/etc/passwd")') >= 4
    assert "root:" not in told


@pytest.mark.once
def test_both_people_stand_on_every_paper_with_role_phone_and_mail() -> None:
    told = printed(paper.text("Hallo"))
    for part in (
        "Aylin Demir",
        "Innendienst",
        "+49 431 1",
        "a@example.com",
        "Malte Brandt",
        "Außendienst",
        "m@example.com",
    ):
        assert part in told


@pytest.mark.once
def test_a_long_paper_counts_its_pages_and_repeats_the_heads_of_its_columns() -> None:
    rows = [[str(number), "Motor"] for number in range(150)]
    made = print_pdf(
        a_paper(paper.table([("Pos.", "left", "auto"), ("Was", "left", "1")], rows)).data(Letterhead(name="N")), at=AT
    )
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]
    assert len(pages) > 3
    assert all(f"Seite {number} von {len(pages)}" in text for number, text in enumerate(pages, 1))
    assert all("Pos." in text for text in pages)


@pytest.mark.once
@pytest.mark.parametrize("standard", ["a-2b", "a-3b"])
def test_it_says_which_standard_it_keeps_and_embeds_its_fonts(standard: str) -> None:
    made = print_pdf(a_paper(paper.text("Hallo")).data(Letterhead(name="N")), at=AT, standard=standard)
    reader: Any = PdfReader(io.BytesIO(made))
    told = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert f"<pdfaid:part>{standard[2]}</pdfaid:part>" in told
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in told
    fonts = [font["/BaseFont"] for font in reader.pages[0]["/Resources"]["/Font"].values()]
    assert fonts
    assert all("Inter" in font for font in fonts)


@pytest.mark.once
def test_what_the_font_cannot_show_becomes_a_square_and_the_unseen_goes() -> None:
    assert printable("Łódź Ελλάδα Москва ok") == "Łódź Ελλάδα Москва ok"
    assert printable(["日本 😀", {"a": "x\u200bé\x00\u202e"}]) == [f"{REPLACED * 2} {REPLACED}", {"a": "xé"}]
    assert "Firma" in printed(paper.text("日本 😀 Firma \u0301"))


@pytest.mark.once
def test_every_word_is_there_in_six_languages_with_the_same_places() -> None:
    for key, row in WORDS.items():
        assert len(row) == len(LANGUAGES) == 6
        assert all(row), key
        places = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in row]
        assert all(found == places[0] for found in places), key


@pytest.mark.once
def test_numbers_days_and_amounts_are_written_as_the_reader_does() -> None:
    assert [money(-123456, "EUR", name) for name in ("de", "en")] == ["-1.234,56\xa0€", "-€1,234.56"]
    assert money(123456, "CHF", "fr") == "1\u202f234,56\xa0CHF"
    assert unit_price(12345, "EUR", "de") == "1,2345\xa0€"
    assert unit_price(1230000, "EUR", "en") == "€123.00"
    assert (quantity(1500, "de"), percent(25000, "de"), percent(33333, "en")) == ("1,5", "2,5\xa0%", "3.3333%")
    assert [day(date(2026, 3, 5), name) for name in ("de", "en", "pl")] == ["05.03.2026", "5 Mar 2026", "05.03.2026"]
    assert (paper_language("fr"), paper_language("tr"), say("page", "tr"), unit("pc", "de"), unit("Fass", "de")) == (
        "fr", "en", "Page", "Stk.", "Fass",
    )  # fmt: skip


@pytest.mark.django_db
def test_made_once_it_is_never_printed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    thing, actor = a_customer(), system()
    first, new = make_document(thing, kind="letter", paper=a_paper(paper.text("Eins")), actor=actor, at=AT)
    content = read_document(first)
    monkeypatch.setattr(keeping, "print_pdf", lambda *args, **options: pytest.fail("printed again"))
    edit_letterhead(values={"name": "Anders"}, version=0, actor=admin(), at=AT)
    again, newer = make_document(thing, kind="letter", paper=a_paper(paper.text("Zwei")), actor=actor, at=AT)
    assert (new, newer, again) == (True, False, first)
    assert b"".join(document_answer(again)) == content == content_path(first.digest).read_bytes()
    assert "Eins" in words_on(content)


@pytest.mark.django_db
def test_another_language_and_a_further_edition_are_papers_of_their_own() -> None:
    thing, actor = a_customer(), system()
    made = [
        make_document(
            thing, kind="letter", paper=a_paper(paper.text("x"), language=name), actor=actor, at=AT, anew=anew
        )[0]
        for name, anew in (("de", False), ("en", False), ("de", True))
    ]
    assert [(one.language, one.edition, one.name) for one in made] == [
        ("de", 1, "Brief.pdf"), ("en", 1, "Brief.pdf"), ("de", 2, "Brief-2.pdf"),
    ]  # fmt: skip
    assert list(documents_of("customer", thing.pk)) == made[::-1]


@pytest.mark.django_db
def test_of_two_who_print_at_once_both_get_the_first_one() -> None:
    fields: dict[str, Any] = {
        "kind": "letter",
        "language": "de",
        "title": "Brief",
        "standard": "a-2b",
        "actor": system(),
        "at": AT,
    }
    thing = a_customer()
    first = keep_document(thing, content=b"%PDF-1", **fields)
    second = keep_document(thing, content=b"%PDF-2", **fields)
    assert (first[1], second) == (True, (first[0], False))
    assert read_document(first[0]) == b"%PDF-1"


@pytest.mark.django_db
def test_bytes_that_are_not_what_was_kept_are_not_read() -> None:
    made, _new = make_document(a_customer(), kind="letter", paper=a_paper(), actor=system(), at=AT)
    content_path(made.digest).write_bytes(b"%PDF-forged")
    with pytest.raises(ValueError, match="not what was kept"):
        read_document(made)


@pytest.mark.once
def test_names_of_files_are_harmless() -> None:
    assert file_name("Auftragsbestätigung A26/1 <x>") == "Auftragsbestätigung-A26-1-x.pdf"
    assert file_name("../../etc") == "etc.pdf"
    assert file_name("///") == "document.pdf"


# --- the letterhead ------------------------------------------------------------------------------------------


def admin() -> Actor:
    return of(an_employee(["admin"]), AT)


@pytest.mark.django_db
def test_administration_changes_the_letterhead_and_nobody_else() -> None:
    Company.objects.create(pk=1, name="Nordwelle")
    assert letterhead().name == "Nordwelle"
    with pytest.raises(Refused):
        edit_letterhead(values={"name": "x"}, version=0, actor=of(an_employee(["manager"]), AT), at=AT)
    assert not Letterhead.objects.exists()
    event = edit_letterhead(values={"town": "Kiel", "logo": "<svg/>"}, version=0, actor=admin(), at=AT)
    assert event is not None
    assert (event.changes, event.data["logo"]) == ({"town": ["", "Kiel"]}, True)
    with pytest.raises(Conflict):
        edit_letterhead(values={"town": "Bonn"}, version=0, actor=admin(), at=AT)
    assert edit_letterhead(values={"town": "Kiel"}, version=1, actor=admin(), at=AT) is None
    assert Event.objects.filter(verb="letterhead.edited").count() == 1


@pytest.mark.django_db
def test_a_letterhead_takes_one_statement_and_before_there_is_one_says_the_company_s_name(
    django_assert_num_queries: Any,
) -> None:
    def told() -> tuple[Any, ...]:
        with django_assert_num_queries(1):
            head = letterhead()
        return head.pk, head.name, head.version, head.country, head.logo

    assert told() == (None, "", 0, "DE", "")
    Company.objects.create(pk=1, name="Nordwelle")
    assert told() == (None, "Nordwelle", 0, "DE", "")
    edit_letterhead(values={"name": "Anders", "country": "AT", "logo": "<svg/>"}, version=0, actor=admin(), at=AT)
    assert told() == (1, "Anders", 1, "AT", "<svg/>")
    Company.objects.all().delete()
    assert told() == (1, "Anders", 1, "AT", "<svg/>")


def a_png(size: tuple[int, int] = (40, 20)) -> bytes:
    written = io.BytesIO()
    Image.new("RGBA", size, (200, 10, 10, 128)).save(written, "PNG")
    return written.getvalue()


SHAPES = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z" fill="#123456"/></svg>'


@pytest.mark.once
@pytest.mark.parametrize("content", [a_png(), SHAPES])
def test_a_logo_is_printed(content: bytes) -> None:
    logo = read_logo(content)
    made = print_pdf(a_paper().data(Letterhead(name="N", logo=logo)), at=AT)
    assert len(made) > 5000
    [page] = print_pictures(a_paper().data(Letterhead(name="N", logo=logo)), ppi=40)
    assert page.startswith(b"\x89PNG")


@pytest.mark.once
@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a",
        b"",
        a_png()[:60],
        b"<html></html>",
        SHAPES.replace(b"<path", b"<script>1</script><path"),
        SHAPES.replace(b"<path", b'<image href="/etc/passwd"/><path'),
        SHAPES.replace(b"<path", b'<use href="file:///etc/passwd#a"/><path'),
        SHAPES.replace(b"<path", b'<path onload="x()"'),
        SHAPES.replace(b'fill="#123456"', b'fill="url(http://x/y)"'),
        SHAPES.replace(b"<path", b"<style>*{}</style><path"),
        b'<!DOCTYPE svg [<!ENTITY a "aa">]>' + SHAPES,
        b" " * 1_100_000,
    ],
)
def test_what_is_no_harmless_picture_is_no_logo(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_logo(content)


@pytest.mark.django_db
def test_a_document_is_kept_when_files_are_swept() -> None:
    thing, actor = a_customer(), system()
    made, _new = make_document(thing, kind="letter", paper=a_paper(), actor=actor, at=AT)
    with received(keeping._Printed("copy.pdf", read_document(made))) as coming:
        file = add_file(thing, name="copy.pdf", content=coming, actor=actor, at=AT)
    remove_file(file, actor=actor, at=AT)
    sweep_removed(Event.objects.latest("pk"), AT + timedelta(days=40))
    assert read_document(Document.objects.get(pk=made.pk))
