"""The pages of quotes: from a click to a sent quote, what a row answers, and what nobody may read."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.catalogue.tests.factories import a_price_list, a_product, priced
from tandem.core.actor import Actor
from tandem.core.tests.browser import main_form
from tandem.customers.models import PriceListUse
from tandem.customers.tests.factories import a_contact
from tandem.customers.tests.world import World, a_world
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.tests.factories import an_opportunity
from tandem.quotes.actions import add_offer, edit_head, edit_line, edit_option, send_quote, set_attributes, set_value
from tandem.quotes.models import Acceptance, Line, Quote
from tandem.quotes.pricing import LineInput

from .factories import a_draft, a_sent, fresh, three_options

pytestmark = pytest.mark.django_db
HTMX: dict[str, Any] = {"headers": {"HX-Request": "true"}}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world() -> World:
    return a_world()


def now_of(person: Employee) -> Actor:
    return Actor.of(person, timezone.now())


def url(quote: Quote, *parts: object) -> str:
    return "/".join(["/quotes", quote.number, *map(str, parts), ""])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def row(**values: str) -> dict[str, str]:
    return {"product": "", "text": "", "quantity": "1", "unit_price": "", "discount": "", **values}


def test_a_quote_made_from_an_opportunity_is_known_to_both(world: World) -> None:
    contact = a_contact(world.customer)
    one = an_opportunity(world.customer, title="Linie 4 modernisieren", contact=contact)
    client, section = signed_in_client(world.inside), f"/opportunities/{one.number}/quotes/"
    new = f"/quotes/new/?about=opportunity:{one.pk}"
    assert new in client.get(one.get_absolute_url()).content.decode()
    assert "None yet" in client.get(section).content.decode()
    form = main_form(client.get(new))
    assert (form.values["contact"], form.values["subject"]) == ([str(contact.pk)], ["Linie 4 modernisieren"])
    client.post(new, {**form.values, "kind": "one"})
    quote = Quote.objects.get()
    assert (quote.about, quote.contact, quote.subject) == (("opportunity", one.pk), contact, "Linie 4 modernisieren")
    assert url(quote) in client.get(section).content.decode()
    assert one.get_absolute_url() in client.get(url(quote)).content.decode()
    assert "still open" not in text_of(client.get(url(quote)))
    Quote.objects.filter(pk=quote.pk).update(status="accepted")
    assert f"Quote {quote.number} was accepted." in text_of(client.get(section))
    assert signed_in_client(world.payroll).get(section).status_code == 404


def test_from_a_customer_to_a_sent_quote_in_four_requests(world: World) -> None:
    client, product = signed_in_client(world.inside), a_product(number="M-1", list_price=100_0000)
    begun = client.post(f"/quotes/new/?customer={world.customer.number}", {"kind": "one", "once": "k"})
    again = client.post(f"/quotes/new/?customer={world.customer.number}", {"kind": "one", "once": "k"})
    quote = Quote.objects.get()
    assert begun.headers["Location"] == again.headers["Location"] == url(quote, "edit")
    option = quote.revisions.get().options.get()
    added = client.post(f"{url(quote, 'lines')}?option={option.pk}", row(product="M-1", quantity="3"), **HTMX)
    line = Line.objects.get()
    assert (added.status_code, line.product, line.quantity) == (200, product, 3000)
    assert f'id="line-{line.pk}"' in added.content.decode()
    assert 'id="quote-sums" hx-swap-oob="true"' in added.content.decode()
    sent = client.post(url(quote, "sending"), {"version": fresh(quote).version, "once": "s"})
    assert (sent.status_code, fresh(quote).status, fresh(quote).net_cents) == (302, "sent", 300_00)


def test_three_options_begin_with_names_in_the_customers_language(world: World) -> None:
    client = signed_in_client(world.inside)
    client.post(f"/quotes/new/?customer={world.customer.number}", {"kind": "three"})
    assert Quote.objects.get().revisions.get().options.count() == 3


def test_a_row_saves_itself_and_its_price_follows_the_quantity(world: World) -> None:
    actor, product, own = now_of(world.inside), a_product(list_price=100_0000), a_price_list()
    priced(own, product, (0, 100_0000), (10_000, 80_0000))
    PriceListUse.objects.create(price_list=own, start=actor.today)
    quote = a_draft(world.customer, actor, [LineInput(product_id=product.pk)])
    line, client = Line.objects.get(), signed_in_client(world.inside)
    typed = row(product=product.number, text=product.name, quantity="10", unit_price="100.00", version="1")
    answer = client.post(url(quote, "lines", line.pk), typed, **HTMX)
    line.refresh_from_db()
    assert (answer.status_code, line.quantity, line.unit_price, line.version) == (200, 10_000, 80_0000, 2)
    page = answer.content.decode()
    assert f'id="line-{line.pk}-version" value="2" hx-swap-oob="true"' in page
    assert f'id="line-{line.pk}-unit_price"' in page
    kept = client.post(
        url(quote, "lines", line.pk), {**typed, "quantity": "1", "unit_price": "70", "version": "2"}, **HTMX
    )
    line.refresh_from_db()
    assert (kept.status_code, line.unit_price) == (200, 70_0000)


def test_a_row_that_somebody_else_changed_shows_theirs_and_keeps_mine(world: World) -> None:
    actor = now_of(world.inside)
    quote = a_draft(world.customer, actor)
    line = Line.objects.get()
    edit_line(quote, line.pk, LineInput("Motor", 5000, 100_0000), actor=now_of(world.field), at=actor.at)
    client, typed = signed_in_client(world.inside), row(text="Motor", quantity="9", unit_price="100", version="1")
    answer = client.post(url(quote, "lines", line.pk), typed, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-conflict" in page
    assert 'value="2" hx-swap-oob' in page
    assert Line.objects.get().quantity == 5000
    client.post(url(quote, "lines", line.pk), {**typed, "version": "2"}, **HTMX)
    assert Line.objects.get().quantity == 9000


@pytest.mark.parametrize(
    "values", [{"quantity": "-1"}, {"quantity": "0"}, {"quantity": "x"}, {"unit_price": "-5"}, {"discount": "101"}]
)
def test_what_a_row_cannot_say_is_told_and_not_saved(world: World, values: dict[str, str]) -> None:
    quote = a_draft(world.customer, now_of(world.inside))
    line, client = Line.objects.get(), signed_in_client(world.inside)
    typed = {**row(text="Motor", unit_price="100", version="1"), **values}
    answer = client.post(url(quote, "lines", line.pk), typed, **HTMX)
    assert (answer.status_code, "invalid-feedback" in answer.content.decode()) == (422, True)
    assert Line.objects.get().version == 1


def test_the_head_saves_itself_and_meets_who_else_writes(world: World) -> None:
    actor = now_of(world.inside)
    quote = a_draft(world.customer, actor)
    one, two = signed_in_client(world.inside), signed_in_client(world.field)
    head = {"valid_until": quote.valid_until.isoformat(), "language": "de", "version": "1", "intro": "Hallo"}  # type: ignore[union-attr]
    saved = one.post(url(quote, "edit"), head, **HTMX)
    assert 'id="id_version" value="2" hx-swap-oob="true"' in saved.content.decode()
    late = two.post(url(quote, "edit"), {**head, "intro": "Moin", "initial-intro": ""})
    assert (late.status_code, "Hallo" in text_of(late)) == (409, True)
    assert quote.revisions.get().intro == "Hallo"


def test_a_second_acceptance_is_a_409(world: World) -> None:
    quote = a_sent(world.customer, now_of(world.inside))
    option = quote.revisions.get().options.get().pk
    client, said = signed_in_client(world.inside), {"option": option, "revision": 1}
    first = client.post(url(quote, "acceptance"), {**said, "once": "a"})
    double = client.post(url(quote, "acceptance"), {**said, "once": "a"})
    other = signed_in_client(world.field).post(url(quote, "acceptance"), {**said, "once": "b"})
    assert [answer.status_code for answer in (first, double, other)] == [302, 302, 409]
    assert Acceptance.objects.count() == 1


def test_what_was_compared_is_told_in_both_histories(world: World) -> None:
    actor, client = now_of(world.inside), signed_in_client(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(text="Motor", unit_price=100_0000)])
    option = quote.revisions.get().options.get()
    set_attributes(quote, names=["Gewicht"], actor=actor, at=actor.at)
    set_value(quote, option.pk, attribute="Gewicht", value="12 kg", actor=actor, at=actor.at)
    edit_head(quote, values={"discount_ppm": 30_000}, actor=actor, at=actor.at)
    for kind, pk in (("quote", quote.pk), ("customer", world.customer.pk)):
        page = text_of(client.get(f"/history/{kind}/{pk}/"))
        for told in ("Compared by: – → Gewicht", "Comparison: – → Gewicht: 12 kg", "→ 3 %"):
            assert told in page
        assert "30000" not in page


def test_cost_and_margin_are_in_no_answer_for_who_may_not_see_them(world: World) -> None:
    actor = now_of(world.inside)
    product = a_product(list_price=100_0000, cost=61_2300)
    quote = a_draft(world.customer, actor, [LineInput(product_id=product.pk)])
    line = Line.objects.get()
    assert line.cost == 61_2300
    sent = a_sent(world.customer, actor, [LineInput(product_id=product.pk)])
    pages = [url(quote), url(quote, "edit"), url(quote, "peek"), url(quote, "comparison"), url(sent), "/quotes/"]
    pages += [url(quote, "lines", line.pk), url(quote, "differences"), f"/history/quote/{quote.pk}/"]
    pages += [f"{url(quote, 'products')}?product=Getriebe"]
    for person, may in ((world.inside, False), (world.field, False), (world.manager, True)):
        client = signed_in_client(person)
        told = [client.get(page) for page in pages]
        assert {answer.status_code for answer in told} == {200}
        seen = [text for answer in told if "61.23" in (text := text_of(answer)) or "38.77" in text or "Margin" in text]
        assert bool(seen) == may, person
        seen_version = str(Line.objects.get(pk=line.pk).version)
        typed = row(product=product.number, version=seen_version)
        saved = client.post(url(quote, "lines", line.pk), typed, **HTMX)
        assert ("38.77" in text_of(saved)) == may
    snapshot = str(sent.revisions.get().snapshot)
    assert "612300" not in snapshot


def test_the_list_goes_along_as_a_file_without_cost(world: World) -> None:
    actor = now_of(world.inside)
    quote = a_sent(world.customer, actor, [LineInput(product_id=a_product(cost=61_2300).pk)])
    answer = signed_in_client(world.inside).post("/lists/quotes/export/?scope=all", {"as": "quotes.csv"})
    body = answer.getvalue()
    assert quote.number in body.decode("utf-8-sig")
    assert "61" not in next(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("who", ["mate", "stranger", "far_manager", "payroll", "admin"])
def test_a_quote_of_a_private_customer_is_there_for_its_owners_only(world: World, who: str) -> None:
    quote = a_sent(world.restricted, now_of(world.inside))
    client = signed_in_client(getattr(world, who))
    for page in ("", "edit", "peek", "comparison", "acceptance", "sending"):
        assert client.get(url(quote, *filter(None, [page]))).status_code == 404
    assert quote.number not in client.get("/quotes/?scope=all").content.decode()
    assert client.post(url(quote, "acceptance"), {"option": 1, "revision": 1}).status_code == 404


def test_no_name_becomes_script(world: World) -> None:
    actor = now_of(world.inside)
    quote = three_options(world.customer, actor)
    option = quote.revisions.get().options.all()[0]
    edit_option(quote, option.pk, values={"name": SCRIPT, "reason": SCRIPT}, actor=actor, at=actor.at)
    line = Line.objects.filter(option=option).get()
    hostile = LineInput(SCRIPT, unit_price=1, detail=SCRIPT, section=SCRIPT, option_id=option.pk)
    edit_line(quote, line.pk, hostile, actor=actor, at=actor.at)
    rival = {"competitor": SCRIPT, "source": SCRIPT, "product": SCRIPT, "seen_on": actor.today}
    add_offer(quote, values=rival, actor=actor, at=actor.at)
    set_attributes(quote, names=[SCRIPT], actor=actor, at=actor.at)
    client: Client = signed_in_client(world.inside)
    for page in ("", "edit", "peek", "comparison", "comparison/edit"):
        body = client.get(url(quote, *filter(None, page.split("/")))).content.decode()
        assert "alert(1)" in body
        assert SCRIPT not in body
    send_quote(fresh(quote), actor=actor, at=actor.at)
    assert SCRIPT not in client.get(url(quote)).content.decode()


def test_what_differs_between_two_revisions_is_told(world: World) -> None:
    actor = now_of(world.inside)
    quote = a_sent(world.customer, actor)
    client = signed_in_client(world.inside)
    assert client.post(url(quote, "revisions"), {"once": "r"}).status_code == 302
    assert client.post(url(quote, "revisions"), {"once": "r"}).status_code == 302
    quote = fresh(quote)
    assert quote.revision == 2
    page, address = client.get(url(quote)).content.decode(), url(quote, "revisions", "discard")
    outside, _start, dialog = page.partition('id="discard"')
    assert (outside.count(address), dialog.count(address)) == (0, 1)  # throwing it away asks first
    line = Line.objects.get(revision__number=2)
    edit_line(quote, line.pk, LineInput("Motor", 3000, 90_0000), actor=actor, at=actor.at)
    told = text_of(client.get(url(quote, "differences")))
    for word in ("1 pc × €100.00", "3 pc × €90.00", "€270.00"):
        assert word in told, told
