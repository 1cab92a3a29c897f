"""Who sees, serves, owns and assigns which customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from tandem.core.actor import Actor
from tandem.core.rules import Rule, allows
from tandem.customers.actions import add_note, add_site
from tandem.customers.models import Assignment, Customer
from tandem.customers.queries import (
    remember_owner,
    visible_contacts,
    visible_customers,
    visible_notes,
    visible_sites,
    with_owner,
)
from tandem.customers.rules import (
    can_assign_customer,
    can_create_customer,
    can_own_customer,
    can_see_customer,
    can_serve_customer,
)
from tandem.people.models import Delegation
from tandem.people.tests.factories import an_employee
from tandem.tandems.models import Seat
from tandem.tandems.queries import scope_of
from tandem.tandems.tests.factories import a_seat, a_tandem

from .factories import AT, a_contact, a_customer, system
from .world import TODAY, World, of

OWNERS = {"inside", "field", "manager", "cover"}
TEAM = {"inside", "field", "manager", "mate", "free"}
SALES = OWNERS | {"mate", "free", "stranger", "far_manager"}
VISIBLE: list[Callable[[Actor], QuerySet[Any]]] = [visible_contacts, visible_notes, visible_sites]
TABLE: list[tuple[Rule, str, set[str]]] = [
    # rule, customer: who may
    (can_see_customer, "customer", SALES),
    (can_see_customer, "restricted", OWNERS),
    (can_see_customer, "queued", SALES),
    (can_see_customer, "hidden", TEAM),
    (can_serve_customer, "customer", SALES),
    (can_serve_customer, "restricted", OWNERS),
    (can_serve_customer, "queued", SALES),
    (can_serve_customer, "hidden", TEAM),
    (can_own_customer, "customer", OWNERS),
    (can_own_customer, "restricted", OWNERS),
    (can_own_customer, "queued", TEAM),
    (can_own_customer, "hidden", TEAM),
    (can_assign_customer, "customer", {"manager"}),
    (can_assign_customer, "restricted", {"manager"}),
    (can_assign_customer, "queued", TEAM),
    (can_assign_customer, "hidden", TEAM),
    (can_create_customer, "customer", SALES),
]


@pytest.mark.parametrize(("rule", "which", "who"), TABLE, ids=lambda value: getattr(value, "__name__", None))
def test_who_may(world: World, rule: Rule, which: str, who: set[str]) -> None:
    customer = getattr(world, which)
    people = world.owners | world.others | world.outsiders
    assert {name for name, person in people.items() if rule(of(person), customer)} == who


def test_the_house_itself_may_everything(world: World) -> None:
    assert all(allows(rule, system(), getattr(world, which)) for rule, which, _who in TABLE)
    assert visible_customers(system()).count() == 4


def test_nobody_signed_in_sees_nothing(world: World) -> None:
    stranger = Actor("contact", world.inside.pk, AT)
    assert not visible_customers(stranger).exists()
    assert not any(rule(stranger, world.customer) for rule, _which, _who in TABLE)


def test_lists_show_what_the_rule_allows(world: World) -> None:
    """The query and the rule are two ways to say the same."""
    customers = [world.customer, world.restricted, world.queued, world.hidden]
    for name, person in (world.owners | world.others | world.outsiders).items():
        seen = set(visible_customers(of(person)))
        assert seen == {one for one in customers if can_see_customer(of(person), one)}, name


def test_what_belongs_to_a_customer_is_seen_with_it(world: World) -> None:
    for customer in (world.customer, world.restricted):
        a_contact(customer)
        add_note(customer, values={"text": "x"}, actor=of(world.inside), at=AT)
        add_site(customer, values={"town": "Kiel"}, actor=of(world.inside), at=AT)
    for name, person in (world.owners | world.others | world.outsiders).items():
        expected = 2 if name in OWNERS else 1 if name in SALES else 0
        counts = [rows(of(person)).count() for rows in VISIBLE]
        assert counts == [expected] * 3, name


def test_ownership_follows_the_day(world: World) -> None:
    Assignment.objects.filter(customer=world.restricted).update(end=TODAY)
    Assignment.objects.create(customer=world.restricted, tandem=world.mates, start=TODAY)
    yesterday = AT - timedelta(days=1)
    fresh = Customer.objects.get(pk=world.restricted.pk)
    assert not can_own_customer(of(world.inside), fresh)
    assert can_own_customer(of(world.inside, yesterday), Customer.objects.get(pk=fresh.pk))
    assert can_own_customer(of(world.mate), fresh)
    assert fresh not in visible_customers(of(world.inside))
    assert fresh in visible_customers(of(world.inside, yesterday))


def test_seats_count_on_the_days_they_are_taken(world: World) -> None:
    world.tandem.seats.filter(role="field").update(end=TODAY)
    newcomer = an_employee(["field"], world.team)
    a_seat(world.tandem, "field", newcomer, TODAY)
    assert can_own_customer(of(newcomer), world.customer)
    assert not can_own_customer(of(newcomer, AT - timedelta(days=1)), Customer.objects.get(pk=world.customer.pk))
    assert not can_own_customer(of(world.field), Customer.objects.get(pk=world.customer.pk))


def test_a_person_in_several_tandems_owns_for_each(world: World) -> None:
    second = a_tandem(world.far.team, inside=world.inside)
    theirs = a_customer(second, restricted=True)
    assert can_own_customer(of(world.inside), theirs)
    assert can_own_customer(of(world.inside), world.customer)
    assert theirs in visible_customers(of(world.inside))


def test_cover_is_for_its_tandem_only(world: World) -> None:
    theirs = a_customer(world.mates, restricted=True)
    assert not can_own_customer(of(world.cover), theirs)
    Delegation.objects.create(
        person=world.mate, deputy=world.cover, scope_kind="team", scope_id=world.mates.pk, start=TODAY
    )
    assert theirs not in visible_customers(of(world.cover))


def test_a_manager_without_the_role_leads_nothing(world: World) -> None:
    world.manager.roles = frozenset({"inside"})
    assert not can_own_customer(of(world.manager), world.customer)
    assert world.restricted not in visible_customers(of(world.manager))


def test_a_seat_without_a_sales_role_opens_nothing(world: World) -> None:
    world.inside.roles = frozenset({"admin"})
    assert not visible_customers(of(world.inside)).exists()
    assert not can_own_customer(of(world.inside), world.customer)


def test_what_the_query_found_spares_the_rule_a_statement(world: World, django_assert_num_queries: object) -> None:
    for customer, who, expected in (
        (world.customer, world.inside, True),
        (world.customer, world.mate, False),
        (world.queued, world.mate, True),
    ):
        actor = of(who)
        found = with_owner(visible_customers(actor), TODAY).get(pk=customer.pk)
        remember_owner(found, TODAY)
        with django_assert_num_queries(0):  # type: ignore[operator]
            assert can_own_customer(actor, found) is expected


def test_cover_ends_with_the_seat_it_was_given_for(world: World) -> None:
    """Who is away may give the seat up meanwhile: their deputy does not stay in the tandem without them."""
    assert can_see_customer(of(world.cover), world.restricted)
    Seat.objects.filter(tandem=world.tandem, employee=world.field).update(end=TODAY)
    assert not can_see_customer(of(world.cover), fresh(world.restricted))
    assert not can_own_customer(of(world.cover), fresh(world.customer))
    assert world.restricted not in visible_customers(of(world.cover))
    assert scope_of(of(world.cover)).acting_ids == set()


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)
