"""Addresses: at most one is the main one, the customer's town follows it, and it is never removed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tandem.core import search
from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import add_site, edit_site, make_main_site, remove_site
from tandem.customers.models import Customer, Site

from .factories import AT
from .world import World, a_world, of


def add(world: World, town: str, **values: Any) -> Site:
    return add_site(world.customer, values={"town": town, **values}, actor=of(world.inside), at=AT)


def change(site: Site, world: World, *, version: int | None = None, **values: Any) -> Event | None:
    version = site.version if version is None else version
    return edit_site(site, values=values, version=version, actor=of(world.inside), at=AT)


def town(world: World) -> str:
    return Customer.objects.get(pk=world.customer.pk).town


def mains(world: World) -> list[str]:
    return list(Site.objects.filter(customer=world.customer, is_main=True).values_list("town", flat=True))


def copy_of(site: Site) -> Site:
    return Site.objects.get(pk=site.pk)


def test_the_first_is_the_main_one_and_the_others_are_not(world: World) -> None:
    first, second = add(world, "Kiel", country="DK"), add(world, "Köln")
    assert (first.is_main, second.is_main, town(world)) == (True, False, "Kiel")
    assert Customer.objects.get(pk=world.customer.pk).country == "DK"
    assert world.customer.pk in search.ids_matching("kiel", "customer")
    assert world.customer.pk not in search.ids_matching("koeln", "customer")
    event = Event.objects.filter(verb="site.added").latest("id")
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("site", second.pk),
        ("customer", world.customer.pk),
        ("tandem", world.tandem.pk),
    }


def test_another_becomes_the_main_one(world: World) -> None:
    add(world, "Kiel")
    second = add(world, "Köln", country="AT")
    event = make_main_site(second, actor=of(world.inside), at=AT)
    assert (mains(world), town(world), event.verb) == (["Köln"], "Köln", "site.made_main")
    assert Customer.objects.get(pk=world.customer.pk).country == "AT"
    with unchanged(), pytest.raises(Refused) as refused:
        make_main_site(copy_of(second), actor=of(world.inside), at=AT)
    assert refused.value.code == "main_already"


def test_the_customers_town_follows_an_edit_of_the_main_site_only(world: World) -> None:
    first, second = add(world, "Kiel"), add(world, "Köln")
    event = change(first, world, town="Lübeck", street="Am Hafen 1")
    assert event
    assert event.changes == {"town": ["Kiel", "Lübeck"], "street": ["", "Am Hafen 1"]}
    change(second, world, town="Bonn")
    assert town(world) == "Lübeck"
    assert world.customer.pk in search.ids_matching("luebeck", "customer")


def test_nothing_different_is_no_event(world: World) -> None:
    site = add(world, "Kiel")
    with unchanged():
        assert change(site, world, town="Kiel") is None


def test_what_changed_meanwhile_is_a_conflict(world: World) -> None:
    site = add(world, "Kiel")
    change(copy_of(site), world, town="Lübeck")
    with unchanged(), pytest.raises(Conflict):
        change(site, world, town="Bonn")


def test_the_main_site_stays_the_others_may_go(world: World) -> None:
    first, second = add(world, "Kiel"), add(world, "Köln", street="Dom 1")
    with unchanged(), pytest.raises(Refused) as refused:
        remove_site(first, actor=of(world.inside), at=AT)
    assert refused.value.code == "main_site"
    key = second.pk
    event = remove_site(second, actor=of(world.inside), at=AT)
    assert not Site.objects.filter(pk=key).exists()
    assert (event.data["street"], event.data["town"], event.data["name"]) == ("Dom 1", "Köln", "Köln")
    assert ("site", key) in event.subjects.values_list("kind", "object_id")


def test_what_is_no_longer_there_is_removed_once(world: World) -> None:
    add(world, "Kiel")
    second = add(world, "Köln")
    seen = copy_of(second)
    remove_site(second, actor=of(world.inside), at=AT)
    with unchanged(), pytest.raises(Conflict) as conflict:
        remove_site(seen, actor=of(world.inside), at=AT)
    assert conflict.value.code == "removed_meanwhile"


def test_what_became_the_main_one_meanwhile_is_not_removed(world: World) -> None:
    add(world, "Kiel")
    seen = add(world, "Köln")
    make_main_site(copy_of(seen), actor=of(world.field), at=AT)
    with unchanged(), pytest.raises(Refused):
        remove_site(seen, actor=of(world.inside), at=AT)


def test_only_owners_touch_addresses(world: World) -> None:
    add(world, "Kiel")
    second = add(world, "Köln")
    for who in (world.others | world.outsiders).values():
        acts: list[Callable[..., object]] = [
            partial(add_site, world.customer, values={"town": "X"}),
            partial(edit_site, second, values={"town": "X"}, version=1),
            partial(make_main_site, second),
            partial(remove_site, second),
        ]
        for act in acts:
            with unchanged(), pytest.raises(Refused):
                act(actor=of(who), at=AT)
    for number, who in enumerate(world.owners.values()):
        assert add_site(world.customer, values={"town": f"Ort {number}"}, actor=of(who), at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_first_sites_at_once_leave_one_main() -> None:
    world = a_world()
    assert at_once(*(partial(add, world, name) for name in ("Kiel", "Köln", "Bonn"))) == ["done"] * 3
    assert (mains(world), Site.objects.count()) == ([town(world)], 3)


@pytest.mark.django_db(transaction=True)
def test_whoever_makes_it_the_main_site_or_removes_it_at_once_one_main_remains() -> None:
    world = a_world()
    add(world, "Kiel")
    for number in range(3):
        site = add(world, f"Köln {number}")
        one, two = copy_of(site), copy_of(site)
        found = at_once(
            partial(make_main_site, one, actor=of(world.inside), at=AT),
            partial(remove_site, two, actor=of(world.field), at=AT),
        )
        assert found in (["done", "main_site"], ["done", "removed_meanwhile"])
        assert mains(world) == [town(world)]


@pytest.mark.django_db(transaction=True)
def test_two_that_become_the_main_site_at_once_leave_one() -> None:
    world = a_world()
    sites = [add(world, name) for name in ("Kiel", "Köln", "Bonn")]
    acts = [partial(make_main_site, copy_of(site), actor=of(world.inside), at=AT) for site in sites[1:]]
    assert at_once(*acts) == ["done", "done"]
    assert mains(world) == [town(world)]


@pytest.mark.django_db(transaction=True)
def test_no_version_of_the_customer_is_lost_to_its_sites() -> None:
    world = a_world()
    first = add(world, "Kiel")
    version = Customer.objects.get(pk=world.customer.pk).version
    second = add(world, "Köln")
    acts: list[Callable[[], object]] = [
        partial(change, copy_of(first), world, town="Lübeck"),
        partial(make_main_site, copy_of(second), actor=of(world.field), at=AT),
    ]
    assert at_once(*acts) == ["done", "done"]
    fresh = Customer.objects.get(pk=world.customer.pk)
    assert (mains(world), fresh.town) == (["Köln"], "Köln")
    assert fresh.version in (version + 1, version + 2)
