"""Pages of invoices, through the URL."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.orders.billing.actions import enter_invoice, enter_payment
from tandem.orders.models import Invoice, Payment
from tandem.people.tests.factories import signed_in_client

from .factories import Pair, a_pair, actor_of, an_order
from .pages import text_of, today
from .test_invoices import FULL
from .test_views import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


@pytest.fixture
def boss(pair: Pair) -> Client:
    return signed_in_client(pair.manager)


def billed(pair: Pair, number: str, *, due: int, paid: int = 0) -> Invoice:
    """An invoice due so many days from now."""
    actor = actor_of(pair.manager, timezone.now())
    issued, due_on = today() - timedelta(60), today() + timedelta(due)
    invoice = enter_invoice(
        pair.customer, number=number, issued_on=issued, due_on=due_on, parts=[FULL], actor=actor, at=actor.at
    )
    if paid:
        enter_payment(invoice, amount_cents=paid, received_on=today(), actor=actor, at=actor.at)
    return Invoice.objects.get(pk=invoice.pk)


def test_entering_an_invoice_and_a_payment_twice_is_once(boss: Client, pair: Pair) -> None:
    order = an_order(pair.customer, confirmed=True)
    url = f"/invoices/new/?order={order.number}"
    assert "Enter an invoice" in text_of(boss.get(order.get_absolute_url()))
    assert boss.get(url).status_code == 200
    data = {"number": "RE-5", "issued_on": today(), "due_on": today(), "rate0": "19", "net0": "100", "once": "k"}
    for _ in range(2):
        assert boss.post(url, data)["Location"] == order.get_absolute_url()
    invoice = Invoice.objects.get()
    assert (invoice.order_id, invoice.gross_cents) == (order.pk, 119_00)
    pay = f"/invoices/{invoice.number}/payments/"
    assert 'value="119.00"' in boss.get(pay).content.decode()
    paid = {"amount": "19", "received_on": today(), "kind": "money", "number": "", "once": "p"}
    for _ in range(2):
        assert boss.post(pay, paid)["Location"] == invoice.get_absolute_url()
    assert Payment.objects.get().amount_cents == 19_00
    page = text_of(boss.get(invoice.get_absolute_url()))
    assert "€100.00 are open" in page
    assert "€100.00 of €119.00 open" in text_of(boss.get(order.get_absolute_url()))
    too_much = boss.post(pay, paid | {"amount": "100.01", "once": "q"})
    assert (too_much.status_code, "More than is open" in text_of(too_much)) == (422, True)


def test_wrong_input_is_told_at_its_field(boss: Client, pair: Pair) -> None:
    url = f"/invoices/new/?customer={pair.customer.number}"
    data = {"number": "a/b", "issued_on": today(), "due_on": today() - timedelta(1), "net0": ""}
    with unchanged():
        answer = boss.post(url, data)
    assert answer.status_code == 422
    assert 'id="id_number_error"' in answer.content.decode()
    with unchanged():
        answer = boss.post(url, data | {"number": "RE-1"})
    page = answer.content.decode()
    assert ('id="id_due_on_error"' in page, "at least one tax rate" in page) == (True, True)


def test_the_list_narrows_by_state(boss: Client, pair: Pair) -> None:
    billed(pair, "RE-1", due=5)
    billed(pair, "RE-2", due=-5, paid=90_00)
    billed(pair, "RE-3", due=-5, paid=1190_00)
    billed(pair, "RE-4", due=0)
    boss.post("/invoices/RE-4/cancellation/", {"reason": "Doppelt", "once": "k"})
    for state, found in {
        "open": {"RE-1", "RE-2"},
        "overdue": {"RE-2"},
        "part": {"RE-2"},
        "paid": {"RE-3"},
        "cancelled": {"RE-4"},
        "": {"RE-1", "RE-2", "RE-3", "RE-4"},
    }.items():
        page = boss.get(f"/invoices/?scope=all&state={state}").content.decode()
        assert set(re.findall(r'<a href="/invoices/(RE-\d)/">', page)) == found, state
    assert "Doppelt" in text_of(boss.get("/invoices/RE-4/"))
    for scope in ("mine", "tandem", "team"):
        page = signed_in_client(pair.inside).get(f"/invoices/?scope={scope}&q=re-2").content.decode()
        assert set(re.findall(r'<a href="/invoices/(RE-\d)/">', page)) == {"RE-2"}, scope
    assert signed_in_client(a_pair().inside).get("/invoices/?scope=mine").content.decode().count("RE-") == 0


def test_the_brief_tells_what_is_overdue(pair: Pair) -> None:
    browser = signed_in_client(pair.inside)
    an_order(pair.customer, confirmed=True)
    billed(pair, "RE-1", due=5)
    assert "€1,190.00 open, nothing overdue" in text_of(browser.get(f"/customers/{pair.customer.number}/"))
    billed(pair, "RE-2", due=-5, paid=190_00)
    page = text_of(browser.get(f"/customers/{pair.customer.number}/"))
    assert "overdue €1,000.00 since" in page
    assert "€2,190.00 open in all" in page


def test_pages_cost_the_same_with_1_and_3_rows(pair: Pair) -> None:
    browser = signed_in_client(pair.inside)
    found: dict[str, set[int]] = {}
    for size in (1, 2):
        for _ in range(size):
            number = f"RE-{Invoice.objects.count() + 1}"
            billed(pair, number, due=-1, paid=10_00)
        for url in ("/invoices/", "/invoices/?state=overdue&scope=all", "/invoices/RE-1/", "/invoices/RE-1/peek/"):
            found.setdefault(url, set()).add(statements(browser, url))
        enter = actor_of(pair.manager, timezone.now())
        enter_payment(Invoice.objects.get(number="RE-1"), amount_cents=1, received_on=today(), actor=enter, at=enter.at)
    assert {url: counts for url, counts in found.items() if len(counts) > 1 or max(counts) > 12} == {}


def test_undo_is_offered(boss: Client, pair: Pair) -> None:
    url = f"/invoices/new/?customer={pair.customer.number}"
    boss.post(url, {"number": "RE-5", "issued_on": today(), "due_on": today(), "rate0": "19", "net0": "1"})
    event = Event.objects.get(verb="invoice.entered")
    assert f"/undo/{event.pk}" in boss.get("/invoices/").content.decode()
    assert Invoice.objects.count() == 1
