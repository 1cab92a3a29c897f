"""Invoices and payments at the action."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.customers.models import Customer
from tandem.orders.actions import cancel_order
from tandem.orders.billing.actions import cancel_invoice, enter_invoice, enter_payment
from tandem.orders.billing.balance import refresh_open
from tandem.orders.billing.queries import owed_of, visible_invoices, with_owed
from tandem.orders.billing.rates import Part, by_rate, net_in, rate_of, tax_on
from tandem.orders.models import Invoice, Order, Payment
from tandem.people.tests.factories import an_employee

from .factories import AT, TODAY, Pair, a_line, a_pair, actor_of, an_order

pytestmark = pytest.mark.django_db
FULL = Part(190_000, 1000_00, 190_00)


@pytest.fixture
def pair() -> Pair:
    return a_pair()


def an_invoice(pair: Pair, order: Order | None = None, **values: Any) -> Invoice:
    given: dict[str, Any] = {"number": "RE-1", "issued_on": TODAY - timedelta(30), "due_on": TODAY - timedelta(1)}
    given |= {"parts": [FULL]} | values
    return enter_invoice(pair.customer, order=order, actor=actor_of(pair.manager), at=AT, **given)


def pay(invoice: Invoice, cents: int, pair: Pair, **values: Any) -> Payment:
    invoice = Invoice.objects.select_related("customer", "order").get(pk=invoice.pk)
    given: dict[str, Any] = {"amount_cents": cents, "received_on": TODAY} | values
    return enter_payment(invoice, **given, actor=actor_of(pair.manager), at=AT)


def open_cents(invoice: Invoice) -> int:
    return int(Invoice.objects.get(pk=invoice.pk).open_cents)


@pytest.mark.once
def test_rates_to_the_cent() -> None:
    assert [tax_on(1001, 190_000), tax_on(50, 70_000), tax_on(1, 0)] == [190, 4, 0]
    assert [net_in(11900, 190_000), net_in(1, 190_000)] == [10000, 1]
    assert [rate_of(10000, 1900), rate_of(999, 70), rate_of(0, 5)] == [190_000, 70_000, 0]
    assert by_rate([Part(70_000, 1, 2), Part(190_000, 3, 4), Part(70_000, 5, 6)]) == [
        Part(190_000, 3, 4),
        Part(70_000, 6, 8),
    ]


def test_an_invoice_keeps_net_tax_and_gross(pair: Pair) -> None:
    order = an_order(pair.customer, [a_line(1200_00)], ordered_on=date(2026, 10, 1), confirmed=True)
    invoice = an_invoice(pair, order, parts=[FULL, Part(70_000, 200_00, 14_00)])
    assert (invoice.net_cents, invoice.tax_cents, invoice.gross_cents, invoice.open_cents) == (
        1200_00,
        204_00,
        1404_00,
        1404_00,
    )
    assert list(invoice.rates.values_list("rate_ppm", "net_cents", "tax_cents")) == [
        (190_000, 1000_00, 190_00),
        (70_000, 200_00, 14_00),
    ]
    event = Event.objects.get(verb="invoice.entered")
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("invoice", invoice.pk),
        ("order", order.pk),
        ("customer", pair.customer.pk),
        ("tandem", pair.tandem.pk),
    }
    assert SearchRow.objects.filter(kind="invoice", object_id=invoice.pk).exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"issued_on": TODAY + timedelta(1), "due_on": TODAY + timedelta(9)}, "issued_on"),
        ({"due_on": TODAY - timedelta(31)}, "due_on"),
        ({"parts": []}, "net"),
        ({"parts": [Part(190_000, -5, 0)]}, "net"),
        ({"parts": [Part(190_000, 1000_00, 100_00)]}, "net"),
    ],
)
def test_what_is_no_invoice_changes_nothing(pair: Pair, values: dict[str, Any], field: str) -> None:
    with unchanged(), pytest.raises(Invalid) as found:
        an_invoice(pair, **values)
    assert found.value.fields.keys() == {field}


def test_only_a_confirmed_order_of_this_customer_is_billed_and_a_number_once(pair: Pair) -> None:
    an_invoice(pair)
    captured, foreign = an_order(pair.customer), an_order(a_pair().customer, confirmed=True)
    for order, number, fields in (
        (captured, "RE-2", {"order"}),
        (foreign, "RE-3", {"order"}),
        (None, "RE-1", {"number"}),
    ):
        with unchanged(), pytest.raises(Invalid) as found:
            an_invoice(pair, order, number=number)
        assert found.value.fields.keys() == fields


def test_part_payments_until_nothing_is_open(pair: Pair) -> None:
    invoice = an_invoice(pair)
    pay(invoice, 500_00, pair)
    assert open_cents(invoice) == 690_00
    with unchanged(), pytest.raises(Invalid) as found:
        pay(invoice, 690_01, pair)
    assert "690.00" in str(found.value.fields["amount"])
    pay(invoice, 690_00, pair, kind="credit", number="Z-9")
    assert open_cents(invoice) == 0
    pay(invoice, -90_00, pair)
    assert open_cents(invoice) == 90_00
    with unchanged(), pytest.raises(Invalid):
        pay(invoice, -1100_01, pair)
    with unchanged(), pytest.raises(Invalid) as found:
        pay(invoice, 1, pair, number="Z-9")
    assert found.value.fields.keys() == {"number"}
    for day in (TODAY + timedelta(1), TODAY - timedelta(31)):
        with unchanged(), pytest.raises(Invalid) as found:
            pay(invoice, 1, pair, received_on=day)
        assert found.value.fields.keys() == {"received_on"}
    with unchanged(), pytest.raises(Invalid):
        pay(invoice, 0, pair)


def test_the_database_holds_the_balance_too(pair: Pair) -> None:
    invoice = an_invoice(pair)
    Payment.objects.create(invoice=invoice, received_on=TODAY, amount_cents=1190_01, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        refresh_open([invoice.pk])


def test_a_cancelled_invoice_owes_nothing(pair: Pair) -> None:
    invoice, boss = an_invoice(pair), actor_of(pair.manager)
    with unchanged(), pytest.raises(Invalid):
        cancel_invoice(invoice, reason=" ", actor=boss, at=AT)
    cancel_invoice(invoice, reason="Doppelt", actor=boss, at=AT)
    assert (open_cents(invoice), Invoice.objects.get().cancellation.reason) == (0, "Doppelt")
    for act in (lambda: pay(invoice, 1, pair), lambda: cancel_invoice(invoice, reason="x", actor=boss, at=AT)):
        with unchanged(), pytest.raises(Refused):
            act()


def test_what_was_paid_on_is_not_cancelled(pair: Pair) -> None:
    order = an_order(pair.customer, ordered_on=date(2026, 10, 1), confirmed=True)
    invoice = an_invoice(pair, order)
    pay(invoice, 1, pair)
    with unchanged(), pytest.raises(Refused, match="paid"):
        cancel_invoice(invoice, reason="x", actor=actor_of(pair.manager), at=AT)
    with unchanged(), pytest.raises(Refused, match="invoice"):
        cancel_order(order, reason="x", actor=actor_of(pair.inside), at=AT)


def test_taking_back(pair: Pair) -> None:
    invoice, boss = an_invoice(pair), actor_of(pair.manager)
    pay(invoice, 100_00, pair)
    entered, paid = Event.objects.get(verb="invoice.entered"), Event.objects.get(verb="payment.entered")
    with unchanged(), pytest.raises(Refused):
        undo_event(entered, actor=boss, at=AT)
    undo_event(paid, actor=boss, at=AT)
    assert (open_cents(invoice), Payment.objects.count()) == (1190_00, 0)
    undo_event(entered, actor=boss, at=AT)
    assert (Invoice.objects.count(), SearchRow.objects.filter(kind="invoice").count()) == (0, 0)


def test_who_may_enter(pair: Pair) -> None:
    invoice = an_invoice(pair)
    for person in (pair.inside, pair.field, an_employee(["payroll"]), an_employee(["council"]), an_employee(["admin"])):
        actor = Actor.of(person, AT)
        with unchanged(), pytest.raises(Refused):
            enter_invoice(pair.customer, number="RE-2", issued_on=TODAY, due_on=TODAY, parts=[FULL], actor=actor, at=AT)
        with unchanged(), pytest.raises(Refused):
            enter_payment(invoice, amount_cents=1, received_on=TODAY, actor=actor, at=AT)
        with unchanged(), pytest.raises(Refused):
            cancel_invoice(invoice, reason="x", actor=actor, at=AT)


def test_who_sees_the_customer_sees_its_invoices(pair: Pair) -> None:
    hidden = a_pair(restricted=True)
    mine, theirs = an_invoice(pair), an_invoice(hidden, number="RE-2")
    for person, found in (
        (pair.inside, {mine}),
        (hidden.field, {mine, theirs}),
        (hidden.manager, {mine, theirs}),
        (an_employee(["payroll"]), set()),
        (an_employee(["admin"]), set()),
    ):
        assert set(visible_invoices(actor_of(person))) == found


def test_what_a_customer_owes(pair: Pair) -> None:
    late = an_invoice(pair)
    an_invoice(pair, number="RE-2", due_on=TODAY)
    pay(late, 190_00, pair)
    cancel_invoice(an_invoice(pair, number="RE-3"), reason="x", actor=actor_of(pair.manager), at=AT)
    owed = owed_of(with_owed(Customer.objects.all(), TODAY).get(pk=pair.customer.pk))
    assert (owed.open_cents, owed.overdue_cents, owed.since) == (2190_00, 1000_00, TODAY - timedelta(1))
    other = owed_of(with_owed(Customer.objects.all(), TODAY).get(pk=a_pair().customer.pk))
    assert (other.open_cents, other.since) == (0, None)


def test_two_payments_at_once_never_take_more_than_is_open(pair: Pair) -> None:
    invoice = an_invoice(pair)
    stale = Invoice.objects.select_related("customer", "order").get(pk=invoice.pk)
    pay(invoice, 1000_00, pair)
    with unchanged(), pytest.raises(Invalid):
        enter_payment(stale, amount_cents=1000_00, received_on=TODAY, actor=actor_of(pair.manager), at=AT)


def test_an_instant_of_the_evening_is_the_companys_day(pair: Pair) -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # the 25th in Berlin
    boss = Actor.of(pair.manager, late)
    day = TODAY + timedelta(1)
    made = enter_invoice(pair.customer, number="RE-7", issued_on=day, due_on=day, parts=[FULL], actor=boss, at=late)
    assert made.issued_on == date(2026, 11, 25)
