"""Pages of orders, through the URL."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.catalogue.entries import product_entry
from tandem.catalogue.tests.factories import a_product
from tandem.core.models import Event
from tandem.core.search import put
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.orders.actions import edit_order
from tandem.orders.models import Order
from tandem.people.tests.factories import signed_in_client

from .factories import Pair, a_line, a_pair, actor_of, an_order
from .pages import HTMX, form, new_url, row, text_of, today
from .test_confirm import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


def test_capture_starts_with_the_customer(client: Client, pair: Pair) -> None:
    page = client.get("/orders/new/")
    assert page.status_code == 200
    a_customer(pair.tandem, name="Werft Nord")
    a_customer(pair.tandem, name="Werft Süd", number="S-7")
    found = client.get("/orders/new/", {"customer": "werft"}).content.decode()
    assert found.count('<a class="t-what" href="?customer=') == 2
    only = client.get("/orders/new/", {"customer": "sued"})
    assert (only.status_code, only["Location"]) == (302, "/orders/new/?customer=S-7")
    assert "No customer found" in text_of(client.get("/orders/new/", {"customer": "gibt es nicht"}))
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
    exchanged = {
        name: tag for tag, name in re.findall(r'(<input[^>]*name="(\w+)"[^>]*hx-swap-oob="true"[^>]*>)', filled)
    }
    assert set(exchanged) == {"text", "unit_price"}
    assert 'value="Getriebemotor"' in exchanged["text"]
    assert 'value="199.995"' in exchanged["unit_price"]
    wrong = form(row("a", product="NO-1", text="mine"))
    answer = client.post(f"/orders/lines/{url}&row=a", wrong, headers=HTMX).content.decode()
    assert "No such product" in answer
    assert "<input" not in answer
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
