"""Deliveries and promised days from files."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.catalogue.tests.factories import a_product
from tandem.core.models import Event
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.models import Import
from tandem.exchange.wizard.running import preview
from tandem.orders.models import Order, OrderDelivery, OrderLine
from tandem.orders.tests.factories import a_line, an_order
from tandem.people.tests.factories import signed_in_client

from .wizard import counts, put_in, refused, run, take_back

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HEAD = "Auftragsnummer;Position;Artikelnummer;Liefermenge;Lieferdatum;Liefertermin;Lieferscheinnummer\n"
DAY = date(2026, 2, 2)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def order(world: World) -> Order:
    """Five motors in two lines around two shafts, and something without a number."""
    motor, shaft = a_product(number="P-1", name="Motor"), a_product(number="P-2", name="Welle")
    products = [(motor, 5000), (shaft, 2000), (motor, 1000), (None, 1500)]
    lines = [a_line(quantity=quantity, product_id=product.pk if product else None) for product, quantity in products]
    return an_order(world.customer, lines, confirmed=True, ordered_on=DAY)


def put(text: str, world: World, by: Any = None, head: str = HEAD) -> Import:
    return run(put_in(head + text, by=by or world.inside, kind="delivery"))


def came() -> list[tuple[int, int, str, str | None]]:
    rows = OrderDelivery.objects.order_by("pk")
    return [(row.line.position, row.quantity, row.delivered_on.isoformat(), row.note) for row in rows]


def promised(order: Order) -> list[date | None]:
    return list(order.lines.values_list("promised_on", flat=True))


def test_what_came_and_what_is_promised_by_product_and_position(world: World, order: Order) -> None:
    text = (
        f"{order.number};1;P-1;3;03.02.2026;;LS-1\n"
        f"{order.number};;P-2;1,5;03.02.2026;01.03.2026;LS-1\n"
        f"{order.number};3;;;;02.03.2026;\n"
        f"{order.number};1;;2,000;05.02.2026;;LS-2\n"
        f"{order.number};4;;0;;;\n"
    )
    one = put(text, world)
    assert (counts(one), refused(one)) == ((5, 3, 1, 1, 0), [])
    assert came() == [(1, 3000, "2026-02-03", "LS-1"), (2, 1500, "2026-02-03", "LS-1"), (1, 2000, "2026-02-05", "LS-2")]
    assert promised(order) == [None, date(2026, 3, 1), date(2026, 3, 2), None]
    events = Event.objects.filter(trail=one.trail, verb__startswith="order.").order_by("pk")
    assert [event.verb for event in events] == ["order.promised", "order.delivered", "order.delivered"]
    assert {"order", "customer", "tandem"} == set(events[1].subjects.values_list("kind", flat=True))
    assert (events[1].actor_id, events[1].data["lines"]) == (world.inside.pk, 2)
    assert counts(put(text, world)) == (5, 0, 0, 5, 0)
    assert len(came()) == 3


def test_the_same_without_delivery_notes_counts_once_and_totals_count_on(world: World, order: Order) -> None:
    text = f"{order.number};1;;2;03.02.2026;;\n"
    assert counts(put(text + text, world)) == (2, 1, 0, 1, 0)
    head = "Auftragsnummer;Pos.;Insgesamt geliefert;Geliefert am\n"
    total = f"{order.number};1;2;04.02.2026\n{order.number};2;1;04.02.2026\n"
    assert counts(put(total, world, head=head)) == (2, 1, 0, 1, 0)
    later = f"{order.number};1;5;09.02.2026\n{order.number};2;0,5;09.02.2026\n"
    one = put(later, world, head=head)
    assert (counts(one), refused(one)) == ((2, 1, 0, 0, 1), [(3, "Delivered in all: 1 came already")])
    assert [row[:3] for row in came()] == [(1, 2000, "2026-02-03"), (2, 1000, "2026-02-04"), (1, 3000, "2026-02-09")]


def test_what_cannot_be_is_refused_with_its_cell_and_changes_nothing(world: World, order: Order) -> None:
    captured = an_order(world.customer, ordered_on=DAY)
    hidden = an_order(world.restricted, confirmed=True, ordered_on=DAY)
    number, future = order.number, timezone.localdate() + timedelta(days=1)
    rows = {
        f"{number};1;;5,001;03.02.2026;;": "Delivered quantity: of this line 5 is still to come",
        f"{number};1;;-1;03.02.2026;;": "Delivered quantity: is below zero",
        f"{number};1;;viel;03.02.2026;;": "Delivered quantity: “viel”",
        f"{number};1;;1;31.02.2026;;": "Delivered on: “31.02.2026”",
        f"{number};1;;1;01.02.2026;;": "Delivered on: lies before the order",
        f"{number};1;;1;{future:%d.%m.%Y};;": "Delivered on: lies before the order or in the future",
        f"{number};1;;1;;;": "Delivered on: is empty",
        f"{number};1;;;03.02.2026;;": "Delivered quantity: is empty",
        f"{number};1;;;;;LS-9": "says neither what came nor what is promised",
        f"{number};9;;1;03.02.2026;;": "Position: the order has no line 9; it has 4",
        f"{number};;;1;03.02.2026;;": "Position: which line is meant?",
        f"{number};;P-1;1;03.02.2026;;": "Position: several lines are this product",
        f"{number};2;P-1;1;03.02.2026;;": "Position: this line is another product",
        f"{number};;P-9;1;03.02.2026;;": "Product number: the order has no line with product “P-9”",
        f"{number};1;;;;01.01.2026;": "Promised for: lies before the order",
        f"{number};1;;;;bald;": "Promised for: “bald”",
        f"{number};1;;1;03.02.2026;;{'9' * 41}": "Delivery note number: is longer than 40 letters",
        "nichts;1;;1;03.02.2026;;": "Order number: there is no order “nichts”",
        f"{captured.number};1;;1;03.02.2026;;": "Order number: is not confirmed",
        f"{hidden.number};1;;1;03.02.2026;;": "Order number: there is no order",
    }
    before = list(OrderLine.objects.values())
    one = put("\n".join(rows) + "\n", world, by=world.mate)
    reasons = dict(refused(one))
    assert counts(one) == (len(rows), 0, 0, 0, len(rows))
    for line, told in enumerate(rows.values(), 2):
        assert told in reasons[line], reasons[line]
    assert (came(), list(OrderLine.objects.values())) == ([], before)
    assert not Event.objects.filter(verb__in=["order.delivered", "order.promised"]).exists()


def test_rows_of_one_file_share_what_is_left_in_the_preview_too(world: World, order: Order) -> None:
    text = "".join(f"{order.number};1;;2;0{day}.02.2026;;\n" for day in (3, 4, 5))
    one = put_in(HEAD + text, by=world.inside, kind="delivery")
    verdicts = preview(one, of(world.inside, timezone.now()), timezone.now(), size=10)
    assert [verdict.state for verdict in verdicts] == ["new", "new", "bad"]
    assert "of this line 1 is still to come" in verdicts[2].reason
    assert (counts(run(one)), len(came())) == ((3, 2, 0, 0, 1), 2)


def test_a_delivery_note_stands(world: World, order: Order) -> None:
    put(f"{order.number};1;;2;03.02.2026;;LS-1\n", world)
    one = put(f"{order.number};1;;3;03.02.2026;;LS-1\n{order.number};2;;1;03.02.2026;;LS-1\n", world)
    assert refused(one) == [(2, "Delivery note number: is here already with another day or quantity; deliveries stand")]
    assert [row[:2] for row in came()] == [(1, 2000), (2, 1000)]


def test_an_import_is_taken_back_but_for_what_was_promised_anew(world: World, order: Order) -> None:
    put(f"{order.number};2;;;;20.02.2026;\n", world)
    text = f"{order.number};1;;2;03.02.2026;01.03.2026;\n{order.number};2;;1;03.02.2026;02.03.2026;\n"
    one = take_back(put(text, world))
    assert (one.removed, one.restored, one.kept) == (1, 1, 0)
    assert (came(), promised(order)) == ([], [None, date(2026, 2, 20), None, None])
    two = put(text, world)
    put(f"{order.number};2;;;;09.03.2026;\n", world)
    two = take_back(two)
    assert (two.removed, two.restored, two.kept) == (1, 0, 1)
    assert promised(order) == [date(2026, 3, 1), date(2026, 3, 9), None, None]


def test_the_kind_is_found_by_the_columns(world: World, order: Order) -> None:
    for head in (HEAD, "Order number;Line;Quantity delivered;Delivery date;Promised delivery date;Delivery note;x\n"):
        assert put_in(head + f"{order.number};1;P-1;1;03.02.2026;;LS\n", by=world.inside).kind == "delivery"
    orders = "Auftragsnummer;Kundennummer;Auftragsdatum;Artikelnummer;Menge;Einzelpreis;Liefertermin\n"
    assert put_in(orders + "A;1;01.02.2026;P;1;1;\n", by=world.inside).kind == "order"


def test_what_was_noted_by_hand_can_be_taken_back_by_the_toast(world: World, order: Order) -> None:
    client, line = signed_in_client(world.inside), order.lines.first()
    assert line is not None
    days = {f"promised-{line.pk}": "2026-03-01"}
    client.post(f"/orders/{order.number}/promises/", days)
    client.post(
        f"/orders/{order.number}/deliveries/", {"once": "x", "delivered_on": "2026-02-03", f"line-{line.pk}": "2"}
    )
    assert (len(came()), promised(order)[0]) == (1, date(2026, 3, 1))
    for verb in ("order.delivered", "order.promised"):
        undo(client, Event.objects.get(verb=verb))
    assert (came(), promised(order)[0]) == ([], None)


def undo(client: Client, event: Event) -> None:
    assert client.post(f"/undo/{event.pk}/").status_code in (204, 302)
