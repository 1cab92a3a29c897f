"""Two customers become one with everything they have, and two again as they were."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.tests.snapshots import snapshot, unchanged
from tandem.core.undo import undo_event
from tandem.customers.actions import (
    add_note,
    edit_contact,
    edit_customer,
    make_main_site,
    merge_contacts,
    merge_customers,
    undo_merge,
)
from tandem.customers.merging.fields import default_choices
from tandem.customers.models import Assignment, Contact, Customer, Merge, Note, Site
from tandem.customers.queries import visible_customers
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import World, a_world, of
from tandem.orders.actions import confirm_order
from tandem.orders.models import Credit, Order

from .factories import a_line, an_order
from .merging import LATER, a_full_customer, content, merged, subjects


@pytest.fixture
def world(db: None) -> World:
    return a_world()


@pytest.fixture
def two(world: World) -> tuple[Customer, Customer]:
    """Hansen twice: the second knows a VAT id and belongs to the mates."""
    return (
        a_full_customer(world.tandem, "Hansen Antriebe GmbH", phone="040 1234567"),
        a_full_customer(world.mates, "Hansen Antriebe", vat_id="DE123456789", agreements="frei Haus"),
    )


def test_everything_goes_to_the_survivor(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    notes = set(Note.objects.filter(customer__in=two).values_list("pk", flat=True))
    orders = set(Order.objects.filter(customer__in=two).values_list("pk", flat=True))
    told = subjects("customer", a.pk) | subjects("customer", b.pk)
    frozen = list(Credit.objects.order_by("pk").values())
    owners = list(Assignment.objects.order_by("pk").values())
    birte = Contact.objects.get(customer=a, last_name="Thomsen")
    merge = merged(a, b)
    a.refresh_from_db()
    b.refresh_from_db()
    assert (b.merged_into, a.phone, a.vat_id, a.agreements) == (a, "040 1234567", "DE123456789", "frei Haus")
    assert set(a.notes.values_list("pk", flat=True)) == notes
    assert set(a.orders.values_list("pk", flat=True)) == orders
    assert {note.contact for note in a.notes.filter(kind="note")} == {birte}
    assert sorted(birte.consents.values_list("origin", flat=True)) == ["Hansen Antriebe", "Hansen Antriebe GmbH"]
    assert sorted(site.town for site in a.sites.all()) == [
        "Hamburg",
        "Werk Hansen Antriebe",
        "Werk Hansen Antriebe GmbH",
    ]
    assert [site.town for site in b.sites.all()] == ["Hamburg"]  # the same address folded
    assert [(row.last_name, row.is_first) for row in a.contacts.all()] == [
        ("Thomsen", True),
        ("Krause Hansen Antriebe", False),
        ("Krause Hansen Antriebe GmbH", False),
    ]
    assert subjects("customer", a.pk) == told | {Event.objects.get(verb="customer.merged").pk}
    assert list(Credit.objects.order_by("pk").values()) == frozen
    assert list(Assignment.objects.order_by("pk").values()) == owners
    assert (a.figures.revenue_cents, a.figures.orders, a.figures.open_orders) == (1000_00, 2, 2)
    assert (b.figures.revenue_cents, b.figures.orders, b.figures.open_orders) == (0, 0, 0)
    assert b not in visible_customers(system())
    assert not SearchRow.objects.filter(kind="customer", object_id=b.pk).exists()
    assert not b.match_keys.exists()
    assert a.match_keys.filter(kind="vat", key="DE123456789").exists()
    event = Event.objects.get(verb="customer.merged")
    kinds = {(row.kind, row.object_id) for row in event.subjects.all()}
    assert {("customer", a.pk), ("customer", b.pk), ("merge", merge.pk)} <= kinds


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("swap", [True, False])
def test_taking_it_back_leaves_everything_as_it_was(
    two: tuple[Customer, Customer], world: World, same: bool, swap: bool
) -> None:
    a, b = reversed(two) if swap else two
    all_rows, before = snapshot(), content()
    merge = merged(a, b, same=same)
    assert content(all_rows) != before
    undo_merge(merge, actor=system(), at=LATER)
    assert content(all_rows) == before
    merge.refresh_from_db()
    assert (merge.undone_at, merge.kept) == (LATER, [])


def test_chains_go_back_in_reverse_order_only(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    c = a_full_customer(world.tandem, "Hanssen GmbH")
    all_rows, before = snapshot(), content()
    first = merged(a, b)
    middle = content(all_rows)
    second = merged(c, a)
    assert set(c.orders.values_list("customer", flat=True)) == {c.pk}
    assert c.orders.count() == 6
    with unchanged(), pytest.raises(Refused, match="Hanssen GmbH"):
        undo_merge(first, actor=system(), at=LATER)
    undo_merge(second, actor=system(), at=LATER)
    assert content(all_rows) == middle
    undo_merge(first, actor=system(), at=LATER)
    assert content(all_rows) == before


def test_what_was_written_since_stays_and_is_told(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    merge = merged(a, b)
    a.refresh_from_db()
    edit_customer(a, values={"vat_id": "DE999999999"}, version=a.version, actor=system(), at=LATER)
    since, _event = add_note(a, values={"text": "danach"}, actor=system(), at=LATER)
    moved = Site.objects.get(customer=a, town="Werk Hansen Antriebe")
    make_main_site(moved, actor=system(), at=LATER)
    undo_merge(merge, actor=system(), at=LATER)
    merge.refresh_from_db()
    assert [(row["field"], row["was"], row["is"]) for row in merge.kept] == [("vat_id", "", "DE999999999")]
    assert Note.objects.get(pk=since.pk).customer == a
    for customer in (a, b):
        assert Site.objects.filter(customer=customer, is_main=True).count() == 1
    moved.refresh_from_db()
    assert (moved.customer, moved.is_main) == (b, False)


def test_only_owners_of_both_merge(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    for who in (world.inside, world.mate, world.stranger, world.admin):
        with unchanged(), pytest.raises(Refused):
            merged(a, b, actor=of(who))
    merged(a, b, actor=of(world.manager))


def test_the_toast_takes_back_ones_own_merge_for_thirty_days(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    merged(a, b, actor=of(world.manager, LATER))
    event = Event.objects.get(verb="customer.merged")
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=of(world.inside, LATER), at=LATER)
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=of(world.manager, LATER + timedelta(days=31)), at=LATER + timedelta(days=31))
    undo_event(event, actor=of(world.manager, LATER), at=LATER)
    b.refresh_from_db()
    assert b.merged_into is None
    with unchanged(), pytest.raises(Refused):
        undo_merge(Merge.objects.get(), actor=of(world.manager, LATER), at=LATER)


def test_after_thirty_days_it_stands(two: tuple[Customer, Customer]) -> None:
    merge = merged(*two)
    with unchanged(), pytest.raises(Refused):
        undo_merge(merge, actor=system(LATER + timedelta(days=30)), at=LATER + timedelta(days=30))


def test_what_somebody_changed_since_the_page_was_shown_is_a_conflict(two: tuple[Customer, Customer]) -> None:
    a, b = two
    edit_customer(b, values={"industry": "Bau"}, version=b.version, actor=system(), at=AT)
    with unchanged(), pytest.raises(Conflict):
        merge_customers(a, b, choices={}, same={}, versions=(a.version, b.version), actor=system(), at=LATER)


def test_nothing_is_written_to_one_that_has_gone(two: tuple[Customer, Customer]) -> None:
    a, b = two
    kept = Contact.objects.get(customer=b, last_name="Thomsen")
    merged(a, b)
    for write in (
        lambda: edit_customer(b, values={"industry": "Bau"}, version=b.version, actor=system(), at=LATER),
        lambda: add_note(b, values={"text": "x"}, actor=system(), at=LATER),
        lambda: an_order(b, [a_line()]),
        lambda: edit_contact(kept, values={"function": "x"}, version=kept.version, actor=system(), at=LATER),
    ):
        with unchanged(), pytest.raises(Refused, match="merged"):
            write()


def test_an_old_edit_of_the_loser_is_not_taken_back_on_the_survivor(two: tuple[Customer, Customer]) -> None:
    a, b = two
    me = system()
    for customer in (a, b):
        customer.refresh_from_db()
        edit_customer(customer, values={"industry": "Bau"}, version=customer.version, actor=me, at=AT)
    event = Event.objects.filter(verb="customer.edited").latest("pk")
    merged(a, b)
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=me, at=LATER)


def test_an_order_of_the_loser_is_confirmed_for_who_owned_it_then(two: tuple[Customer, Customer], world: World) -> None:
    a, b = two
    order = Order.objects.get(customer=b, status="captured")
    merged(a, b)
    order = Order.objects.select_related("customer").get(pk=order.pk)
    confirm_order(order, actor=system(), at=LATER)
    order.refresh_from_db()
    assert (order.customer, order.tandem) == (a, world.mates)
    assert {credit.tandem for credit in order.credits.all()} == {world.mates}


def test_contacts_of_one_customer_become_one_and_two_again(two: tuple[Customer, Customer]) -> None:
    a, _b = two
    people = {row.last_name.split()[0]: row for row in a.contacts.all()}
    survivor, loser = people["Thomsen"], people["Krause"]
    edit_contact(loser, values={"mobile": "0170 1234567"}, version=loser.version, actor=system(), at=AT)
    loser.refresh_from_db()
    all_rows, before = snapshot(), content()
    choices = default_choices(survivor, loser)
    versions = (survivor.version, loser.version)
    merge, _event = merge_contacts(survivor, loser, choices=choices, versions=versions, actor=system(), at=LATER)
    survivor.refresh_from_db()
    loser.refresh_from_db()
    assert (loser.merged_into, survivor.mobile, survivor.is_first) == (survivor, "0170 1234567", True)
    assert survivor.notes.count() == 2
    assert not SearchRow.objects.filter(kind="contact", object_id=loser.pk).exists()
    undo_merge(merge, actor=system(), at=LATER)
    assert content(all_rows) == before


def test_contacts_of_two_customers_stay_two(two: tuple[Customer, Customer]) -> None:
    one, other = Contact.objects.filter(last_name="Thomsen").order_by("pk")
    with unchanged(), pytest.raises(Refused):
        merge_contacts(one, other, choices={}, versions=(1, 1), actor=system(), at=LATER)
