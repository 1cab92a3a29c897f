"""Capturing and editing orders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tandem.catalogue.models import Product
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.models import Contact
from tandem.customers.tests.factories import a_contact
from tandem.orders.actions import capture_order, confirm_order, edit_order
from tandem.orders.lines import LineInput
from tandem.orders.models import NumberRange, Order, OrderLine
from tandem.people.tests.factories import an_employee

from .factories import AT, TODAY, a_line, a_pair, actor_of, an_order, assign

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def state() -> dict[str, Any]:
    """Everything that a refusal must leave as it was."""
    return {
        "orders": list(Order.objects.order_by("pk").values()),
        "lines": list(OrderLine.objects.order_by("pk").values()),
        "ranges": list(NumberRange.objects.values()),
        "events": Event.objects.count(),
        "search": list(SearchRow.objects.order_by("pk").values()),
    }


def test_an_order_is_written_down_for_the_tandem_of_its_day() -> None:
    pair, former = a_pair(), a_pair()
    pair.customer.assignments.update(start=date(2026, 11, 1))
    assign(pair.customer, former.tandem, date(2026, 1, 1), date(2026, 11, 1))
    colleague = an_employee(["inside"])
    lines = [a_line(199, 3000), LineInput("Kabel", 1500, 19_9900, 50_000, "m")]
    actor = actor_of(colleague)

    order = capture_order(
        pair.customer,
        contact=a_contact(pair.customer),
        lines=lines,
        ordered_on=date(2026, 10, 31),
        customer_reference="4711/B",
        actor=actor,
        at=AT,
    )

    order.refresh_from_db()
    assert (order.number, order.status, order.net_cents, order.version) == ("26-00001", "captured", 3446, 1)
    assert (order.tandem, order.seller, order.currency) == (former.tandem, colleague, "EUR")
    assert list(order.lines.values_list("position", "text", "quantity", "unit", "unit_price", "net_cents")) == [
        (1, "Motor", 3000, "pc", 1_9900, 597),
        (2, "Kabel", 1500, "m", 19_9900, 2849),
    ]
    event = Event.objects.get(verb="order.captured")
    assert (event.data, event.half) == (
        {"number": "26-00001", "net_cents": 3446, "currency": "EUR", "lines": 2},
        "inside",
    )
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("order", order.pk),
        ("customer", pair.customer.pk),
        ("tandem", former.tandem.pk),
    }
    row = SearchRow.objects.get(kind="order")
    assert (row.title, row.detail, "4711b" in row.text) == ("26-00001", pair.customer.label, True)


def test_an_unassigned_customer_has_orders_without_tandem() -> None:
    pair = a_pair()
    pair.customer.assignments.all().delete()
    assert an_order(pair.customer, by=pair.inside).tandem is None


def test_numbers_run_per_year_without_gaps() -> None:
    customer = a_pair().customer
    numbers = [
        an_order(customer, ordered_on=day).number for day in (TODAY, TODAY, date(2025, 12, 31), TODAY, date(2025, 1, 1))
    ]
    assert numbers == ["26-00001", "26-00002", "25-00001", "26-00003", "25-00002"]


@pytest.mark.parametrize("role", ["payroll", "council", "admin"])
def test_who_does_not_sell_captures_nothing(role: str) -> None:
    customer = a_pair().customer
    before = state()
    with pytest.raises(Refused):
        an_order(customer, by=an_employee([role]))
    assert state() == before


def test_nobody_outside_captures_for_a_restricted_customer() -> None:
    pair = a_pair(restricted=True)
    before = state()
    with pytest.raises(Refused):
        an_order(pair.customer, by=an_employee(["field"]))
    assert state() == before
    assert an_order(pair.customer, by=pair.field).seller == pair.field


def wrong_lines() -> list[tuple[list[LineInput], str, set[str]]]:
    return [
        ([], "no_lines", {"lines"}),
        ([a_line(text="  ")], "lines_wrong", {"line-1"}),
        ([a_line(), a_line(quantity=0)], "lines_wrong", {"line-2"}),
        ([a_line(quantity=-1000), a_line(-1)], "lines_wrong", {"line-1", "line-2"}),
        ([a_line(discount_ppm=1_000_001)], "lines_wrong", {"line-1"}),
        ([a_line(10**12, 10**9)], "lines_wrong", {"line-1"}),
        ([a_line(product_id=10**9)], "lines_wrong", {"line-1"}),
        ([a_line()] * 501, "too_many_lines", set()),
    ]


@pytest.mark.parametrize(("lines", "code", "fields"), wrong_lines())
def test_wrong_lines_are_named_and_nothing_is_kept(lines: list[LineInput], code: str, fields: set[str]) -> None:
    customer = a_pair().customer
    before = state()
    with pytest.raises(Invalid) as error:
        an_order(customer, lines)
    assert (error.value.code, set(error.value.fields)) == (code, fields)
    assert state() == before


def test_a_product_must_have_its_price_in_the_customers_currency() -> None:
    customer = a_pair().customer
    product = Product.objects.create(number="P1", name="Motor", name_key="motor", currency="USD")
    with pytest.raises(Invalid) as error:
        an_order(customer, [a_line(), a_line(product_id=product.pk)])
    assert set(error.value.fields) == {"line-2"}
    Product.objects.update(currency="EUR")
    assert an_order(customer, [a_line(product_id=product.pk)]).lines.get().product == product


def test_days_and_contact_must_fit() -> None:
    pair, other = a_pair(), a_pair()
    before = state()
    with pytest.raises(Invalid) as error:
        capture_order(
            pair.customer,
            contact=a_contact(other.customer),
            lines=[a_line()],
            ordered_on=TODAY + timedelta(1),
            wanted_on=TODAY,
            actor=actor_of(pair.inside),
            at=AT,
        )
    assert set(error.value.fields) == {"contact", "ordered_on", "wanted_on"}
    assert state() == before


def change(order: Order, *, by: Any, version: int = 1, lines: Any = None, **values: Any) -> Event | None:
    return edit_order(order, values=values, lines=lines or [a_line()], version=version, actor=actor_of(by), at=AT)


def test_a_correction_keeps_old_and_new() -> None:
    pair, colleague = a_pair(), an_employee(["field"])
    order, contact = an_order(pair.customer), a_contact(pair.customer)
    event = change(order, by=colleague, contact=contact, remark="eilt", lines=[a_line(), a_line(50)])
    order.refresh_from_db()
    assert (order.net_cents, order.version, order.contact, order.lines.count()) == (10050, 2, contact, 2)
    assert event is not None
    assert event.changes == {
        "contact": [None, contact.pk],
        "remark": ["", "eilt"],
        "net_cents": [10000, 10050],
    }
    assert [len(event.data["lines"][side]) for side in ("old", "new")] == [1, 2]
    assert change(order, by=colleague, version=2, lines=[a_line(), a_line(50)]) is None


def test_lines_of_the_same_worth_count_the_version_up() -> None:
    order = an_order(a_pair().customer)
    assert change(order, by=an_employee(), lines=[a_line(text="Getriebe")])
    order.refresh_from_db()
    assert (order.version, order.lines.get().text) == (2, "Getriebe")


def test_a_correction_of_the_day_finds_the_tandem_of_that_day() -> None:
    pair, former = a_pair(), a_pair()
    pair.customer.assignments.update(start=date(2026, 11, 1))
    assign(pair.customer, former.tandem, date(2026, 1, 1), date(2026, 11, 1))
    order = an_order(pair.customer)
    event = change(order, by=pair.inside, ordered_on=date(2026, 10, 1))
    assert event is not None
    assert event.changes["tandem"] == [pair.tandem.pk, former.tandem.pk]


def test_a_stale_version_is_a_conflict_and_changes_nothing() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    change(order, by=pair.field, remark="a")
    before = state()
    with pytest.raises(Conflict) as error:
        change(order, by=pair.inside, remark="b")
    assert (error.value.code, error.value.current.remark) == ("changed_meanwhile", "a")
    assert state() == before


def test_a_confirmed_order_stays_as_it_is() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    confirm_order(order, actor=actor_of(pair.inside), at=AT)
    before = state()
    for version in (1, 2):
        with pytest.raises(Conflict) as error:
            change(order, by=pair.inside, version=version, remark="b")
        assert error.value.code == "order_moved_on"
    assert state() == before


def test_a_capture_can_be_taken_back_by_who_did_it() -> None:
    pair, colleague = a_pair(), an_employee(["inside"])
    order = an_order(pair.customer, by=colleague)
    event = Event.objects.get(verb="order.captured")
    with pytest.raises(Refused):
        undo_event(event, actor=actor_of(pair.inside), at=AT)
    undo_event(event, actor=actor_of(colleague), at=AT)
    order.refresh_from_db()
    assert (order.status, order.cancellation.by) == ("cancelled", colleague)
    assert set(Event.objects.get(verb="order.captured.undone").subjects.values_list("kind", flat=True)) == {
        "order",
        "customer",
    }


def test_a_capture_cannot_be_taken_back_once_changed_or_confirmed() -> None:
    pair = a_pair()
    order = an_order(pair.customer, by=pair.inside)
    change(order, by=pair.field, remark="a")
    before = state()
    with pytest.raises(Conflict):
        undo_event(Event.objects.get(verb="order.captured"), actor=actor_of(pair.inside), at=AT)
    assert state() == before


def test_a_correction_can_be_taken_back_with_its_lines() -> None:
    pair = a_pair()
    contact = Contact.objects.create(customer=pair.customer, last_name="A")
    order = an_order(pair.customer, remark="vorher")
    event = change(order, by=pair.inside, contact=contact, remark="nachher", lines=[a_line(70), a_line(50)])
    assert event is not None
    undo_event(event, actor=actor_of(pair.inside), at=AT)
    order.refresh_from_db()
    assert (order.remark, order.contact, order.net_cents, order.version) == ("vorher", None, 10000, 3)
    assert list(order.lines.values_list("text", "net_cents")) == [("Motor", 10000)]


def test_a_correction_is_not_taken_back_over_a_later_one() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    event = change(order, by=pair.inside, lines=[a_line(70)])
    change(order, by=pair.field, version=2, lines=[a_line(80)])
    assert event is not None
    before = state()
    with pytest.raises(Conflict):
        undo_event(event, actor=actor_of(pair.inside), at=AT)
    assert state() == before


def test_a_day_of_another_century_takes_no_number_of_this_one() -> None:
    pair = a_pair()
    with pytest.raises(Invalid) as refused:
        an_order(pair.customer, ordered_on=date(1926, 11, 24))
    assert refused.value.fields.keys() == {"ordered_on"}
    assert an_order(pair.customer).number == "26-00001"
