"""Two people at once: one deed, and the other is told who was faster."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.customers.models import Customer
from tandem.customers.tests.world import World, a_world, of
from tandem.work.actions.calls import take_up_call
from tandem.work.actions.handoffs import Offer, accept_handoff, offer_handoff, return_handoff
from tandem.work.actions.leases import lease_call
from tandem.work.actions.todos import add_todo, finish_todo, take_todo
from tandem.work.days import end_of
from tandem.work.models import CallLease, Handoff, NextStep, Todo

from .factories import AT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


@pytest.fixture
def world(transactional_db: None) -> World:
    return a_world()


def a_new(world: World, **more: object) -> Todo:
    values = {"title": "Muster schicken", "due_at": end_of(date(2026, 11, 26)), **more}
    return add_todo(world.customer, values=values, holder=world.inside, actor=of(world.inside), at=AT)


def own(todo: Todo) -> Todo:
    """A copy, as each request has its own."""
    return Todo.objects.select_related("customer").get(pk=todo.pk)


def test_two_take_what_both_saw_with_the_third(world: World) -> None:
    todo = a_new(world)
    takers = [(own(todo), person) for person in (world.field, world.manager, world.cover)]
    found = at_once(
        *(lambda one=one, who=who: take_todo(one, seen=world.inside.pk, actor=of(who), at=AT) for one, who in takers)
    )
    assert found == ["done", "held", "held"]
    assert Event.objects.filter(verb="todo.taken").count() == 1
    assert NextStep.objects.get(kind="todo").holder == own(todo).holder


def test_two_finish_one_that_comes_again(world: World) -> None:
    todo = a_new(world, repeat="week")
    copies = [(own(todo), person) for person in (world.inside, world.field)]
    found = at_once(*(lambda one=one, who=who: finish_todo(one, actor=of(who), at=AT) for one, who in copies))
    assert found == ["done", "done_already"]
    assert Todo.objects.filter(repeats=todo).count() == 1


def test_two_hand_over_the_same_thing(world: World) -> None:
    todo = a_new(world)
    offer = Offer("x", "y", AT + timedelta(days=1))
    customers = [Customer.objects.get(pk=world.customer.pk) for _ in range(2)]
    pairs = zip(customers, [(world.inside, world.field), (world.manager, world.cover)], strict=True)
    found = at_once(
        *(
            lambda one=one, giver=giver, taker=taker: offer_handoff(
                one, offer, taker=taker, about=todo.ref, actor=of(giver), at=AT
            )
            for one, (giver, taker) in pairs
        )
    )
    assert found == ["done", "passed_already"]
    assert Handoff.objects.filter(state="offered").count() == 1


def test_one_accepts_while_the_other_returns(world: World) -> None:
    offer = Offer("x", "y", AT + timedelta(days=1))
    handoff = offer_handoff(world.customer, offer, taker=world.field, actor=of(world.inside), at=AT)
    one, two = (Handoff.objects.select_related("customer").get(pk=handoff.pk) for _ in range(2))
    found = at_once(
        lambda: accept_handoff(one, actor=of(world.field), at=AT),
        lambda: return_handoff(two, reason="x", actor=of(world.manager), at=AT),
    )
    handoff.refresh_from_db()
    # Accepted first it may still be returned; returned first it can no longer be accepted.
    assert (found, handoff.state) in ((["done", "done"], "returned"), (["done", "handoff_moved_on"], "returned"))
    assert not NextStep.objects.filter(kind="handoff").exists()


def test_two_sessions_want_the_same_customer(world: World) -> None:
    people = (world.inside, world.field)
    customers = [Customer.objects.get(pk=world.customer.pk) for _ in people]
    found = at_once(
        *(
            lambda one=one, who=who: lease_call(one, actor=of(who), at=AT)
            for one, who in zip(customers, people, strict=True)
        )
    )
    assert found == ["done", "on_a_screen"]
    assert CallLease.objects.count() == 1


def test_two_take_up_the_same_suggestion(world: World) -> None:
    people = (world.inside, world.field)
    customers = [Customer.objects.get(pk=world.customer.pk) for _ in people]
    found = at_once(
        *(
            lambda one=one, who=who: take_up_call(one, holder=who, actor=of(who), at=AT)
            for one, who in zip(customers, people, strict=True)
        )
    )
    assert found == ["done", "taken_up"]
    assert Todo.objects.count() == 1
