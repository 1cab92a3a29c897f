"""Quotes and comparisons on paper: every cent as the snapshot says, nothing of ours, once per revision."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tandem.core.documents import keeping
from tandem.core.documents.formats import money, percent, unit_price
from tandem.core.documents.keeping import read_document
from tandem.core.errors import Refused
from tandem.core.models import Document, Event
from tandem.core.tests.browser import text_of
from tandem.customers.models import Customer
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.quotes.actions import add_offer, revise_quote, send_quote, set_attributes, set_value
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput
from tandem.quotes.printing import print_comparison, print_quote

from .factories import AT, a_draft, a_product, a_sent, fresh, three_options

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def world() -> World:
    return a_world()


def plain(text: str) -> str:
    return " ".join(text.split())


def on_paper(document: Document) -> str:
    pages = PdfReader(io.BytesIO(read_document(document))).pages
    return plain(" ".join(page.extract_text() for page in pages))


def snapshot(quote: Quote) -> dict[str, Any]:
    told = quote.revisions.get(number=quote.revision).snapshot
    assert told is not None
    return dict(told)


def test_every_figure_of_every_option_is_the_snapshot_s(world: World) -> None:
    actor = of(world.inside, AT)
    quote = three_options(world.customer, actor)
    send_quote(quote, actor=actor, at=AT)
    quote = fresh(quote)
    told, read = on_paper(print_quote(quote, actor=actor, at=AT)), snapshot(quote)
    for option in read["options"]:
        assert option["name"] in told
        figures = [option["totals"][name] for name in ("net", "gross")]
        figures += [line["net_cents"] for line in option["lines"]] + [rate["tax"] for rate in option["totals"]["rates"]]
        for cents in figures:
            assert plain(money(cents, "EUR", "de")) in told
        for line in option["lines"]:
            assert plain(unit_price(line["unit_price"], "EUR", "de")) in told
        for rate in option["totals"]["rates"]:
            assert f"zzgl. {plain(percent(rate['tax_ppm'], 'de'))} USt." in told
    assert "auf Wunsch, nicht in der Summe" in told
    assert quote.number in told
    for person in (world.inside, world.field):
        assert str(person) in told
        assert person.email in told


def test_cost_and_margin_are_on_no_paper(world: World) -> None:
    actor = of(world.inside, AT)
    product = a_product(number="P-77", name="Getriebe", cost=123_4567, list_price=999_0000)
    quote = a_sent(world.customer, actor, [LineInput(text="Getriebe", unit_price=999_0000, product_id=product.pk)])
    told = on_paper(print_quote(quote, actor=actor, at=AT))
    assert "999,00" in told
    assert "123,45" not in told


def test_once_per_revision_and_a_draft_is_not_printed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = of(world.field, AT)
    with pytest.raises(Refused):
        print_quote(a_draft(world.customer, actor), actor=actor, at=AT)
    quote = a_sent(world.customer, actor)
    first = print_quote(quote, actor=actor, at=AT)
    revise_quote(quote, actor=actor, at=AT)
    send_quote(fresh(quote), actor=actor, at=AT)
    second = print_quote(fresh(quote), actor=actor, at=AT)
    assert [(one.kind, one.edition) for one in (first, second)] == [("quote", 1), ("quote", 2)]
    monkeypatch.setattr(keeping, "print_pdf", lambda *args, **options: pytest.fail("printed again"))
    assert print_quote(fresh(quote), actor=actor, at=AT) == second
    assert Event.objects.filter(verb="quote.printed").count() == 2


def test_the_comparison_shows_options_and_only_offers_that_may_be_seen(world: World) -> None:
    actor = of(world.inside, AT)
    quote = three_options(world.customer, actor)
    set_attributes(quote, names=["Gewicht"], actor=actor, at=AT)
    for option, weight in zip(quote.revisions.get().options.all(), ("12 kg", "12 kg", "9 kg"), strict=True):
        set_value(quote, option.pk, attribute="Gewicht", value=weight, actor=actor, at=AT)
    send_quote(fresh(quote), actor=actor, at=AT)
    quote = fresh(quote)
    first = print_comparison(quote, actor=actor, at=AT)
    told = on_paper(first)
    for word in ("Gut", "Besser", "Am besten", "Gewicht", "12 kg", "9 kg"):
        assert word in told
    for option in snapshot(quote)["options"]:
        assert plain(money(option["totals"]["net"], "EUR", "de")) in told
    later = AT + timedelta(hours=1)
    rival = {"product": "X1", "net_cents": 7_654_32, "source": "Messe", "seen_on": later.date()}
    late = of(world.inside, later)
    add_offer(quote, values={**rival, "competitor": "Geheim AG", "shown": False}, actor=late, at=later)
    assert print_comparison(quote, actor=actor, at=later) == first
    add_offer(quote, values={**rival, "competitor": "Offen AG", "shown": True}, actor=late, at=later)
    second = on_paper(print_comparison(quote, actor=actor, at=later))
    assert "Offen AG" in second
    assert "7.654,32 €" in second
    assert "Geheim AG" not in second


def test_one_option_alone_is_not_compared(world: World) -> None:
    actor = of(world.inside, AT)
    with pytest.raises(Refused, match="only one option"):
        print_comparison(a_sent(world.customer, actor), actor=actor, at=AT)
    assert not Document.objects.exists()


def test_after_sending_the_mail_is_at_hand_with_the_pdf(world: World) -> None:
    actor = of(world.inside, AT)
    quote = a_draft(Customer.objects.get(pk=world.customer.pk), actor)
    client = signed_in_client(world.inside)
    answer = client.post(f"/quotes/{quote.number}/sending/", {"version": quote.version, "once": "k"})
    assert answer["Location"] == f"/letters/new/?about=quote:{quote.pk}"
    client.post(f"/quotes/{quote.number}/print/")
    document = Document.objects.get()
    assert document.name in text_of(client.get(f"/quotes/{quote.number}/"))
