"""The order confirmation: every figure of the page, in the text and in the data inside it, to the cent."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import facturx
import pytest
from facturx import get_orderx_xml_from_pdf, xml_check_xsd
from lxml import etree
from pypdf import PdfReader

from tandem.core.documents import keeping
from tandem.core.documents.formats import money, percent, quantity, unit_price
from tandem.core.documents.keeping import read_document
from tandem.core.documents.letterhead import edit_letterhead
from tandem.core.errors import Refused
from tandem.core.models import Document, Event
from tandem.core.tests.browser import text_of
from tandem.customers.actions import add_contact
from tandem.customers.models import Site
from tandem.customers.tests.factories import system
from tandem.orders.models import Order
from tandem.orders.orderx import RAM
from tandem.orders.printing import CONFIRMATION, print_confirmation
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import AT, Pair, a_line, a_pair, actor_of, an_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def pair() -> Pair:
    return a_pair(name="Hansen & Söhne #strong[GmbH]", vat_id="DE123456789")


def an_odd_order(pair: Pair, **fields: Any) -> Order:
    lines = [
        a_line(1234_56, 3333, "Getriebe <b>$x$</b>", discount_ppm=33333),
        a_line(1, 1),
        a_line(999_999_99, 12_500, "Kran", unit="h"),
    ]
    return an_order(pair.customer, lines, confirmed=True, customer_reference="PO 4711", **fields)


def on_paper(document: Document) -> str:
    pages = PdfReader(io.BytesIO(read_document(document))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_figure_on_paper_is_the_database_s(pair: Pair) -> None:
    order = an_odd_order(pair)
    told = on_paper(print_confirmation(order, actor=actor_of(pair.inside), at=AT))
    for line in order.lines.all():
        price, net = unit_price(line.unit_price, "EUR", "de"), money(line.net_cents, "EUR", "de")
        for figure in (line.text, quantity(line.quantity, "de"), price, net):
            assert plain(figure) in told
    assert plain(percent(33333, "de")) in told
    assert f"Summe netto {plain(money(order.net_cents, 'EUR', 'de'))}" in told
    for word in (order.number, pair.customer.name, pair.customer.number, "PO 4711", str(pair.inside), str(pair.field)):
        assert word in told


PROFILE = Path(facturx.__file__).parent / "xsd_and_schematron" / "orderx-basic"


def broken_rules(xml: bytes) -> list[str]:
    """What the profile forbids beyond its schema, by the rules that its makers publish."""
    [path] = PROFILE.glob("*-compiled.xsl")
    rules = path.read_bytes().replace(b"document-uri(/)", b"''")  # the one function that is newer than XSLT 1.0
    told: Any = etree.XSLT(etree.fromstring(rules))(etree.fromstring(xml)).getroot()
    assert len(told.findall("{*}fired-rule")) > 10
    return ["".join(row.itertext()).strip() for row in told.iter("{*}failed-assert", "{*}successful-report")]


@pytest.mark.parametrize("known", [True, False])
def test_the_data_keep_the_rules_of_their_profile_however_little_is_known(pair: Pair, known: bool) -> None:
    order = an_odd_order(pair, wanted_on=date(2026, 12, 24)) if known else an_order(pair.customer, confirmed=True)
    if known:
        Site.objects.create(customer=pair.customer, is_main=True, street="Weg 1", postcode="24103", town="Kiel")
        edit_letterhead(values={"vat_id": "DE999999999", "town": "Kiel"}, version=0, actor=system(), at=AT)
    _name, xml = get_orderx_xml_from_pdf(read_document(print_confirmation(order, actor=actor_of(pair.field), at=AT)))
    assert broken_rules(xml) == []
    without = re.sub(rb"<ram:PostalTradeAddress>.*?</ram:PostalTradeAddress>", b"", xml)
    assert broken_rules(without) == ["Element 'ram:PostalTradeAddress' must occur exactly 1 times."]


def test_the_data_inside_is_valid_and_says_the_same_cents(pair: Pair) -> None:
    Site.objects.create(customer=pair.customer, is_main=True, street="Weg 1", postcode="24103", town="Kiel")
    order = an_odd_order(pair, wanted_on=date(2026, 12, 24))
    edit_letterhead(values={"vat_id": "DE999999999", "town": "Kiel"}, version=0, actor=system(), at=AT)
    content = read_document(print_confirmation(order, actor=actor_of(pair.field), at=AT))
    name, xml = get_orderx_xml_from_pdf(content)
    assert (name, xml_check_xsd(xml, flavor="order-x", level="basic")) == ("order-x.xml", True)
    root = ElementTree.fromstring(xml)  # noqa: S314  our own

    def amounts(tag: str) -> list[int]:
        return [int(Decimal(str(found.text)) * 100) for found in root.iter(f"{{{RAM}}}{tag}")]

    lines = list(order.lines.all())
    assert amounts("LineTotalAmount") == [*(line.net_cents for line in lines), order.net_cents]
    assert amounts("TaxBasisTotalAmount") == [order.net_cents]
    prices = [Decimal(str(found.text)) for found in root.iter(f"{{{RAM}}}ChargeAmount")]
    exact = [Decimal(line.unit_price) / 10_000 * (1_000_000 - line.discount_ppm) / 1_000_000 for line in lines]
    assert prices == exact
    reader: Any = PdfReader(io.BytesIO(content))
    told = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "urn:factur-x:pdfa:CrossIndustryDocument:1p0#" in told or "order-x" in told.lower()


def test_it_speaks_the_language_of_who_ordered(pair: Pair) -> None:
    contact = add_contact(
        pair.customer, values={"last_name": "Dupont", "salutation": "M.", "language": "fr"}, actor=system(), at=AT
    )
    order = an_order(pair.customer, confirmed=True)
    Order.objects.filter(pk=order.pk).update(contact=contact)
    order = Order.objects.select_related("customer", "contact", "tandem").get(pk=order.pk)
    document = print_confirmation(order, actor=actor_of(pair.inside), at=AT)
    told = on_paper(document)
    assert document.language == "fr"
    assert "Confirmation de commande" in told
    assert "Bonjour M. Dupont," in told
    assert plain(money(order.net_cents, "EUR", "fr")) in told


def test_printed_once_the_second_asking_prints_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    order = an_order(pair.customer, confirmed=True)
    first = print_confirmation(order, actor=actor_of(pair.inside), at=AT)
    content = read_document(first)
    monkeypatch.setattr(keeping, "print_pdf", lambda *args, **options: pytest.fail("printed again"))
    client = signed_in_client(pair.field)
    answers = [client.get(f"/documents/{first.pk}/") for _ in range(2)]
    assert [b"".join(answer.streaming_content) for answer in answers] == [content] * 2  # type: ignore[attr-defined]
    assert "attachment" in answers[0]["Content-Disposition"]
    assert print_confirmation(order, actor=actor_of(pair.field), at=AT) == first
    assert Event.objects.filter(verb="order.printed").count() == 1


def test_a_captured_order_and_who_may_not_print_nothing(pair: Pair) -> None:
    captured, confirmed = an_order(pair.customer), an_order(pair.customer, confirmed=True)
    with pytest.raises(Refused):
        print_confirmation(captured, actor=actor_of(pair.inside), at=AT)
    with pytest.raises(Refused):
        print_confirmation(confirmed, actor=actor_of(an_employee(["payroll"])), at=AT)
    assert not Document.objects.exists()
    assert not Event.objects.filter(verb="order.printed").exists()


def test_the_page_prints_and_lists_it_and_others_do_not_find_it(pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    client = signed_in_client(pair.inside)
    assert "Confirmation as PDF" in text_of(client.get(f"/orders/{order.number}/"))
    client.post(f"/orders/{order.number}/print/")
    document = Document.objects.get(about_kind="order", about_id=order.pk, kind=CONFIRMATION)
    assert document.name in text_of(client.get(f"/orders/{order.number}/"))
    pair.customer.restricted = True
    pair.customer.save()
    for stranger in (an_employee(["inside"]), an_employee(["payroll"])):
        assert signed_in_client(stranger).get(f"/documents/{document.pk}/").status_code == 404
    assert client.get("/documents/999999/").status_code == 404
    assert client.get(f"/documents/{document.pk}/").status_code == 200


def test_a_further_edition_is_made_only_on_wish_and_once_per_form(pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    client = signed_in_client(pair.inside)
    client.post(f"/orders/{order.number}/print/")
    for _ in range(2):
        client.post(f"/orders/{order.number}/print/", {"anew": "1", "once": "k1"})
    assert [one.edition for one in Document.objects.order_by("pk")] == [1, 2]
