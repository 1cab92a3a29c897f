"""Credit notes from files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from tandem.catalogue.tests.factories import a_product
from tandem.commissions.models import Posting
from tandem.commissions.tests.factories import a_plan, locked, pay_of
from tandem.core.models import Event
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.models import Import
from tandem.exchange.wizard.running import preview
from tandem.orders.actions import withdraw_credit_note
from tandem.orders.models import CreditNote, CreditNoteWithdrawal, Order
from tandem.orders.tests.factories import a_line, an_order

from .wizard import counts, put_in, refused, run, take_back

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HEAD = "Gutschriftnummer;Auftragsnummer;Gutschriftdatum;Position;Artikelnummer;Menge;Netto;Ursache;Grund\n"
DAY = date(2026, 2, 2)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def order(world: World) -> Order:
    """Five motors at 100.00 in two lines around two shafts at 10.00."""
    motor, shaft = a_product(number="P-1", name="Motor"), a_product(number="P-2", name="Welle")
    lines = [
        a_line(100_00, 5000, product_id=motor.pk),
        a_line(10_00, 2000, product_id=shaft.pk),
        a_line(100_00, 1000, product_id=motor.pk),
    ]
    return an_order(world.customer, lines, confirmed=True, ordered_on=DAY)


def put(text: str, world: World, by: Any = None, head: str = HEAD) -> Import:
    return run(put_in(head + text, by=by or world.inside, kind="credit_note"))


def notes() -> list[tuple[str, int, str, str, list[tuple[int, int]]]]:
    return [
        (
            note.number,
            note.net_cents,
            note.cause,
            note.reason,
            [(p.line.position, p.quantity) for p in note.lines.all()],
        )
        for note in CreditNote.objects.filter(withdrawal=None).order_by("pk")
    ]


def test_lines_and_whole_orders_with_causes_in_both_languages(world: World, order: Order) -> None:
    other = an_order(world.customer, [a_line(33_33, 3000), a_line(1_00)], confirmed=True, ordered_on=DAY)
    number = order.number
    text = (
        f"GS-1;{number};03.02.2026;1;P-1;2;200,00;Kulanz;Entgegenkommen\n"
        f"GS-1;{number};03.02.2026;;P-2;-0,5;-5,00;Kulanz;Entgegenkommen\n"
        f"GS-2;{number};04.02.2026;3;;1;;We could not deliver;\n"
        f"GS-3;{other.number};05.02.2026;;;;100,99;Transportschaden;\n"
        f"GS-4;{number};06.02.2026;2;;1,500;15,00;;Retoure\n"
    )
    one = put(text, world)
    assert (counts(one), refused(one)) == ((5, 5, 0, 0, 0), [])
    assert notes() == [
        ("GS-1", 205_00, "goodwill", "Entgegenkommen", [(1, 2000), (2, 500)]),
        ("GS-2", 100_00, "could_not_deliver", "We could not deliver", [(3, 1000)]),
        ("GS-3", 100_99, "own_failure", "Defect or our mistake", [(1, 3000), (2, 1000)]),
        ("GS-4", 15_00, "other", "Retoure", [(2, 1500)]),
    ]
    event = Event.objects.filter(trail=one.trail, verb="order.credited").earliest("pk")
    assert (event.actor_id, event.data["note"], event.data["lines"]) == (world.inside.pk, "GS-1", 2)
    again = put(text, world)
    assert (counts(again), len(notes())) == ((5, 0, 0, 5, 0), 4)


def test_every_bad_cell_is_named_and_nothing_of_its_note_goes_in(world: World, order: Order) -> None:
    captured = an_order(world.customer, [a_line()], ordered_on=DAY)
    hidden = an_order(a_customer(world.far, restricted=True), [a_line()], confirmed=True, ordered_on=DAY)
    foreign = an_order(a_customer(world.far), [a_line()], confirmed=True, ordered_on=DAY)
    put(f"GS-9;{order.number};03.02.2026;1;;1;;;x\n", world)
    number = order.number
    rows = {
        f"A 1;{number};03.02.2026;1;;1;;;x": "Credit note number: “A 1”",
        "A2;;03.02.2026;1;;1;;;x": "Order number: is empty",
        "A3;nichts;03.02.2026;1;;1;;;x": "Order number: there is no order “nichts”",
        f"A4;{captured.number};03.02.2026;;;;;;x": "Order number: is not confirmed",
        f"A5;{hidden.number};03.02.2026;;;;;;x": "Order number: there is no order",
        f"A6;{foreign.number};03.02.2026;;;;;;x": "Order number: only its tandem and manager may credit",
        f"A7;{number};01.01.2026;1;;1;;;x": "Issued on: lies before the order or in the future",
        f"A8;{number};bald;1;;1;;;x": "Issued on: “bald”",
        f"A9;{number};03.02.2026;1;;1;;;": "Reason: is empty, and so is the cause",
        f"B1;{number};03.02.2026;1;;1;;Laune;x": "Cause: “Laune” is not there; there are: The customer changed",
        f"B2;{number};03.02.2026;9;;1;;;x": "Position: the order has no line 9; it has 3",
        f"B3;{number};03.02.2026;;P-1;1;;;x": "Position: several lines are this product",
        f"B4;{number};03.02.2026;1;;;;;x": "Quantity given back: is empty",
        f"B5;{number};03.02.2026;1;;5;;;x": "Quantity given back: of this line 4 is left to be given back",
        f"B6;{number};03.02.2026;1;;1;90,00;;x": "Net: this quantity is worth 100.00 of the order",
        f"B7;{number};03.02.2026;1;;1;;;x\nB7;{number};04.02.2026;2;;1;;;x": "name several orders, days or reasons",
        f"B8;{number};03.02.2026;1;;1;;;x\nB8;{number};03.02.2026;2;;9;;;x": "refused because of line 20",
        f"GS-9;{number};03.02.2026;1;;2;;;x": "Credit note number: is here already with another order, day or quantity",
    }
    before, versions = notes(), list(Order.objects.order_by("pk").values_list("version", flat=True))
    one = put("\n".join(rows) + "\n", world, by=world.inside)
    reasons = dict(refused(one))
    assert one.created == 0
    line = 2
    for row, told in rows.items():
        assert told in reasons[line], (row, reasons[line])
        line += row.count("\n") + 1
    assert notes() == before
    assert list(Order.objects.order_by("pk").values_list("version", flat=True)) == versions


def test_rows_of_one_file_share_what_is_left_in_preview_and_check_too(world: World, order: Order) -> None:
    text = "".join(f"GS-{n};{order.number};0{n}.02.2026;1;;2;;;x\n" for n in (3, 4, 5))
    text += f"GS-6;{order.number};06.02.2026;;;;;;x\nGS-7;{order.number};06.02.2026;;;;;;x\n"
    one = put_in(HEAD + text, by=world.inside, kind="credit_note")
    verdicts = preview(one, of(world.inside, timezone.now()), timezone.now(), size=10)
    assert [verdict.state for verdict in verdicts] == ["new", "new", "bad", "new", "bad"]
    assert "of this line 1 is left" in verdicts[2].reason
    assert "is wholly credited already" in verdicts[4].reason
    assert counts(run(one)) == (5, 3, 0, 0, 2)
    assert sum(note[1] for note in notes()) == order.net_cents


def test_who_does_not_own_the_customer_credits_nothing_by_file_either(world: World, order: Order) -> None:
    one = put(f"GS-1;{order.number};03.02.2026;1;;1;;;x\n", world, by=world.mate)
    told = "Order number: only its tandem and manager may credit an order of this customer"
    assert (refused(one), notes()) == ([(2, told)], [])


def test_an_import_taken_back_withdraws_and_the_file_may_come_again(world: World, order: Order) -> None:
    text = f"GS-1;{order.number};03.02.2026;1;;2;;Kulanz;\nGS-2;{order.number};03.02.2026;2;;1;;;x\n"
    one = put(text, world)
    by_hand = CreditNote.objects.get(number="GS-2")
    actor = of(world.field, timezone.now())
    withdraw_credit_note(by_hand, reason="Irrtum", actor=actor, at=actor.at)
    one = take_back(one)
    assert (one.removed, one.restored, one.kept) == (1, 0, 0)
    assert list(CreditNoteWithdrawal.objects.order_by("pk").values_list("note__number", "frees_number")) == [
        ("GS-2", False),
        ("GS-1", True),
    ]
    assert CreditNote.objects.count() == 2
    two = put(text, world)
    told = "Credit note number: was withdrawn here; its number is used up"
    assert (counts(two), refused(two)) == ((2, 1, 0, 0, 1), [(3, told)])
    assert [(note.number, note.edition) for note in CreditNote.objects.order_by("pk")][2:] == [("GS-1", 2)]
    assert take_back(two).removed == 1
    assert notes() == []


def test_what_it_took_of_pay_comes_back_in_the_open_month(world: World) -> None:
    at = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
    a_plan([world.inside, world.field], [{"id": "p", "title": "Topf", "rate": "10 %", "level": "tandem"}])
    order = an_order(world.customer, [a_line(1_000_00, 3000)], confirmed=True, ordered_on=at.date(), at=at)
    locked()  # September
    today = timezone.localdate()
    one = put(f"GS-1;{order.number};{today:%d.%m.%Y};;;1;;Kunde;\n", world)
    month = f"{today:%Y-%m}"
    after = (today.replace(day=1) + timedelta(32)).replace(day=3)
    over = datetime(after.year, after.month, after.day, 9, 0, tzinfo=UTC)
    one = take_back(one)
    while not pay_of(month):
        locked(over)
    posted = Posting.objects.filter(period=month).order_by("number")
    assert (one.removed, sum(pay_of("2026-09").values()), sum(pay_of(month).values())) == (1, 300_00, 0)
    facts = dict.fromkeys(("GS-1", "GS-1/0"), 0)
    for row in posted:
        facts[row.fact] += row.cents
    assert facts == {"GS-1": -100_00, "GS-1/0": 100_00}


def test_the_kind_is_found_by_the_columns(world: World, order: Order) -> None:
    heads = (
        HEAD,
        "Credit memo;Sales order;Credit memo date;Line;SKU;Returned quantity;Net amount;Return reason;Text\n",
    )
    for head in heads:
        one = put_in(head + f"GS-1;{order.number};03.02.2026;1;P-1;1;100;Kulanz;x\n", by=world.inside)
        assert one.kind == "credit_note"
        with translation.override("de"):
            assert counts(run(one))[4] == 0
    assert len(notes()) == 1
