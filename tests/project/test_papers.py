"""Every kind of paper is what it says of itself, PDF/A, by somebody else's checker; and the checker finds breaches."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from engines.commission import read_window
from tandem.commissions.extract import extract_paper
from tandem.commissions.models import RunPerson
from tandem.commissions.printing import print_statement
from tandem.commissions.tests.factories import plan_of_pair, released
from tandem.commissions.tests.test_runs import sold
from tandem.contracts.actions import countersign_contract, send_contract
from tandem.contracts.models import Contract
from tandem.contracts.printing import SIGNED, TO_SIGN
from tandem.contracts.tests.factories import STROKES, sign
from tandem.contracts.tests.factories import a_draft as a_contract
from tandem.contracts.tests.factories import fresh as contract_now
from tandem.contracts.tests.test_signing import a_certificate
from tandem.core.documents.keeping import document_of, read_document
from tandem.core.documents.letterhead import edit_letterhead
from tandem.core.documents.logos import read_logo
from tandem.core.documents.printing import print_pdf
from tandem.core.models import Letterhead
from tandem.core.tests.test_documents import SHAPES, a_paper, a_png
from tandem.customers.tests.factories import system
from tandem.customers.tests.world import a_world, of
from tandem.orders.printing import print_confirmation
from tandem.orders.tests.factories import a_pair, actor_of
from tandem.orders.tests.test_printing import an_odd_order
from tandem.programme.kickoff import kickoff_pdf
from tandem.programme.tests.test_reviews import a_house
from tandem.quotes.actions import send_quote
from tandem.quotes.models import Quote
from tandem.quotes.printing import print_comparison, print_quote
from tandem.quotes.tests.factories import AT, fresh, three_options

from .archival import found_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


def a_letterhead(logo: bytes) -> None:
    edit_letterhead(values={"name": "Nordwelle", "logo": read_logo(logo)}, version=0, actor=system(), at=AT)


def a_quote() -> tuple[Quote, Any]:
    a_letterhead(a_png())  # with an alpha channel
    world = a_world()
    actor = of(world.inside, AT)
    quote = three_options(world.customer, actor)
    send_quote(quote, actor=actor, at=AT)
    return fresh(quote), actor


def quote() -> bytes:
    there, actor = a_quote()
    return read_document(print_quote(there, actor=actor, at=AT))


def comparison() -> bytes:
    there, actor = a_quote()
    return read_document(print_comparison(there, actor=actor, at=AT))


def confirmation() -> bytes:
    pair = a_pair(name="Hansen & Söhne", vat_id="DE123456789")
    a_letterhead(SHAPES)
    return read_document(print_confirmation(an_odd_order(pair), actor=actor_of(pair.inside), at=AT))


def statement() -> bytes:
    row = a_statement()
    return read_document(print_statement(row, actor=actor_of(row.employee), at=AT))


def extract() -> bytes:
    row = a_statement()
    month = read_window(row.run.period.name)
    return bytes(extract_paper(row.employee, month, month, actor_of(row.employee)).content)


def a_statement() -> RunPerson:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 4_321_00)
    return RunPerson.objects.get(run=released(), employee=pair.inside)


def kickoff() -> bytes:
    world, programme = a_house()
    return kickoff_pdf(programme, "de", actor=world.actor, at=AT)


def a_signed_contract() -> Contract:
    a_letterhead(a_png())
    world = a_world()
    actor = of(world.inside, AT)
    made = a_contract(world.customer, actor)
    send_contract(made, actor=actor, at=AT)
    sign(contract_now(made), strokes=STROKES, at=AT)
    countersign_contract(contract_now(made), consent="Für uns", actor=actor, at=AT)
    return made


def contract() -> bytes:
    return paper_of(a_signed_contract(), TO_SIGN)


def signed_contract() -> bytes:
    return paper_of(a_signed_contract(), SIGNED)


def paper_of(about: Contract, kind: str) -> bytes:
    found = document_of(about, kind)
    assert found is not None
    return read_document(found)


@pytest.mark.parametrize(
    "made", [quote, comparison, confirmation, statement, extract, kickoff, contract, signed_contract]
)
def test_every_paper_is_what_it_says(made: Callable[[], bytes], tmp_path: Path) -> None:
    assert found_in(made(), tmp_path) == []


def test_a_sealed_contract_still_is(settings: Any, tmp_path: Path) -> None:
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(a_certificate(tmp_path)), "geheim"
    made = a_signed_contract()
    sealed, before = (PdfReader(io.BytesIO(paper_of(made, kind))) for kind in (SIGNED, TO_SIGN))
    assert found_in(paper_of(made, SIGNED), tmp_path) == []
    assert told_by(sealed) == told_by(before)  # the seal leaves alone what the file says of itself


def told_by(reader: Any) -> bytes:
    return bytes(reader.trailer["/Root"]["/Metadata"].get_data())


# --- the checker ---------------------------------------------------------------------------------------------


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def root(writer: Any) -> Any:
    return writer.root_object


def draw(writer: Any, operators: bytes) -> None:
    page = writer.pages[0]
    content = DecodedStreamObject()
    content.set_data(page["/Contents"].get_object().get_data() + operators)
    page[name("Contents")] = writer._add_object(content)


def fonts(writer: Any) -> Iterator[Any]:
    for font in writer.pages[0]["/Resources"]["/Font"].values():
        yield font.get_object()["/DescendantFonts"][0].get_object()


def note(writer: Any, subtype: str, **fields: Any) -> None:
    corners = ArrayObject(NumberObject(one) for one in (0, 0, 10, 10))
    made = DictionaryObject({name("Type"): name("Annot"), name("Subtype"): name(subtype), name("Rect"): corners})
    made.update({name(key): value for key, value in fields.items()})
    writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(made)])


def without_description(writer: Any) -> None:
    del root(writer)["/Metadata"]


def without_standard(writer: Any) -> None:
    told = root(writer)["/Metadata"].get_object()
    told.set_data(told.get_data().replace(b"<pdfaid:part>2</pdfaid:part>", b""))


def without_fonts(writer: Any) -> None:
    for font in fonts(writer):
        del font["/FontDescriptor"].get_object()["/FontFile2"]


def with_wrong_widths(writer: Any) -> None:
    for font in fonts(writer):
        font[name("W")] = ArrayObject([NumberObject(0), ArrayObject([NumberObject(100)] * 20)])


def with_a_glyph_too_few(writer: Any) -> None:
    for font in fonts(writer):
        named = font["/FontDescriptor"].get_object()["/CIDSet"].get_object()
        named.set_data(b"\x7f" + named.get_data()[1:])


def without_intent(writer: Any) -> None:
    del root(writer)["/OutputIntents"]  # what is transparent then needs a group


def in_device_colour(writer: Any) -> None:
    without_intent(writer)
    draw(writer, b" q 1 0 0 rg 0 0 10 10 re f Q")


def in_printing_colours(writer: Any) -> None:
    draw(writer, b" q 0.1 0.2 0.3 0.4 k 0 0 10 10 re f Q")


def with_open_content(writer: Any) -> None:
    draw(writer, b" /Span BMC")


def with_a_script(writer: Any) -> None:
    script = {name("S"): name("JavaScript"), name("JS"): TextStringObject("app.alert(1)")}
    root(writer)[name("OpenAction")] = DictionaryObject(script)


def that_starts_something(writer: Any) -> None:
    start = DictionaryObject({name("S"): name("Launch"), name("F"): TextStringObject("x")})
    note(writer, "Link", F=NumberObject(4), A=start)


def with_a_hidden_note(writer: Any) -> None:
    note(writer, "Link", F=NumberObject(2))


def with_a_field_unseen(writer: Any) -> None:
    note(writer, "Widget", F=NumberObject(4), FT=name("Tx"), T=TextStringObject("x"))


def encrypted(writer: Any) -> None:
    writer.encrypt("", "x", algorithm="RC4-128")


BREACHES = [
    without_description, without_standard, without_fonts, with_wrong_widths, with_a_glyph_too_few, without_intent,
    in_device_colour, in_printing_colours, with_open_content, with_a_script, that_starts_something, with_a_hidden_note,
    with_a_field_unseen, encrypted,
]  # fmt: skip


@pytest.fixture(scope="module")
def sound() -> bytes:
    letter = a_paper(language="de", title="Prüfling").data(Letterhead(name="N", logo=read_logo(a_png())))
    return print_pdf(letter, at=AT)


def changed(pdf: bytes, breach: Callable[[Any], None]) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    breach(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_written_again_without_a_breach_it_passes(sound: bytes, tmp_path: Path) -> None:
    assert found_in(changed(sound, lambda _writer: None), tmp_path) == []


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_found(breach: Callable[[Any], None], sound: bytes, tmp_path: Path) -> None:
    assert found_in(changed(sound, breach), tmp_path)


def test_data_inside_whose_relation_is_not_told_is_found(tmp_path: Path) -> None:
    pdf = confirmation()
    assert found_in(pdf, tmp_path) == []
    for key in (b"/AFRelationship", b"/AF "):
        assert pdf.count(key) >= 1
        assert found_in(pdf.replace(key, b"/X" + key[2:]), tmp_path)


def test_a_plain_file_is_found(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    written = io.BytesIO()
    writer.write(written)
    assert found_in(written.getvalue(), tmp_path)
