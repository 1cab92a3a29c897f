"""Which tandem owns which customer: from a day on, with the past kept, and never two on one day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.db.models import Count

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import assign_customer
from tandem.customers.models import Assignment, Customer
from tandem.customers.queries import assignment_history, owner_of, owners_on
from tandem.people.models import Employee
from tandem.tandems.actions import close_tandem
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem

from .factories import AT, a_customer
from .world import TODAY, World, a_world, of

pytestmark = pytest.mark.both

SINCE = date(2024, 1, 1)
LATER = TODAY + timedelta(days=30)


def assign(
    customer: Customer, tandem: Tandem | None, who: Employee | Actor, *, start: date = TODAY, reason: str = "Gebiet"
) -> Event:
    actor = who if isinstance(who, Actor) else of(who)
    fresh = Customer.objects.get(pk=customer.pk)
    return assign_customer(fresh, tandem=tandem, start=start, reason=reason, actor=actor, at=AT)


def spans(customer: Customer) -> list[tuple[int, date, date | None]]:
    return list(Assignment.objects.filter(customer=customer).order_by("start").values_list("tandem", "start", "end"))


def test_from_the_day_on_it_belongs_to_the_other_and_the_past_stays(world: World) -> None:
    event = assign(world.customer, world.mates, world.manager, reason="Neues Gebiet")
    assert spans(world.customer) == [(world.tandem.pk, SINCE, TODAY), (world.mates.pk, TODAY, None)]
    assert Assignment.objects.get(tandem=world.mates, customer=world.customer).reason == "Neues Gebiet"
    assert (event.verb, event.data["from"], event.data["reason"]) == ("customer.assigned", "2026-11-24", "Neues Gebiet")
    assert event.changes == {"tandem": [world.tandem.name, world.mates.name]}
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("customer", world.customer.pk),
        ("tandem", world.tandem.pk),
        ("tandem", world.mates.pk),
    }


def test_who_owned_it_is_known_for_any_day(world: World) -> None:
    assign(world.customer, world.mates, world.manager)
    assign(world.customer, None, world.manager, start=LATER)
    days = [SINCE - timedelta(1), SINCE, TODAY - timedelta(1), TODAY, LATER - timedelta(1), LATER]
    assert [owner_of(world.customer, day) for day in days] == [
        None,
        world.tandem,
        world.tandem,
        world.mates,
        world.mates,
        None,
    ]
    many = [owners_on([world.customer.pk, world.queued.pk], day).get(world.customer.pk) for day in days]
    assert [row.tandem if row else None for row in many] == [owner_of(world.customer, day) for day in days]
    assert [row.tandem for row in assignment_history(world.customer)] == [world.mates, world.tandem]


def test_back_into_the_queue(world: World) -> None:
    event = assign(world.customer, None, world.manager)
    assert spans(world.customer) == [(world.tandem.pk, SINCE, TODAY)]
    assert (event.verb, event.changes) == ("customer.queued", {"tandem": [world.tandem.name, None]})


def test_what_was_planned_after_the_day_is_replaced(world: World) -> None:
    third = a_tandem(world.team)
    assign(world.customer, world.mates, world.manager, start=LATER)
    assert spans(world.customer) == [(world.tandem.pk, SINCE, LATER), (world.mates.pk, LATER, None)]
    assign(world.customer, third, world.manager, start=TODAY + timedelta(7))
    assert spans(world.customer) == [
        (world.tandem.pk, SINCE, TODAY + timedelta(7)),
        (third.pk, TODAY + timedelta(7), None),
    ]


def test_a_second_thought_on_the_same_day_leaves_one_row(world: World) -> None:
    third = a_tandem(world.team)
    assign(world.customer, world.mates, world.manager)
    assign(world.customer, third, world.manager)
    assert spans(world.customer) == [(world.tandem.pk, SINCE, TODAY), (third.pk, TODAY, None)]


def test_a_plan_is_withdrawn_by_giving_it_back(world: World) -> None:
    assign(world.customer, world.mates, world.manager, start=LATER)
    assign(world.customer, world.tandem, world.manager, start=LATER)
    assert {tandem for tandem, _start, _end in spans(world.customer)} == {world.tandem.pk}
    assert owner_of(world.customer, LATER + timedelta(365)) == world.tandem


def test_the_past_is_not_rewritten(world: World) -> None:
    for tandem in (world.mates, None):
        with unchanged(), pytest.raises(Invalid) as invalid:
            assign(world.customer, tandem, world.manager, start=TODAY - timedelta(1))
        assert (invalid.value.code, set(invalid.value.fields)) == ("in_the_past", {"start"})


def test_whoever_takes_from_the_queue_cannot_take_its_past(world: World) -> None:
    assign(world.customer, None, world.manager)
    with unchanged(), pytest.raises(Invalid):
        assign(world.customer, world.mates, world.mate, start=SINCE + timedelta(1))


@pytest.mark.parametrize("case", ["the same", "queue to queue", "other team", "closed", "closed later", "not founded"])
def test_what_makes_no_sense_is_said(world: World, case: str) -> None:
    cases: dict[str, Callable[[], tuple[Customer, Tandem | None, date]]] = {
        "the same": lambda: (world.customer, world.tandem, TODAY),
        "queue to queue": lambda: (world.queued, None, TODAY),
        "other team": lambda: (world.customer, world.far, TODAY),
        "closed": lambda: (world.customer, a_tandem(world.team, closed_on=TODAY), TODAY),
        "closed later": lambda: (world.customer, a_tandem(world.team, closed_on=LATER), LATER),
        "not founded": lambda: (world.customer, a_tandem(world.team, since=LATER), TODAY),
    }
    customer, tandem, start = cases[case]()
    with unchanged(), pytest.raises(Invalid):
        assign(customer, tandem, world.manager, start=start)


def test_its_manager_decides_and_nobody_else(world: World) -> None:
    for who in ({**world.owners, **world.others, **world.outsiders}).values():
        if who != world.manager:
            with unchanged(), pytest.raises(Refused):
                assign(world.customer, world.mates, who)
    assert assign(world.customer, world.mates, world.manager)


def test_out_of_the_queue_the_team_takes_it(world: World) -> None:
    for who in (world.stranger, world.cover, world.far_manager, *world.outsiders.values()):
        with unchanged(), pytest.raises(Refused):
            assign(world.queued, world.mates, who)
    assign(world.queued, world.mates, world.free)
    assert owner_of(world.queued, TODAY) == world.mates
    with unchanged(), pytest.raises(Refused):
        assign(world.queued, world.tandem, world.inside)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_take_it_out_of_the_queue_one_gets_it() -> None:
    world = a_world()
    copies = [Customer.objects.get(pk=world.queued.pk) for _ in range(4)]
    takes = [
        (world.tandem, world.inside),
        (world.mates, world.mate),
        (world.tandem, world.field),
        (world.mates, world.free),
    ]
    found = at_once(
        *(
            partial(assign_customer, copy, tandem=tandem, start=TODAY, reason="", actor=of(who), at=AT)
            for copy, (tandem, who) in zip(copies, takes, strict=True)
        )
    )
    assert found == ["can_assign_customer"] * 3 + ["done"]
    assert len(spans(world.queued)) == 1
    assert Event.objects.filter(verb="customer.assigned", subjects__object_id=world.queued.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_whatever_managers_do_at_once_no_day_has_two_tandems() -> None:
    world = a_world()
    tandems = [world.mates, a_tandem(world.team), a_tandem(world.team), None]
    acts = [
        partial(assign, world.customer, tandem, world.manager, start=TODAY + timedelta(days=7 * n))
        for n, tandem in enumerate(tandems)
    ]
    assert set(at_once(*acts)) <= {"done", "same_tandem"}
    for day in range(60):
        holding = [
            row for row in Assignment.objects.filter(customer=world.customer) if row.holds_on(TODAY + timedelta(day))
        ]
        assert len(holding) <= 1
    assert owner_of(world.customer, TODAY - timedelta(1)) == world.tandem


def test_customers_stay_when_people_change(world: World) -> None:
    before = spans(world.customer)
    world.tandem.seats.filter(role="inside").update(end=TODAY)
    assert spans(world.customer) == before
    assert owner_of(world.customer, TODAY) == world.tandem


def test_many_owners_come_in_one_statement(world: World, django_assert_num_queries: object) -> None:
    customers = [a_customer(world.tandem).pk for _ in range(3)]
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert {row.tandem.team for row in owners_on(customers, TODAY).values()} == {world.team}
    assert Assignment.objects.values("customer").annotate(n=Count("pk")).filter(n__gt=1).count() == 0


def test_a_tandem_that_closes_while_the_form_is_open_gets_no_customer(world: World) -> None:
    shown = Tandem.objects.get(pk=world.mates.pk)
    close_tandem(Tandem.objects.get(pk=shown.pk), closed_on=TODAY, actor=of(world.manager), at=AT)
    with pytest.raises(Invalid) as refused:
        assign(world.customer, shown, world.manager)
    assert refused.value.code == "tandem_closed"
