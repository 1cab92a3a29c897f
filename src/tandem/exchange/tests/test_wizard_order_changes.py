"""Orders that are here, changed by a file: no more than their pages let one change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tandem.catalogue.tests.factories import a_product
from tandem.core.models import Event
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.models import Import
from tandem.orders.actions import confirm_order
from tandem.orders.models import Order, OrderLine
from tandem.orders.tests.factories import a_line, an_order

from .wizard import counts, put_in, refused, run, take_back

pytestmark = [pytest.mark.django_db, pytest.mark.both]
DAY = date(2026, 2, 2)
HEAD = (
    "Auftragsnummer;Kundennummer;Auftragsdatum;Status;Ihre Bestellnummer;Artikelnummer;Menge;Einzelpreis;"
    "Wunschtermin;Liefertermin\n"
)


@pytest.fixture
def world() -> World:
    return a_world()


def an_old_order(world: World, *, confirmed: bool = False, **fields: Any) -> Order:
    """Five motors at 100.00 and two shafts at 10.00."""
    motor, shaft = (
        a_product(number=f"P-{n}", name=name, list_price=1_000_000) for n, name in enumerate(("Motor", "Welle"), 1)
    )
    lines = [a_line(100_00, 5000, product_id=motor.pk), a_line(10_00, 2000, product_id=shaft.pk)]
    return an_order(world.customer, lines, confirmed=confirmed, ordered_on=DAY, **fields)


def put(text: str, world: World, by: Any = None, head: str = HEAD, mode: str = "both") -> Import:
    return run(put_in(head + text, by=by or world.inside, kind="order", mode=mode))


def state() -> tuple[list[Any], list[Any]]:
    orders = Order.objects.order_by("pk").values(
        "number", "status", "net_cents", "ordered_on", "customer_reference", "wanted_on", "remark", "tandem"
    )
    names = ("order", "position", "product", "text", "quantity", "unit_price", "net_cents", "promised_on")
    return list(orders), list(OrderLine.objects.order_by("order", "position").values(*names))


def test_a_captured_order_is_changed_head_lines_and_promised_days(world: World) -> None:
    order = an_old_order(world)
    order.lines.filter(position=2).update(promised_on=date(2026, 3, 3))
    before = state()
    number = order.number
    text = (
        f"{number};;03.02.2026;;B 77;P-1;4;;01.04.2026;02.03.2026\n"
        f"{number};;03.02.2026;;B 77;;;9,5;01.04.2026;\n"
        f"{number};;03.02.2026;;B 77;P-2;1;;;\n"
    )
    one = put(text, world)
    assert (counts(one), refused(one)) == ((3, 0, 3, 0, 0), [])
    order.refresh_from_db()
    assert (order.ordered_on, order.customer_reference, order.wanted_on) == (date(2026, 2, 3), "B 77", date(2026, 4, 1))
    assert [
        (line.product and line.product.number, line.quantity, line.unit_price, line.net_cents, line.promised_on)
        for line in order.lines.all()
    ] == [
        ("P-1", 4000, 1_000_000, 400_00, date(2026, 3, 2)),
        ("P-2", 2000, 95_000, 19_00, date(2026, 3, 3)),
        ("P-2", 1000, 1_000_000, 100_00, None),
    ]
    assert order.net_cents == 519_00
    events = list(Event.objects.filter(trail=one.trail, verb__startswith="order.").order_by("pk"))
    assert [event.verb for event in events] == ["order.edited", "order.promised"]
    assert counts(put(text, world)) == (3, 0, 0, 3, 0)
    one = take_back(one)
    assert (one.removed, one.restored, one.kept) == (0, 2, 0)
    assert state() == before


def test_only_the_columns_that_are_there(world: World) -> None:
    order = an_old_order(world)
    before = state()[1]
    one = put(f"{order.number};B 8\n", world, head="Auftragsnummer;Ihre Bestellnummer\n", mode="update")
    assert (counts(one), refused(one)) == ((1, 0, 1, 0, 0), [])
    order.refresh_from_db()
    assert (order.customer_reference, state()[1]) == ("B 8", before)
    one = put(f"Z-1;{world.customer.number};B 8\n", world, head="Auftragsnummer;Kundennummer;Referenz\n")
    assert "Ordered on: is empty" in dict(refused(one))[2]
    assert "Quantity: is empty" in dict(refused(one))[2]
    one = put("Z-1;B 8\n", world, head="Auftragsnummer;Referenz\n", mode="update")
    assert refused(one) == [(2, "is not here yet, and only known ones are updated")]


def test_of_a_confirmed_order_only_promised_days(world: World) -> None:
    order = an_old_order(world, confirmed=True)
    number, before = order.number, state()
    frozen = "stands: the order is confirmed"
    rows = {
        f"{number};;03.02.2026;;;P-1;5;;;\n{number};;03.02.2026;;;P-2;2;;;\n": f"Ordered on: {frozen}",
        f"{number};;;;B 9;P-1;5;;;\n{number};;;;B 9;P-2;2;;;\n": f"Customer's reference: {frozen}",
        f"{number};;;;;P-1;6;90;;\n{number};;;;;P-2;2;;;\n": f"Quantity: {frozen}; Unit price: {frozen}",
        f"{number};;;;;P-2;5;;;\n{number};;;;;P-2;2;;;\n": f"Product number: {frozen}",
        f"{number};;;;;P-1;5;;;\n": "the order has 2 lines, one row each",
        f"{number};;;erfasst;;P-1;5;;;\n{number};;;;;P-2;2;;;\n": "Status: has been confirmed; that stands",
    }
    for text, told in rows.items():
        one = put(text, world)
        assert (told in dict(refused(one))[2], counts(one)[:4]) == (True, (text.count("\n"), 0, 0, 0)), refused(one)
    assert state() == before
    text = f"{number};;02.02.2026;;;P-1;5;100;;\n{number};;02.02.2026;;;P-2;2;10;;05.03.2026\n"
    one = put(text, world)
    assert (counts(one), refused(one)) == ((2, 0, 2, 0, 0), [])
    assert [line.promised_on for line in order.lines.all()] == [None, date(2026, 3, 5)]
    assert take_back(one).restored == 1
    assert state() == before


def test_what_else_is_refused_at_its_cell_and_changes_nothing(world: World) -> None:
    order = an_old_order(world)
    far = an_order(a_customer(world.far, restricted=True), [a_line()], ordered_on=DAY)
    other = a_customer(world.tandem)
    number, before = order.number, state()
    lines = f"{number};;;;;P-2;2;;;\n"
    rows = {
        f"{number};;;bestätigt;;P-1;5;;;\n{lines}": "Status: is confirmed on its page",
        f"{number};{other.number};;;;P-1;5;;;\n{lines}": "Customer number: is another one than that of the order",
        f"{number};;01.01.2099;;;P-1;5;;;\n{lines}": "Ordered on: lies in the future",
        f"{number};;;;;P-9;5;;;\n{lines}": "Product number: there is no product “P-9”",
        f"{number};;;;;P-1;5;;01.01.2026;\n{lines}": "Wanted on: lies before the order",
        f"{number};;;;;P-1;5;;;01.01.2026\n{lines}": "Promised for: lies before the order",
        f"{far.number};;;;B;;1;;;\n": "Order number: You may not do this",
        f"{number};;;;B 1;P-1;5;;;\n{lines}{far.number};;;;;;;;;\n{number};;;;B 2;P-1;5;;;\n": "You may not do this",
    }
    for text, told in rows.items():
        one = put(text, world)
        assert told in " ".join(reason for _line, reason in refused(one)), refused(one)
        before_ = before if "B 1" not in text else state()
        assert state() == before_
    assert "do not stand together" in dict(refused(one))[5]
    order.refresh_from_db()
    assert order.customer_reference == "B 1"


def test_what_somebody_confirmed_since_is_not_taken_back(world: World) -> None:
    order = an_old_order(world)
    one = put(f"{order.number};;;;B 5;P-1;5;;;\n{order.number};;;;B 5;P-2;2;;;\n", world)
    confirm_order(Order.objects.get(pk=order.pk), actor=of(world.inside, timezone.now()), at=timezone.now())
    before = state()
    one = take_back(one)
    assert (one.restored, one.kept, state()) == (0, 1, before)


def test_only_adding_leaves_known_ones_as_they_are(world: World) -> None:
    order = an_old_order(world)
    before = state()
    text = f"{order.number};{world.customer.number};02.02.2026;;B 5;P-1;5;100;;\n"
    text += f"{order.number};{world.customer.number};02.02.2026;;B 5;P-2;2;10;;\n"
    assert counts(put(text, world, mode="create")) == (2, 0, 0, 2, 0)
    assert state() == before
