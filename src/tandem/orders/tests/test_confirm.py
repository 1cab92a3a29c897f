"""Confirming freezes; cancelling and crediting take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.orders.actions import cancel_order, confirm_order, edit_order, issue_credit_note
from tandem.orders.models import Credit, CreditNote, CreditNoteLine, Order, OrderCancellation, OrderConfirmation
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee
from tandem.tandems.models import Seat, SeatWeight

from .factories import AT, TODAY, Pair, a_line, a_pair, actor_of, an_order, assign
from .test_capture import state as order_state

pytestmark = pytest.mark.django_db


def state() -> dict[str, Any]:
    rows = (Credit, OrderConfirmation, OrderCancellation, CreditNote, CreditNoteLine)
    return order_state() | {model.__name__: list(model.objects.order_by("pk").values()) for model in rows}


def shares(order: Order) -> list[tuple[str, int | None, int, int]]:
    return list(order.credits.values_list("seat", "employee", "weight", "net_cents"))


def confirm(order: Order, by: Employee, **more: Any) -> Event:
    return confirm_order(order, actor=actor_of(by), at=AT, **more)


def test_the_odd_cent_goes_to_the_first_seat() -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(1001)])
    event = confirm(order, pair.field)
    assert shares(order) == [("inside", pair.inside.pk, 50, 501), ("field", pair.field.pk, 50, 500)]
    order.refresh_from_db()
    assert (order.status, order.version, order.confirmation.by, order.confirmation.at) == (
        "confirmed",
        2,
        pair.field,
        AT,
    )
    assert event.changes == {"status": ["captured", "confirmed"]}
    assert event.data["credits"] == [
        {"seat": "inside", "employee": pair.inside.pk, "weight": 50, "net_cents": 501},
        {"seat": "field", "employee": pair.field.pk, "weight": 50, "net_cents": 500},
    ]


def test_credit_goes_to_who_sat_there_on_the_day_by_the_weights_of_the_day() -> None:
    pair, successor = a_pair((60, 40)), an_employee(["field"])
    change = date(2026, 11, 15)
    Seat.objects.filter(role="field").update(end=change)
    Seat.objects.create(tandem=pair.tandem, role="field", employee=successor, start=change)
    SeatWeight.objects.update(end=change)
    SeatWeight.objects.create(tandem=pair.tandem, inside=1, field=2, start=change)
    before = an_order(pair.customer, [a_line(999)], ordered_on=change - timedelta(1))
    after = an_order(pair.customer, [a_line(999)], ordered_on=change)
    for order in (before, after):
        confirm(order, pair.inside)
    assert shares(before) == [("inside", pair.inside.pk, 60, 599), ("field", pair.field.pk, 40, 400)]
    assert shares(after) == [("inside", pair.inside.pk, 1, 333), ("field", successor.pk, 2, 666)]


def test_a_vacant_seat_keeps_its_share() -> None:
    pair = a_pair()
    Seat.objects.filter(role="field").update(end=date(2026, 6, 1))
    order = an_order(pair.customer)
    confirm(order, pair.inside)
    assert shares(order) == [("inside", pair.inside.pk, 50, 5000), ("field", None, 50, 5000)]


def test_an_order_without_tandem_has_no_credit() -> None:
    pair = a_pair()
    pair.customer.assignments.all().delete()
    order = an_order(pair.customer)
    confirm(order, pair.inside)  # the team's queue is everyone's
    assert shares(order) == []


def test_an_assignment_put_right_before_counts() -> None:
    pair, other = a_pair(), a_pair()
    order = an_order(pair.customer)
    pair.customer.assignments.all().delete()
    assign(pair.customer, other.tandem, date(2026, 1, 1))
    confirm(order, other.field)
    assert [employee for _seat, employee, _weight, _cents in shares(order)] == [other.inside.pk, other.field.pk]


def people(pair: Pair) -> dict[str, Employee]:
    return {
        "inside": pair.inside,
        "field": pair.field,
        "manager": pair.manager,
        "same team": an_employee(["inside"], pair.team),
        "foreign": a_pair().field,
        "foreign manager": a_pair().manager,
        "payroll": an_employee(["payroll"]),
        "admin": an_employee(["admin"]),
        "council": an_employee(["council"]),
    }


OWNING = {"inside", "field", "manager"}


def test_only_owners_confirm_cancel_and_credit() -> None:
    pair = a_pair()
    for who, person in people(pair).items():
        for act in ("confirm", "cancel", "credit"):
            order = an_order(pair.customer, confirmed=act == "credit")
            before = state()
            if who in OWNING:
                do(act, order, person)
                continue
            with pytest.raises(Refused):
                do(act, order, person)
            assert state() == before, (who, act)


def do(act: str, order: Order, person: Employee, **more: Any) -> object:
    if act == "confirm":
        return confirm(order, person, **more)
    if act == "cancel":
        return cancel_order(order, reason="Storno", actor=actor_of(person), at=AT, **more)
    return credit(order, person, {line.pk: line.quantity for line in order.lines.all()}, **more)


def credit(order: Order, person: Employee, quantities: dict[int, int], **more: Any) -> CreditNote:
    values = {"reason": "Retoure", "issued_on": TODAY, **more}
    return issue_credit_note(order, quantities=quantities, actor=actor_of(person), at=AT, **values)


def test_what_has_moved_on_is_a_conflict() -> None:
    pair = a_pair()
    confirmed, cancelled = an_order(pair.customer, confirmed=True), an_order(pair.customer)
    do("cancel", cancelled, pair.inside)
    before = state()
    wrong = (("confirm", confirmed), ("confirm", cancelled), ("cancel", cancelled), ("credit", cancelled))
    for act, order in wrong:
        with pytest.raises(Conflict) as error:
            do(act, order, pair.inside)
        assert error.value.code == "order_moved_on"
    assert state() == before


def test_one_confirms_what_one_saw() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    edit_order(order, values={}, lines=[a_line(5)], version=1, actor=actor_of(pair.field), at=AT)
    before = state()
    for act in ("confirm", "cancel"):
        with pytest.raises(Conflict) as error:
            do(act, order, pair.inside, version=1)
        assert error.value.code == "changed_meanwhile"
    assert state() == before
    do("confirm", order, pair.inside, version=2)


def test_cancelling_keeps_who_when_why_and_the_frozen_credits() -> None:
    pair = a_pair()
    order = an_order(pair.customer, confirmed=True)
    kept = shares(order)
    event = cancel_order(order, reason="  Kunde zieht zurück ", actor=actor_of(pair.manager), at=AT)
    order.refresh_from_db()
    assert (order.status, order.cancellation.reason, order.cancellation.by) == (
        "cancelled",
        "Kunde zieht zurück",
        pair.manager,
    )
    assert shares(order) == kept
    assert (event.changes, event.data["reason"]) == ({"status": ["confirmed", "cancelled"]}, "Kunde zieht zurück")


def test_cancelling_needs_a_reason_and_no_credit_note() -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(100, 2000)], confirmed=True)
    before = state()
    with pytest.raises(Invalid):
        cancel_order(order, reason=" ", actor=actor_of(pair.inside), at=AT)
    assert state() == before
    credit(order, pair.inside, {order.lines.get().pk: 1000})
    before = state()
    with pytest.raises(Refused) as error:
        cancel_order(order, reason="Storno", actor=actor_of(pair.inside), at=AT)
    assert error.value.code == "has_credit_notes"
    assert state() == before


def test_credit_notes_give_back_exactly_what_was_paid() -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(1001, 1000), a_line(500, 1000)], confirmed=True)
    first, second = order.lines.all()
    Order.objects.update(net_cents=1501)
    notes = [
        credit(order, pair.inside, {first.pk: 333}),
        credit(order, pair.field, {first.pk: 333, second.pk: 0}),
        credit(order, pair.manager, {first.pk: 334, second.pk: 1000}),
    ]
    assert [note.number for note in notes] == ["C26-00001", "C26-00002", "C26-00003"]
    assert [note.net_cents for note in notes] == [333, 334, 834]
    assert sum(note.net_cents for note in notes) == 1501
    assert list(notes[2].lines.order_by("line").values_list("quantity", "net_cents")) == [(334, 334), (1000, 500)]
    event = Event.objects.filter(verb="order.credited").latest("pk")
    assert event.data == {
        "number": order.number,
        "note": "C26-00003",
        "net_cents": 834,
        "currency": "EUR",
        "cause": "other",
        "reason": "Retoure",
        "lines": 2,
    }
    assert ("credit_note", notes[2].pk) in set(event.subjects.values_list("kind", "object_id"))


@pytest.mark.parametrize(
    ("quantity", "more", "code"),
    [
        (1001, {}, "quantity_wrong"),
        (-1, {}, "quantity_wrong"),
        (0, {}, "nothing_credited"),
        (500, {"reason": " "}, "no_reason"),
        (500, {"issued_on": TODAY + timedelta(1)}, "issued_wrong"),
        (500, {"issued_on": TODAY - timedelta(1)}, "issued_wrong"),
    ],
)
def test_a_wrong_credit_note_takes_no_number(quantity: int, more: dict[str, Any], code: str) -> None:
    pair = a_pair()
    order = an_order(pair.customer, [a_line(100, 2000)], confirmed=True)
    line = order.lines.get()
    credit(order, pair.inside, {line.pk: 1000})
    before = state()
    with pytest.raises(Invalid) as error:
        credit(order, pair.inside, {line.pk: quantity}, **more)
    assert (error.value.code, state()) == (code, before)


def test_a_line_of_another_order_is_not_credited() -> None:
    pair = a_pair()
    order, other = an_order(pair.customer, confirmed=True), an_order(pair.customer, confirmed=True)
    before = state()
    with pytest.raises(Invalid) as error:
        credit(order, pair.inside, {other.lines.get().pk: 1000})
    assert (error.value.code, state()) == ("unknown_line", before)


def test_a_captured_order_is_not_credited() -> None:
    pair = a_pair()
    order = an_order(pair.customer)
    before = state()
    with pytest.raises(Conflict):
        do("credit", order, pair.inside)
    assert state() == before
