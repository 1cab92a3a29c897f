"""Pages of orders, through the URL."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.catalogue.entries import product_entry
from tandem.catalogue.tests.factories import a_product
from tandem.core.models import Event
from tandem.core.search import put
from tandem.customers.tests.factories import a_contact
from tandem.orders.actions import edit_order
from tandem.orders.models import CreditNote, Order, OrderConfirmation
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import Pair, a_line, a_pair, actor_of, an_order
from .test_confirm import state

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pair() -> Pair:
    return a_pair()


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


def row(key: str = "r1", **values: str) -> dict[str, list[str]]:
    filled = {"product": "", "text": "", "quantity": "1", "unit_price": "", "discount": "", "row": key, **values}
    return {name: [value] for name, value in filled.items()}


def form(*rows: dict[str, list[str]], **values: Any) -> dict[str, Any]:
    head = {"contact": "", "ordered_on": today().isoformat(), "wanted_on": "", "customer_reference": "", "remark": ""}
    lines = {name: [value for one in rows for value in one[name]] for name in row()}
    return {**head, "once": "key", **lines, **values}


def today() -> date:
    return timezone.localdate()


def new_url(pair: Pair) -> str:
    return f"/orders/new/?customer={pair.customer.number}"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# --- capture ------------------------------------------------------------------------------------------------


def test_capture_starts_with_the_customer(client: Client, pair: Pair) -> None:
    page = client.get("/orders/new/")
    assert page.status_code == 200
    found = client.get("/orders/new/", {"customer": pair.customer.name[:8]})
    assert f"?customer={pair.customer.number}" in found.content.decode()
    chosen = client.get(new_url(pair)).content.decode()
    assert len(re.findall(r'name="row"', chosen)) == 1
    assert chosen.index('name="add"') < chosen.index('name="remove"')  # Enter adds a line


def test_an_order_is_captured_and_shown(client: Client, pair: Pair) -> None:
    product = a_product(name="Getriebemotor", list_price=199_9950)
    contact = a_contact(pair.customer)
    data = form(
        row("a", product=product.number, quantity="3"),
        row("b", text="Montage", quantity="1.5", unit_price="80", discount="2.5"),
        row("c"),
        contact=contact.pk,
        customer_reference="4711",
    )
    answer = client.post(new_url(pair), data)
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, order.get_absolute_url())
    assert (order.contact, order.seller, order.customer_reference) == (contact, pair.inside, "4711")
    assert list(order.lines.values_list("product", "text", "quantity", "unit_price", "discount_ppm", "net_cents")) == [
        (product.pk, "Getriebemotor", 3000, 199_9950, 0, 59999),
        (None, "Montage", 1500, 80_0000, 25_000, 11700),
    ]
    page = client.get(answer["Location"])
    assert "716.99" in text_of(page)
    assert f"/undo/{Event.objects.get(verb='order.captured').pk}/" in page.content.decode()


def test_the_same_form_twice_is_one_order(client: Client, pair: Pair) -> None:
    answers = [client.post(new_url(pair), form(row(text="Motor", unit_price="1"))) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [Order.objects.get().get_absolute_url()] * 2


def test_what_is_wrong_is_told_and_nothing_lost(client: Client, pair: Pair) -> None:
    before = state()
    data = form(
        row("a", product="NO-1", text="Alt"),
        row("b", text="Motor", quantity="0", unit_price="1,2,3"),
        row("c", text="Kabel"),
        remark="bitte anrufen",
        ordered_on=(today() + timedelta(1)).isoformat(),
    )
    answer = client.post(new_url(pair), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    for kept in ("NO-1", "Alt", "1,2,3", "bitte anrufen"):
        assert kept in html
    assert set(re.findall(r'id="line-(\w-\w+)_error"', html)) == {
        "a-product",
        "b-unit_price",
        "c-unit_price",
    }
    right = form(row("a", text="Motor", quantity="0", unit_price="1"), ordered_on=data["ordered_on"])
    html = client.post(new_url(pair), right).content.decode()
    assert 'id="line-a-quantity_error"' in html or 'id="id_ordered_on_error"' in html
    assert state() == before


def test_no_lines_at_all_is_told(client: Client, pair: Pair) -> None:
    answer = client.post(new_url(pair), form(row()))
    assert (answer.status_code, "Add a line." in text_of(answer)) == (422, True)
    broken = form(row(text="Motor", unit_price="1")) | {"quantity": []}
    assert client.post(new_url(pair), broken).status_code == 422
    assert not Order.objects.exists()


def test_rows_come_and_go_without_scripts(client: Client, pair: Pair) -> None:
    data = form(row("a", text="Motor", unit_price="1"), row("b", text="Kabel", unit_price="2"))
    more = client.post(new_url(pair), data | {"add": "1"})
    assert (more.status_code, more.content.decode().count('name="row"')) == (200, 3)
    less = client.post(new_url(pair), data | {"remove": "a"})
    html = less.content.decode()
    assert (less.status_code, html.count('name="row"'), "Motor" in html, "Kabel" in html) == (200, 1, False, True)
    assert not Order.objects.exists()


def test_fragments_reckon_with_the_actions_own_function(client: Client, pair: Pair) -> None:
    product = a_product(name="Getriebemotor", list_price=199_9950, unit="pc")
    url = f"?customer={pair.customer.number}"
    data = form(row("a", product=product.number, quantity="3"), row("b", text="x", unit_price="bad"))
    sums = client.post(f"/orders/sums/{url}", data, headers=HTMX).content.decode()
    assert re.findall(r'id="([\w-]+)"[^>]*hx-swap-oob="true">([^<]+)<', sums) == [
        ("net-a", "€599.99" if "€5" in sums else "599.99\xa0€"),
        ("net-b", "–"),
        ("order-net", "€599.99" if "€5" in sums else "599.99\xa0€"),
    ]
    filled = client.post(f"/orders/lines/{url}&row=a", data, headers=HTMX).content.decode()
    assert 'value="Getriebemotor"' in filled
    assert 'value="199.995"' in filled
    assert re.search(r'name="quantity"[^>]*autofocus', filled)
    added = client.post(f"/orders/lines/{url}", data, headers=HTMX).content.decode()
    assert added.count('name="row"') == 1
    assert re.search(r'name="product"[^>]*autofocus', added)
    without = client.post(f"/orders/sums/{url}", data | {"remove": "a"}, headers=HTMX).content.decode()
    assert "net-a" not in without


def test_pickers_find_what_may_be_sold_and_never_tell_cost(client: Client, pair: Pair) -> None:
    shown = a_product(name="Motor Müller", list_price=12_3400, cost=7_7777)
    others = [
        a_product(name="Motor USD", currency="USD"),
        a_product(name="Motor alt", sold_to=today()),
        a_product(name="Motor neu", sold_from=today() + timedelta(1)),
    ]
    for product in (shown, *others):
        put(product_entry(product))
    html = client.get("/orders/products/", {"customer": pair.customer.number, "product": "motor"}).content.decode()
    assert re.findall(r'data-value="([^"]+)"', html) == [shown.number]
    assert "12.34" in html
    assert "7.7" not in html
    html = client.get("/orders/customers/", {"customer": pair.customer.name}).content.decode()
    assert pair.customer.number in re.findall(r'data-value="([^"]+)"', html)


# --- correcting ---------------------------------------------------------------------------------------------


def test_a_captured_order_is_corrected(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(12345, 2000, discount_ppm=100_000)], ordered_on=today())
    html = client.get(f"/orders/{order.number}/edit/").content.decode()
    assert ('value="123.45"' in html, 'value="2"' in html, 'value="10"' in html) == (True, True, True)
    answer = client.post(f"/orders/{order.number}/edit/", form(row(text="Kabel", unit_price="2"), version=1))
    assert answer.status_code == 302
    order.refresh_from_db()
    assert (order.net_cents, order.version) == (200, 2)


def test_a_lost_race_shows_mine_theirs_and_before(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, ordered_on=today(), remark="alt")
    edit_order(
        order,
        values={"remark": "ihrer"},
        lines=[a_line(5000)],
        version=1,
        actor=actor_of(pair.field, timezone.now()),
        at=timezone.now(),
    )
    mine = form(row(text="Kabel", unit_price="7"), version=1, remark="meiner") | {"initial-remark": "alt"}
    answer = client.post(f"/orders/{order.number}/edit/", mine)
    text = text_of(answer)
    assert answer.status_code == 409
    for shown in ("meiner", "ihrer", "alt", "7.00", "50.00", "100.00"):
        assert shown in text, shown
    order.refresh_from_db()
    assert (order.remark, order.net_cents) == ("ihrer", 5000)
    assert 'name="version" value="2"' in answer.content.decode()
    again = client.post(f"/orders/{order.number}/edit/", mine | {"version": 2})
    assert again.status_code == 302


def test_a_confirmed_order_is_not_corrected(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    before = state()
    for answer in (
        client.get(f"/orders/{order.number}/edit/"),
        client.post(f"/orders/{order.number}/edit/", form(row(text="x", unit_price="1"), version=2)),
    ):
        assert answer["Location"] == order.get_absolute_url()
    assert state() == before


# --- papers -------------------------------------------------------------------------------------------------


def test_confirming_freezes_and_a_second_click_is_harmless(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1001)])
    page = client.get(f"/orders/{order.number}/confirmation/").content.decode()
    assert "5.01" in page
    data = {"version": 1, "once": "key"}
    for _ in range(2):
        assert client.post(f"/orders/{order.number}/confirmation/", data)["Location"] == order.get_absolute_url()
    assert OrderConfirmation.objects.count() == 1
    other = client.post(f"/orders/{order.number}/confirmation/", {"version": 1, "once": "another"})
    assert (other.status_code, "confirmed already" in text_of(other)) == (409, True)
    assert "has been confirmed" in text_of(other)
    assert "5.01" in text_of(client.get(f"/orders/{order.number}/"))


def test_cancelling_asks_for_a_reason(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    url = f"/orders/{order.number}/cancellation/"
    before = state()
    assert client.post(url, {"version": 2, "once": "key", "reason": ""}).status_code == 422
    assert state() == before
    for _ in range(2):
        assert client.post(url, {"version": 2, "once": "key", "reason": "Irrtum"}).status_code == 302
    assert "Irrtum" in text_of(client.get(f"/orders/{order.number}/"))


def test_a_credit_note_sent_twice_is_one(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1000, 2000), a_line(1)], ordered_on=today(), confirmed=True)
    first, second = order.lines.all()
    url = f"/orders/{order.number}/credit-note/"
    assert client.get(url).content.decode().count('name="line-') == 2
    too_much = {f"line-{first.pk}": "3", "version": 2, "once": "key", "reason": "Retoure", "issued_on": today()}
    before = state()
    answer = client.post(url, too_much)
    assert (answer.status_code, f'id="id_line-{first.pk}_error"' in answer.content.decode()) == (422, True)
    assert state() == before
    for _ in range(2):
        assert client.post(url, too_much | {f"line-{first.pk}": "0.5"}).status_code == 302
    assert [note.net_cents for note in CreditNote.objects.all()] == [500]
    page = text_of(client.get(f"/orders/{order.number}/"))
    assert "C" + f"{today():%y}-00001" in page
    assert client.get(f"/orders/{order.number}/cancellation/").status_code == 200
    assert client.post(f"/orders/{order.number}/cancellation/", {"version": 3, "reason": "x"}).status_code == 403
    assert second.credited.count() == 0


# --- who ----------------------------------------------------------------------------------------------------

PAGES = ("", "peek/", "trail/")
SERVING = ("edit/",)
OWNING = ("confirmation/", "cancellation/", "credit-note/")


def test_serving_and_owning(pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    captured = an_order(pair.customer)
    for person, owns in (
        (pair.inside, True),
        (pair.field, True),
        (pair.manager, True),
        (an_employee(["inside"], pair.team), False),
        (a_pair().field, False),
    ):
        browser = signed_in_client(person)
        for page in (*PAGES, *SERVING):
            assert browser.get(f"/orders/{captured.number}/{page}").status_code == 200, page
        assert browser.get(new_url(pair)).status_code == 200
        for page in OWNING:
            assert browser.get(f"/orders/{order.number}/{page}").status_code == (200 if owns else 403), page
            before = state()
            if not owns:
                data = {"version": 2, "reason": "x", "issued_on": today(), f"line-{order.lines.get().pk}": "1"}
                assert browser.post(f"/orders/{order.number}/{page}", data).status_code == 403
                assert state() == before


@pytest.mark.parametrize("role", ["payroll", "council", "admin"])
def test_who_does_not_sell_finds_no_order(role: str, pair: Pair) -> None:
    order = an_order(pair.customer)
    browser = signed_in_client(an_employee([role]))
    for page in (*PAGES, *SERVING, *OWNING):
        assert browser.get(f"/orders/{order.number}/{page}").status_code == 404, page
    for page in ("", "new/", "customers/"):
        assert browser.get(f"/orders/{page}").status_code == 403, page
    for page in ("products/", "lines/", "sums/"):
        url = f"/orders/{page}?customer={pair.customer.number}"
        answer = browser.get(url) if page == "products/" else browser.post(url, form(row()))
        assert answer.status_code == 404, page


def test_a_restricted_customers_orders_are_not_there_for_others() -> None:
    pair = a_pair(restricted=True)
    order = an_order(pair.customer)
    browser = signed_in_client(a_pair().field)
    for page in (*PAGES, *SERVING, *OWNING):
        assert browser.get(f"/orders/{order.number}/{page}").status_code == 404, page
    listed = browser.get("/orders/?scope=all")
    assert order.number not in listed.content.decode()
    assert signed_in_client(pair.inside).get(f"/orders/{order.number}/").status_code == 200
    new = browser.get(new_url(pair))
    assert 'name="row"' not in new.content.decode()


# --- the list -----------------------------------------------------------------------------------------------


def numbers(response: Any) -> list[str]:
    return re.findall(r'<a href="/orders/([\w-]+)/">', response.content.decode())


def test_the_list_narrows_searches_and_sorts(client: Client, pair: Pair) -> None:
    other = a_pair()
    first = an_order(pair.customer, [a_line(3)], ordered_on=date(2025, 5, 5), customer_reference="REF-99")
    second = an_order(pair.customer, [a_line(1)], ordered_on=date(2026, 5, 5), confirmed=True)
    third = an_order(other.customer, [a_line(2)], ordered_on=date(2026, 6, 6))
    cases = {
        "": {second.number, first.number},
        "scope=all": {third.number, second.number, first.number},
        "scope=tandem": {second.number, first.number},
        "scope=team": {second.number, first.number},
        "scope=all&status=confirmed": {second.number},
        "scope=all&year=2026": {third.number, second.number},
        f"scope=all&of={other.tandem.pk}": {third.number},
        "scope=all&q=ref-99": {first.number},
        f"scope=all&q={third.number}": {third.number},
        f"scope=all&q={other.customer.number}": {third.number},
    }
    for query, found in cases.items():
        assert set(numbers(client.get(f"/orders/?{query}"))) == found, query
    for sort, order in {
        "number": [first, second, third],
        "-day": [third, second, first],
        "net": [second, third, first],
        "status": [first, third, second],
    }.items():
        listed = numbers(client.get(f"/orders/?scope=all&sort={sort}"))
        assert listed == [one.number for one in order], sort


# --- trail --------------------------------------------------------------------------------------------------


def test_the_trail_tells_every_step(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1001), a_line(2)], ordered_on=today(), by=pair.field, at=timezone.now())
    client.post(f"/orders/{order.number}/edit/", form(row(text="Motor", unit_price="10.01"), version=1, remark="eilt"))
    client.post(f"/orders/{order.number}/confirmation/", {"version": 2})
    client.post(f"/orders/{order.number}/cancellation/", {"version": 3, "reason": "Irrtum"})
    page = client.get(f"/orders/{order.number}/trail/")
    text = text_of(page)
    steps = ["Captured", "Corrected", "Confirmed: prices and credits are frozen", "Cancelled"]
    places = [text.index(f" {step} ") for step in steps]
    assert places == sorted(places)
    for told in (str(pair.field), str(pair.inside), "eilt", "Line 2", "5.01", "5.00", "Irrtum", "under way"):
        assert told in text, told


# --- statements ---------------------------------------------------------------------------------------------


def statements(client: Client, url: str, data: dict[str, Any] | None = None) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(url, data, headers=HTMX) if data else client.get(url)
        assert answer.status_code == 200
    return len(queries)


def test_the_list_costs_the_same_with_1_3_and_300_rows(client: Client, pair: Pair) -> None:
    counts = []
    for size in (1, 2, 297):
        for _ in range(size):
            an_order(pair.customer, ordered_on=today())
        counts.append(statements(client, "/orders/"))
    assert len(set(counts)) == 1
    assert counts[0] <= 12, counts


def test_an_order_costs_the_same_with_1_3_and_300_lines(client: Client, pair: Pair) -> None:
    products = [a_product() for _ in range(3)]
    found: dict[str, set[int]] = {}
    for size in (1, 3, 300):
        lines = [a_line(product_id=products[position % 3].pk) for position in range(size)]
        order = an_order(pair.customer, lines, ordered_on=today())
        for page in ("", "peek/", "edit/", "confirmation/", "cancellation/", "trail/"):
            found.setdefault(page, set()).add(statements(client, f"/orders/{order.number}/{page}"))
        client.post(f"/orders/{order.number}/confirmation/", {"version": 1})
        rest = {f"line-{line.pk}": "0.5" for line in order.lines.all()}
        client.post(f"/orders/{order.number}/credit-note/", {**rest, "version": 2, "reason": "x", "issued_on": today()})
        client.get(f"/orders/{order.number}/")  # shows the toasts
        for page in ("", "peek/", "credit-note/", "trail/"):
            found.setdefault(f"confirmed {page}", set()).add(statements(client, f"/orders/{order.number}/{page}"))
        rows = [row(f"r{at}", product=products[at % 3].number) for at in range(size)]
        for page in ("sums/", "lines/"):
            url = f"/orders/{page}?customer={pair.customer.number}"
            found.setdefault(page, set()).add(statements(client, url, form(*rows)))
    assert {page: counts for page, counts in found.items() if len(counts) > 1 or max(counts) > 12} == {}
