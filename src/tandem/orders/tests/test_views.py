"""Pages of orders, through the URL."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.catalogue.tests.factories import a_product
from tandem.orders.models import CreditNote, OrderConfirmation
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import Pair, a_line, a_pair, an_order
from .pages import HTMX, form, new_url, row, text_of, today
from .test_confirm import state

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


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
    sent = {"version": 2, "once": "key", "reason": "Irrtum", "cause": "could_not_deliver"}
    for missing in ({"reason": ""}, {"cause": ""}, {"cause": "employer"}):
        assert client.post(url, sent | missing).status_code == 422
    assert state() == before
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    for page in ("", "trail/"):
        assert "We could not deliver: Irrtum" in text_of(client.get(f"/orders/{order.number}/{page}"))


def test_a_credit_note_sent_twice_is_one(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1000, 2000), a_line(1)], ordered_on=today(), confirmed=True)
    first, second = order.lines.all()
    url = f"/orders/{order.number}/credit-note/"
    assert client.get(url).content.decode().count('name="line-') == 2
    too_much = {f"line-{first.pk}": "3", "version": 2, "once": "key", "reason": "Retoure", "issued_on": today()}
    too_much["cause"] = "own_failure"
    before = state()
    answer = client.post(url, too_much)
    assert (answer.status_code, f'id="id_line-{first.pk}_error"' in answer.content.decode()) == (422, True)
    assert state() == before
    for _ in range(2):
        assert client.post(url, too_much | {f"line-{first.pk}": "0.5"}).status_code == 302
    assert [note.net_cents for note in CreditNote.objects.all()] == [500]
    page = text_of(client.get(f"/orders/{order.number}/"))
    assert "C" + f"{today():%y}-00001" in page
    assert "Defect or our mistake: Retoure" in page
    assert client.get(f"/orders/{order.number}/cancellation/").status_code == 200
    late = {"version": 3, "reason": "x", "cause": "other"}
    assert client.post(f"/orders/{order.number}/cancellation/", late).status_code == 403
    assert second.credited.count() == 0


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


def test_the_trail_tells_every_step(client: Client, pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1001), a_line(2)], ordered_on=today(), by=pair.field, at=timezone.now())
    client.post(f"/orders/{order.number}/edit/", form(row(text="Motor", unit_price="10.01"), version=1, remark="eilt"))
    client.post(f"/orders/{order.number}/confirmation/", {"version": 2})
    client.post(f"/orders/{order.number}/cancellation/", {"version": 3, "reason": "Irrtum", "cause": "other"})
    page = client.get(f"/orders/{order.number}/trail/")
    text = text_of(page)
    steps = ["Captured", "Corrected", "Confirmed: prices and credits are frozen", "Cancelled"]
    places = [text.index(f" {step} ") for step in steps]
    assert places == sorted(places)
    for told in (str(pair.field), str(pair.inside), "eilt", "Line 2", "5.01", "5.00", "Irrtum", "under way"):
        assert told in text, told


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
        client.post(
            f"/orders/{order.number}/credit-note/",
            {**rest, "version": 2, "reason": "x", "cause": "other", "issued_on": today()},
        )
        client.get(f"/orders/{order.number}/")  # shows the toasts
        for page in ("", "peek/", "credit-note/", "trail/"):
            found.setdefault(f"confirmed {page}", set()).add(statements(client, f"/orders/{order.number}/{page}"))
        rows = [row(f"r{at}", product=products[at % 3].number) for at in range(size)]
        for page in ("sums/", "lines/"):
            url = f"/orders/{page}?customer={pair.customer.number}"
            found.setdefault(page, set()).add(statements(client, url, form(*rows)))
    allowed = {"confirmed ": 14}  # with credit notes, invoices, papers and deliveries
    assert {
        page: counts for page, counts in found.items() if len(counts) > 1 or max(counts) > allowed.get(page, 12)
    } == {}
