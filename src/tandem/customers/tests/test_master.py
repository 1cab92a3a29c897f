"""Creating and editing customers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.core import search
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.customers.actions import add_contact, create_customer, edit_customer, next_number
from tandem.customers.models import Assignment, Customer, CustomerFigures, Site
from tandem.people.models import Employee
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem

from .factories import AT, a_customer
from .world import TODAY, World, a_world, of


def create(world: World, who: Employee, **more: Any) -> Customer:
    values = {"name": "Neumann GmbH", "phone": "040 12345"}
    given: dict[str, Any] = {"values": values, "team": world.team, "tandem": world.tandem, **more}
    return create_customer(**given, actor=of(who), at=AT)


def edit(customer: Customer, who: Employee, *, version: int | None = None, **values: Any) -> Event | None:
    return edit_customer(
        customer, values=values, version=customer.version if version is None else version, actor=of(who), at=AT
    )


def subjects(event: Event) -> set[tuple[str, int]]:
    return set(event.subjects.values_list("kind", "object_id"))


def listed(query: str) -> set[int]:
    return set(search.ids_matching(query, "customer", "contact"))


def test_a_new_customer_belongs_to_its_tandem_from_today_and_is_found(world: World) -> None:
    customer = create(world, world.stranger)
    assert (customer.name_key, customer.version, customer.created_at) == ("neumann gmbh", 1, AT)
    assert list(Assignment.objects.filter(customer=customer).values_list("tandem", "start", "end")) == [
        (world.tandem.pk, TODAY, None)
    ]
    assert CustomerFigures.objects.get(customer=customer).revenue_cents == 0
    assert listed("neumann") == listed("04012345") == {customer.pk}
    created, assigned = Event.objects.filter(subjects__kind="customer", subjects__object_id=customer.pk).order_by("id")
    assert [(event.verb, event.actor_id) for event in (created, assigned)] == [
        ("customer.created", world.stranger.pk),
        ("customer.assigned", world.stranger.pk),
    ]
    assert subjects(created) == subjects(assigned) == {("customer", customer.pk), ("tandem", world.tandem.pk)}


def test_without_a_tandem_it_waits_in_the_queue(world: World) -> None:
    customer = create(world, world.inside, tandem=None)
    assert not Assignment.objects.filter(customer=customer).exists()
    assert list(Event.objects.filter(subjects__kind="customer", subjects__object_id=customer.pk)) == [
        Event.objects.get(verb="customer.created", subjects__kind="customer", subjects__object_id=customer.pk)
    ]


def test_its_first_site_is_the_main_one_and_gives_the_town(world: World) -> None:
    site = {"street": "Kai 1", "postcode": "20457", "town": "Hamburg", "country": "DE"}
    customer = create(world, world.inside, site=site)
    main = Site.objects.get(customer=customer)
    assert (main.is_main, main.street, customer.town, customer.country) == (True, "Kai 1", "Hamburg", "DE")
    assert customer.pk in listed("hamburg")


def test_numbers_follow_the_highest(world: World) -> None:
    a_customer(number="20500")
    a_customer(number="X-99999")
    assert next_number() == "20501"
    assert create(world, world.inside).number == "20501"


@pytest.mark.django_db
def test_the_first_number_is_10001() -> None:
    assert next_number() == "10001"


def test_a_number_that_is_taken_is_said_at_its_field(world: World) -> None:
    with unchanged(), pytest.raises(Invalid) as invalid:
        create(world, world.inside, values={"name": "X", "number": world.customer.number})
    assert (invalid.value.code, set(invalid.value.fields)) == ("number_taken", {"number"})


@pytest.mark.parametrize("case", ["other team", "closed", "not yet founded"])
def test_not_for_a_tandem_that_cannot_have_it(world: World, case: str) -> None:
    tandem = {
        "other team": lambda: world.far,
        "closed": lambda: a_tandem(world.team, closed_on=TODAY),
        "not yet founded": lambda: a_tandem(world.team, since=TODAY + timedelta(1)),
    }[case]()
    with unchanged(), pytest.raises(Invalid):
        create(world, world.inside, tandem=tandem)


def test_payroll_council_and_administration_add_none(world: World) -> None:
    for who in world.outsiders.values():
        with unchanged(), pytest.raises(Refused):
            create(world, who)


@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_different() -> None:
    world = a_world()
    assert at_once(*[lambda: create(world, world.inside)] * 6) == ["done"] * 6
    numbers = Customer.objects.filter(name="Neumann GmbH").values_list("number", flat=True)
    assert len(set(numbers)) == 6


def test_owners_edit_master_data(world: World) -> None:
    for name, who in world.owners.items():
        customer = Customer.objects.get(pk=world.customer.pk)
        event = edit(customer, who, industry=name, name=f"Hansen {name}")
        assert event
        assert (event.verb, event.actor_id) == ("customer.edited", who.pk)
        assert set(event.changes) == {"industry", "name"}
        assert event.changes["name"][1] == f"Hansen {name}"
        assert subjects(event) == {("customer", customer.pk), ("tandem", world.tandem.pk)}
        fresh = Customer.objects.get(pk=customer.pk)
        assert (fresh.version, fresh.industry, fresh.name_key) == (customer.version + 1, name, f"hansen {name}")
        assert listed(f"hansen {name}") == {customer.pk}
    assert listed("antriebe") == set()


def test_nobody_else_does(world: World) -> None:
    for who in (world.others | world.outsiders).values():
        with unchanged(), pytest.raises(Refused):
            edit(world.customer, who, name="Meins")


def test_a_queued_customer_is_edited_by_its_whole_team(world: World) -> None:
    for number, who in enumerate((world.inside, world.field, world.mate, world.free, world.manager)):
        assert edit(Customer.objects.get(pk=world.queued.pk), who, industry=str(number))
    for who in (world.stranger, world.cover, world.far_manager, *world.outsiders.values()):
        with unchanged(), pytest.raises(Refused):
            edit(Customer.objects.get(pk=world.queued.pk), who, industry="x")


def test_cover_ends_with_its_days(world: World) -> None:
    world.cover.deputations.update(end=TODAY)
    with unchanged(), pytest.raises(Refused):
        edit(world.customer, world.cover, industry="x")


def test_nothing_different_is_no_event(world: World) -> None:
    with unchanged():
        assert edit(world.customer, world.inside, name=world.customer.name) is None


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_than_the_one_seen_is_a_conflict(world: World, version: int) -> None:
    with unchanged(), pytest.raises(Conflict) as conflict:
        edit(world.customer, world.inside, version=version, name="Neu")
    assert conflict.value.current == world.customer


@pytest.mark.django_db(transaction=True)
def test_of_four_who_save_what_they_saw_one_wins() -> None:
    world = a_world()
    copies = [Customer.objects.get(pk=world.customer.pk) for _ in range(4)]
    found = at_once(
        *(lambda n=n, copy=copy: edit(copy, world.inside, industry=str(n)) for n, copy in enumerate(copies))
    )
    assert found == [*["changed_meanwhile"] * 3, "done"]
    event = Event.objects.get(verb="customer.edited")
    fresh = Customer.objects.get(pk=world.customer.pk)
    assert (fresh.version, fresh.industry) == (2, event.changes["industry"][1])


def test_the_names_of_its_contacts_follow_the_new_name(world: World) -> None:
    add_contact(world.customer, values={"last_name": "Thomsen"}, actor=of(world.inside), at=AT)
    edit(world.customer, world.inside, name="Petersen AG", short_name="Petersen")
    assert [row.detail for row in search.find("thomsen")] == ["Petersen"]
    assert listed("hansen") == set()


def test_an_edit_is_taken_back(world: World) -> None:
    event = edit(world.customer, world.inside, name="Petersen AG", restricted=True, since=TODAY)
    assert event
    undo_event(event, actor=of(world.inside), at=AT)
    fresh = Customer.objects.get(pk=world.customer.pk)
    assert (fresh.name, fresh.name_key, fresh.restricted, fresh.since) == (
        "Hansen Antriebe GmbH",
        "hansen antriebe gmbh",
        False,
        None,
    )
    assert fresh.version == 3
    assert (listed("hansen"), listed("petersen")) == ({fresh.pk}, set())


def test_it_is_not_taken_back_over_a_later_edit_of_the_same_field(world: World) -> None:
    event = edit(world.customer, world.inside, name="Petersen AG")
    assert event
    edit(Customer.objects.get(pk=world.customer.pk), world.field, name="Jensen AG")
    with unchanged(), pytest.raises(Conflict):
        undo_event(event, actor=of(world.inside), at=AT)


def test_a_later_edit_of_another_field_stays(world: World) -> None:
    event = edit(world.customer, world.inside, name="Petersen AG")
    assert event
    edit(Customer.objects.get(pk=world.customer.pk), world.field, industry="Bau")
    undo_event(event, actor=of(world.inside), at=AT)
    fresh = Customer.objects.get(pk=world.customer.pk)
    assert (fresh.name, fresh.industry) == ("Hansen Antriebe GmbH", "Bau")


def test_who_has_lost_the_customer_takes_nothing_back(world: World) -> None:
    event = edit(world.customer, world.inside, name="Petersen AG")
    assert event
    Assignment.objects.filter(customer=world.customer).update(tandem=Tandem.objects.get(pk=world.far.pk))
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=of(world.inside), at=AT)
