"""Hand-offs: a promise with a time, accepted or returned with a reason, and what moves along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.tests.world import World, a_world, of
from tandem.people.models import Absence, Delegation, Employee
from tandem.work.actions.handoffs import (
    Offer,
    accept_handoff,
    finish_handoff,
    offer_handoff,
    return_handoff,
    withdraw_handoff,
)
from tandem.work.actions.todos import finish_todo, give_todo, take_todo
from tandem.work.models import Handoff, NextStep, Request, Todo
from tandem.work.passed import acceptance_of, waiting_count
from tandem.work.queries import visible_handoffs

from .factories import AT, a_request, a_todo

pytestmark = pytest.mark.django_db
DUE = AT + timedelta(days=2)
OFFER = Offer("Abholtermin vereinbaren", "Termin beim Kunden bestätigt", DUE, "Bis Donnerstag")


@pytest.fixture
def world() -> World:
    return a_world()


def an_offer(world: World, **more: object) -> Handoff:
    return offer_handoff(
        world.customer,
        OFFER,
        **{"taker": world.field, "actor": of(world.inside), "at": AT, **more},  # type: ignore[arg-type]
    )


def fresh(handoff: Handoff) -> Handoff:
    return Handoff.objects.select_related("customer", "giver", "taker").get(pk=handoff.pk)


def test_who_covered_once_takes_nothing_back_afterwards(world: World) -> None:
    """Both customers are open to them still, as to everybody in sales: seeing is not a say in it."""
    handoff, piece = an_offer(world), a_todo(world.tandem, world.inside, customer=world.customer)
    return_handoff(handoff, reason="Kein Termin frei", actor=of(world.cover), at=AT)
    give_todo(piece, world.field, actor=of(world.cover), at=AT)
    Delegation.objects.update(end=date(2026, 11, 25))
    later = of(world.cover, AT + timedelta(days=3))
    for verb in ("handoff.returned", "todo.given"):
        event = Event.objects.get(verb=verb)
        with pytest.raises(Refused, match="may not"):
            undo_event(event, actor=later, at=later.at)
    assert (fresh(handoff).state, Todo.objects.get(pk=piece.pk).holder) == ("returned", world.field)
    assert not Event.objects.filter(verb__endswith=".undone").exists()


def waiting_for(world: World) -> dict[int, int]:
    people = Employee.objects.annotate(waiting=waiting_count(world.tandem.pk)).filter(waiting__gt=0)
    return dict(people.values_list("pk", "waiting"))


def step(handoff: Handoff) -> NextStep | None:
    return NextStep.objects.filter(kind="handoff", object_id=handoff.pk).first()


def test_offered_it_waits_in_the_takers_list_until_the_agreed_time(world: World) -> None:
    handoff = an_offer(world)
    row = step(handoff)
    assert row is not None
    assert (row.holder, row.due_at, row.weight) == (world.field, AT + timedelta(hours=2), 1)
    assert (handoff.holder, handoff.tandem, handoff.state) == (world.inside, world.tandem, "offered")
    assert fresh(handoff).turn_by == handoff.accept_by
    assert waiting_for(world) == {world.field.pk: 1}
    assert not handoff.late_at(AT + timedelta(hours=2))
    assert handoff.late_at(AT + timedelta(hours=2, minutes=1))


def test_accepted_it_is_the_takers_and_due_by_its_result(world: World) -> None:
    handoff = an_offer(world)
    event = accept_handoff(handoff, actor=of(world.field), at=AT + timedelta(minutes=30))
    handoff, row = fresh(handoff), step(handoff)
    assert row is not None
    assert (handoff.holder, handoff.state, row.due_at, handoff.turn_by) == (world.field, "accepted", DUE, DUE)
    assert acceptance_of(handoff, AT) == timedelta(minutes=30)
    assert waiting_for(world) == {}
    undo_event(event, actor=of(world.field), at=AT + timedelta(minutes=31))
    handoff = fresh(handoff)
    assert (handoff.holder, handoff.state, handoff.accepted_at) == (world.inside, "offered", None)


def test_acceptance_is_measured_in_working_time(world: World) -> None:
    friday = AT + timedelta(days=3, hours=6)  # 16:00 in Berlin
    late = Offer("x", "y", friday + timedelta(days=9))
    handoff = offer_handoff(world.customer, late, taker=world.field, actor=of(world.inside, friday), at=friday)
    monday = friday + timedelta(days=3, hours=-7)  # 9:00
    accept_handoff(handoff, actor=of(world.field, monday), at=monday)
    assert acceptance_of(fresh(handoff), monday) == timedelta(hours=2)


def test_only_the_taker_and_who_acts_for_them_answers(world: World) -> None:
    handoff = an_offer(world)
    for who in (world.inside, world.mate, world.stranger, world.admin):
        for act in (accept_handoff, finish_handoff):
            with pytest.raises(Refused):
                act(fresh(handoff), actor=of(who), at=AT)
        with pytest.raises(Refused):
            return_handoff(fresh(handoff), reason="x", actor=of(who), at=AT)
    for who in (world.field, world.mate):
        with pytest.raises(Refused):
            withdraw_handoff(fresh(handoff), actor=of(who), at=AT)
    assert (fresh(handoff).state, Event.objects.filter(verb__startswith="handoff.").count()) == ("offered", 1)


def test_who_covers_the_taker_takes_it_over(world: World) -> None:
    handoff = an_offer(world)
    accept_handoff(handoff, actor=of(world.cover), at=AT)
    handoff = fresh(handoff)
    assert (handoff.taker, handoff.holder) == (world.cover, world.cover)


def test_returned_with_a_reason_it_is_the_givers_again(world: World) -> None:
    handoff = an_offer(world)
    with pytest.raises(Invalid):
        return_handoff(handoff, reason=" ", actor=of(world.field), at=AT)
    assert fresh(handoff).state == "offered"
    event = return_handoff(handoff, reason="Die Zeichnung fehlt", actor=of(world.field), at=AT)
    handoff = fresh(handoff)
    assert (handoff.state, handoff.reason, handoff.holder, step(handoff)) == (
        "returned",
        "Die Zeichnung fehlt",
        world.inside,
        None,
    )
    undo_event(event, actor=of(world.field), at=AT)
    assert (fresh(handoff).state, fresh(handoff).reason) == ("offered", "")
    assert step(handoff) is not None


def test_done_with_its_result(world: World) -> None:
    handoff = an_offer(world)
    accept_handoff(handoff, actor=of(world.field), at=AT)
    event = finish_handoff(fresh(handoff), result="Dienstag, 9 Uhr", actor=of(world.field), at=AT)
    handoff = fresh(handoff)
    assert (handoff.state, handoff.result, handoff.ended_at, step(handoff)) == ("done", "Dienstag, 9 Uhr", AT, None)
    with pytest.raises(Refused) as caught:
        return_handoff(handoff, reason="x", actor=of(world.field), at=AT)
    assert str(world.field) in str(caught.value.text)
    undo_event(event, actor=of(world.field), at=AT)
    assert (fresh(handoff).state, fresh(handoff).result) == ("accepted", "")


def test_the_giver_withdraws_as_long_as_nobody_has_accepted(world: World) -> None:
    handoff = an_offer(world)
    event = withdraw_handoff(handoff, actor=of(world.inside), at=AT)
    assert (fresh(handoff).state, step(handoff)) == ("withdrawn", None)
    undo_event(event, actor=of(world.inside), at=AT)
    accept_handoff(fresh(handoff), actor=of(world.field), at=AT)
    with pytest.raises(Refused) as caught:
        withdraw_handoff(fresh(handoff), actor=of(world.inside), at=AT)
    assert str(world.field) in str(caught.value.text)
    assert fresh(handoff).state == "accepted"


def test_an_offer_is_taken_back_unless_it_was_answered(world: World) -> None:
    handoff = an_offer(world)
    undo_event(Event.objects.get(verb="handoff.offered"), actor=of(world.inside), at=AT)
    assert fresh(handoff).state == "withdrawn"
    handoff = an_offer(world)
    accept_handoff(handoff, actor=of(world.field), at=AT)
    with pytest.raises(Conflict):
        undo_event(Event.objects.filter(verb="handoff.offered").latest("pk"), actor=of(world.inside), at=AT)
    assert fresh(handoff).state == "accepted"


@pytest.mark.parametrize(
    ("offer", "field"),
    [
        (Offer("", "y", DUE), "title"),
        (Offer("x", " ", DUE), "expected"),
        (Offer("x", "y", AT), "day"),
        (Offer("x", "y", AT + timedelta(days=4000)), "day"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(world: World, offer: Offer, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        offer_handoff(world.customer, offer, taker=world.field, actor=of(world.inside), at=AT)
    assert set(caught.value.fields) == {field}
    assert Handoff.objects.count() == 0


def test_nobody_hands_over_to_themselves_or_to_who_may_not_know(world: World) -> None:
    for customer, taker in (
        (world.customer, world.inside),
        (world.customer, world.payroll),
        (world.restricted, world.stranger),
    ):
        with pytest.raises(Invalid) as caught:
            offer_handoff(customer, OFFER, taker=taker, actor=of(world.inside), at=AT)
        assert set(caught.value.fields) == {"taker"}
    assert Handoff.objects.count() == 0


def test_a_todo_goes_along_and_comes_back(world: World) -> None:
    todo = a_todo(world.tandem, world.inside, customer=world.customer)
    handoff = an_offer(world, about=todo.ref)
    todo.refresh_from_db()
    assert todo.holder == world.inside
    event = accept_handoff(handoff, actor=of(world.field), at=AT)
    todo.refresh_from_db()
    assert todo.holder == world.field
    assert NextStep.objects.get(kind="todo").holder == world.field
    assert Event.objects.get(verb="todo.handed").changes == {"holder": [world.inside.pk, world.field.pk]}
    undo_event(event, actor=of(world.field), at=AT)
    todo.refresh_from_db()
    assert todo.holder == world.inside
    accept_handoff(fresh(handoff), actor=of(world.field), at=AT)
    return_handoff(fresh(handoff), reason="Kenne den Kunden nicht", actor=of(world.field), at=AT)
    todo.refresh_from_db()
    assert todo.holder == world.inside


def test_a_request_goes_along(world: World) -> None:
    request = a_request(world.customer, world.tandem, holder=world.inside)
    handoff = an_offer(world, about=request.ref)
    accept_handoff(handoff, actor=of(world.field), at=AT)
    request.refresh_from_db()
    assert request.holder == world.field
    assert NextStep.objects.get(kind="request").holder == world.field
    assert Event.objects.filter(verb="request.handed", subjects__kind="request").count() == 1


def test_done_finishes_its_todo_and_the_other_way_round(world: World) -> None:
    todo = a_todo(world.tandem, world.inside, customer=world.customer)
    handoff = an_offer(world, about=todo.ref)
    event = finish_handoff(handoff, result="ok", actor=of(world.field), at=AT)
    todo.refresh_from_db()
    assert (todo.done_by, todo.holder, fresh(handoff).state) == (world.field, world.field, "done")
    undo_event(event, actor=of(world.field), at=AT)
    todo.refresh_from_db()
    assert (todo.is_open, todo.holder, fresh(handoff).state) == (True, world.inside, "offered")
    accept_handoff(fresh(handoff), actor=of(world.field), at=AT)
    done = finish_todo(Todo.objects.get(pk=todo.pk), actor=of(world.field), at=AT)
    assert fresh(handoff).state == "done"
    undo_event(done, actor=of(world.field), at=AT)
    assert fresh(handoff).state == "accepted"


def test_while_it_is_offered_nobody_moves_its_todo(world: World) -> None:
    todo = a_todo(world.tandem, world.inside, customer=world.customer)
    an_offer(world, about=todo.ref)
    acts: list[Callable[[], object]] = [
        lambda: take_todo(Todo.objects.get(pk=todo.pk), actor=of(world.field), at=AT),
        lambda: give_todo(Todo.objects.get(pk=todo.pk), world.cover, actor=of(world.inside), at=AT),
    ]
    for act in acts:
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "offered"
    todo.refresh_from_db()
    assert todo.holder == world.inside
    finish_todo(todo, actor=of(world.inside), at=AT)
    assert Handoff.objects.get().state == "withdrawn"


def test_one_open_handoff_per_thing(world: World) -> None:
    todo = a_todo(world.tandem, world.inside, customer=world.customer)
    an_offer(world, about=todo.ref)
    with pytest.raises(Refused) as caught:
        an_offer(world, about=todo.ref, taker=world.cover)
    assert caught.value.code == "passed_already"
    assert str(world.field) in str(caught.value.text)
    assert Handoff.objects.count() == 1
    withdraw_handoff(Handoff.objects.get(), actor=of(world.inside), at=AT)
    an_offer(world, about=todo.ref, taker=world.cover)
    with pytest.raises(Conflict):
        undo_event(Event.objects.get(verb="handoff.withdrawn"), actor=of(world.inside), at=AT)
    assert Handoff.objects.filter(state="offered").count() == 1


def test_who_has_no_say_in_the_todo_cannot_pass_it_on(world: World) -> None:
    todo = a_todo(world.tandem, world.inside, customer=world.customer)
    with pytest.raises(Refused):
        an_offer(world, about=todo.ref, actor=of(world.stranger))
    finish_todo(todo, actor=of(world.inside), at=AT)
    with pytest.raises(Refused) as caught:
        an_offer(world, about=todo.ref)
    assert caught.value.code == "piece_over"
    assert Handoff.objects.count() == 0


def test_accepted_twice_the_second_is_told(world: World) -> None:
    handoff = an_offer(world)
    one, two = fresh(handoff), fresh(handoff)
    accept_handoff(one, actor=of(world.field), at=AT)
    with pytest.raises(Refused) as caught:
        accept_handoff(two, actor=of(world.cover), at=AT)
    assert caught.value.code == "handoff_moved_on"
    assert fresh(handoff).taker == world.field


def test_it_waits_longer_while_the_taker_is_away(world: World) -> None:
    Absence.objects.create(employee=world.field, start=date(2026, 11, 24), end=date(2026, 11, 26))
    Delegation.objects.filter(person=world.field).delete()
    handoff = an_offer(world)
    assert handoff.accept_by == min(DUE, AT + timedelta(days=2, minutes=0))
    assert Request.objects.count() == 0


def test_without_a_customer_the_taker_of_another_tandem_sees_and_answers_it(world: World) -> None:
    handoff = offer_handoff(None, OFFER, taker=world.mate, actor=of(world.inside), at=AT)
    seen = {
        who
        for who in ("inside", "field", "cover", "manager", "mate", "free", "stranger", "payroll")
        if visible_handoffs(of(getattr(world, who))).filter(pk=handoff.pk).exists()
    }
    assert seen == {"inside", "field", "cover", "manager", "mate"}
    accept_handoff(handoff, actor=of(world.mate), at=AT)
    assert fresh(handoff).holder == world.mate
