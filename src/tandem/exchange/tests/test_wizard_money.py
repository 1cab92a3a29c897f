"""Invoices and payments from files."""

from __future__ import annotations

import pytest

from tandem.core.errors import Refused
from tandem.core.models import Event
from tandem.customers.tests.world import World, a_world
from tandem.exchange.models import Import
from tandem.orders.models import Invoice, Order, Payment
from tandem.orders.tests.factories import a_line, an_order

from .wizard import counts, put_in, refused, run, take_back

pytestmark = pytest.mark.django_db
HEAD = "Rechnungsnummer;Auftragsnummer;Kundennummer;Rechnungsdatum;Fällig am;Netto;MwSt.-Satz;Steuerbetrag;Brutto\n"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def order(world: World) -> Order:
    return an_order(world.customer, [a_line(1000_00)], confirmed=True)


def invoices(text: str, world: World, **values: object) -> Import:
    return run(put_in(HEAD + text, by=world.manager, kind=str(values.pop("kind", "invoice"))))


def test_invoices_by_order_or_customer_with_one_row_per_rate(world: World, order: Order) -> None:
    text = (
        f"RE-1;{order.number};;01.02.2026;;1.000,00;19;;1.190,00\n"
        f"RE-1;{order.number};;01.02.2026;;100,00;7;7,00;\n"
        f"RE-2;;{world.customer.number};02.02.2026;09.02.2026;;19;;119,00\n"
    )
    one = invoices(text, world)
    assert (counts(one), refused(one)) == ((3, 3, 0, 0, 0), [])
    first, second = Invoice.objects.order_by("number")
    assert (first.order_id, first.net_cents, first.tax_cents, first.open_cents) == (order.pk, 1100_00, 197_00, 1297_00)
    assert (second.order_id, second.net_cents, str(second.due_on)) == (None, 100_00, "2026-02-09")
    assert (first.due_on - first.issued_on).days == world.customer.payment_days
    assert [rate.rate_ppm for rate in first.rates.all()] == [190_000, 70_000]
    event = Event.objects.filter(verb="invoice.entered").order_by("pk")[0]
    assert {"invoice", "order", "customer", "tandem"} == set(event.subjects.values_list("kind", flat=True))
    assert counts(invoices(text, world)) == (3, 0, 0, 3, 0)
    other = invoices(f"RE-1;{order.number};;01.02.2026;;1.000,00;19;;\n", world)
    assert counts(other) == (1, 0, 0, 0, 1)


def test_what_is_no_invoice_is_refused_with_its_reason(world: World, order: Order) -> None:
    captured = an_order(world.customer)
    number = world.customer.number
    text = (
        f"A;{captured.number};;01.02.2026;;1;19;;\n"
        "B;nichts;;01.02.2026;;1;19;;\n"
        f"C;;{number};01.02.2026;;1,00;19;;2,00\n"
        f"D;;{number};01.02.2026;;1,00;;;\n"
        f"E;;{number};01.02.2026;;-1,00;19;;\n"
        f"F;;{number};01.02.2026;31.01.2026;1,00;19;;\n"
        f"G;;{number};01.02.2099;;1,00;19;;\n"
        f"H;;{number};01.02.2026;;1,00;19;;\nH;;{number};02.02.2026;;1,00;7;;\n"
        ";;;;;;;;x\n"
    )
    one = invoices(text, world)
    assert (counts(one), Invoice.objects.count()) == ((10, 0, 0, 0, 10), 0)
    reasons = dict(refused(one))
    for line, word in {2: "confirmed", 3: "nichts", 4: "0.19", 5: "two of", 6: "above zero"}.items():
        assert word in reasons[line], reasons[line]


def test_payments_never_take_more_than_is_open_even_over_the_rows_of_one_file(world: World, order: Order) -> None:
    invoices(f"RE-1;{order.number};;01.02.2026;;1.000,00;19;;\n", world)
    text = (
        "Zahlungsnummer;Rechnungsnummer;Zahlungsdatum;Betrag;Zahlungsart\n"
        "Z-1;RE-1;01.03.2026;1.000,00;Überweisung\n"
        "Z-2;RE-1;02.03.2026;190,01;\n"
        "Z-3;RE-1;03.03.2026;190,00;Gutschrift\n"
        "Z-3;RE-1;03.03.2026;190,00;Gutschrift\n"
        "Z-4;RE-1;04.03.2026;0,01;\n"
        "Z-5;RE-9;04.03.2026;1;\n"
    )
    one = run(put_in(text, by=world.manager, kind="payment"))
    assert counts(one) == (6, 2, 0, 1, 3)
    assert [line for line, _reason in refused(one)] == [3, 6, 7]
    assert "190.00" in dict(refused(one))[3]
    assert list(Payment.objects.values_list("source_key", "amount_cents", "kind")) == [
        ("Z-1", 1000_00, "money"),
        ("Z-3", 190_00, "credit"),
    ]
    assert Invoice.objects.get().open_cents == 0
    again = run(put_in(text, by=world.manager, kind="payment"))
    assert counts(again) == (6, 0, 0, 3, 3)
    assert Payment.objects.count() == 2
    changed = run(put_in(text.replace("1.000,00", "900,00"), by=world.manager, kind="payment"))
    assert "stand" in dict(refused(changed))[2]


def test_taking_imports_back_opens_invoices_again(world: World, order: Order) -> None:
    billed = invoices(f"RE-1;{order.number};;01.02.2026;;1.000,00;19;;\n", world)
    text = "Zahlungsnummer;Rechnungsnummer;Zahlungsdatum;Betrag\nZ-1;RE-1;01.03.2026;1.000,00\n"
    paid = run(put_in(text, by=world.manager, kind="payment"))
    assert take_back(billed).kept == 1
    assert take_back(paid).removed == 1
    assert Invoice.objects.get().open_cents == 1190_00


def test_the_kind_is_found_by_the_columns(world: World) -> None:
    assert put_in(HEAD + "RE-1;A;1;01.02.2026;;1;19;;\n", by=world.manager).kind == "invoice"
    text = "Zahlungsnummer;Rechnungsnummer;Zahlungsdatum;Betrag\nZ-1;RE-1;01.03.2026;1,00\n"
    assert put_in(text, by=world.manager).kind == "payment"


@pytest.mark.parametrize("kind", ["invoice", "payment"])
def test_only_sales_managers_put_money_in(world: World, kind: str) -> None:
    for person in (world.inside, world.field, world.admin):
        with pytest.raises(Refused):
            put_in("a;b\n1;2\n", by=person, kind=kind)


def test_customers_one_may_not_see_have_no_invoices(world: World) -> None:
    text = f"RE-1;;{world.restricted.number};01.02.2026;;1;19;;\n"
    one = run(put_in(HEAD + text, by=world.far_manager, kind="invoice"))
    assert counts(one) == (1, 0, 0, 0, 1)
