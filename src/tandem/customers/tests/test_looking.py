"""The warning while somebody types: who is told of whom, why, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import add_contact, add_site
from tandem.customers.matching.looking import likely_contacts, likely_customers
from tandem.customers.models import Contact, Customer, Site
from tandem.people.tests.factories import signed_in_client

from .factories import AT, a_customer, system
from .world import World, of


def told(
    world: World, who: str = "stranger", *, town: str = "", street: str = "", **typed: str
) -> list[tuple[str, tuple[str, ...]]]:
    """Numbers and reasons of those who look like the one being typed."""
    site = Site(town=town, street=street, postcode="20457" if street else "")
    found = likely_customers(Customer(**typed), site, of(getattr(world, who)))
    return [(one.thing.number, one.reasons) for one in found]  # type: ignore[union-attr]


@pytest.fixture
def hansen(world: World) -> Customer:
    values: Any = {"name": "Hansen & Söhne GmbH", "phone": "040 123456", "email": "info@hansen.example"}
    customer = a_customer(world.tandem, number="77001", vat_id="DE123456789", **values)
    place = {"street": "Hafenstraße 7", "postcode": "20457", "town": "Hamburg"}
    add_site(customer, values=place, actor=system(), at=AT)
    add_contact(customer, values={"last_name": "Thomsen", "mobile": "0170 1234567"}, actor=system(), at=AT)
    return customer


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ({"name": "HANSEN und Soehne", "town": "hamburg"}, ("name and town",)),
        ({"name": "Hansen & Söhne KG", "town": "Kiel"}, ("name",)),
        ({"name": "Hansen Söhne", "street": "Hafenstr. 7"}, ("name and street",)),
        ({"name": "Ganz anders", "vat_id": "123456789"}, ("vat",)),
        ({"name": "Ganz anders", "phone": "+49 40 123456"}, ("phone",)),
        ({"name": "Ganz anders", "phone": "0170/1234567"}, ("phone",)),  # of somebody there
        ({"name": "Ganz anders", "email": "INFO@hansen.example"}, ("mail",)),
        ({"name": "Ganz anders", "email": "einkauf@hansen.example"}, ("domain",)),
        ({"name": "Ganz anders", "street": "Hafenstraße 7"}, ("address",)),
        ({"name": "Hannsen Söhne", "town": "Hamburg"}, ("similar name",)),
    ],
)
def test_each_way_of_being_there_already_is_told(
    world: World, hansen: Customer, typed: dict[str, str], reasons: tuple[str, ...]
) -> None:
    assert told(world, **typed) == [("77001", reasons)]


def test_who_is_not_there_is_not_told(world: World, hansen: Customer) -> None:
    assert told(world, name="Hannsen Söhne", town="Kiel") == []  # sounds alike, elsewhere
    assert told(world, name="Andere AG", email="x@gmx.de", phone="110") == []
    assert told(world, name="") == []


def test_restricted_and_merged_customers_do_not_leak(world: World, hansen: Customer) -> None:
    twin = a_customer(world.tandem, name="Geheim Werke", restricted=True, phone="0431 998877", number="77002")
    assert told(world, "inside", name="Geheim Werke GmbH", phone="0431 998877") == [("77002", ("phone", "name"))]
    assert told(world, "stranger", name="Geheim Werke GmbH", phone="0431 998877") == []
    Customer.objects.filter(pk=twin.pk).update(merged_into=hansen)
    assert told(world, "inside", name="Geheim Werke GmbH", phone="0431 998877") == []


def test_people_are_told_here_by_name_and_elsewhere_by_mail_and_phone(world: World, hansen: Customer) -> None:
    other, me = a_customer(world.mates, number="77003"), of(world.stranger)
    person = hansen.contacts.get()
    here = likely_contacts(Contact(last_name="Thomsen"), hansen, me)
    assert [(one.thing, one.reasons) for one in here] == [(person, ("name", "customer"))]
    assert likely_contacts(Contact(last_name="Thomsen"), other, me) == []
    there = likely_contacts(Contact(last_name="Thomsen", mobile="0170 1234567"), other, me)
    assert [(one.thing, one.reasons) for one in there] == [(person, ("phone",))]
    assert likely_contacts(Contact(pk=person.pk, last_name="Thomsen"), hansen, me) == []


def test_the_fragment_costs_the_same_for_one_and_for_many(world: World, hansen: Customer) -> None:
    client = signed_in_client(world.stranger)
    typed = {"name": "Hansen & Söhne", "site_town": "Hamburg", "phone": "040 123456"}

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.post("/customers/duplicates/check/", typed).status_code == 200
        return len(queries)

    one = cost()
    for n in range(20):
        a_customer(world.tandem, name="Hansen & Söhne", phone="040 123456", number=f"78{n:03d}")
    assert cost() == one <= 12


def test_the_forms_ask_and_saving_stays_possible(world: World, hansen: Customer) -> None:
    client: Client = signed_in_client(world.stranger)
    page = client.get("/customers/new/").content.decode()
    assert 'hx-post="/customers/duplicates/check/"' in page
    assert 'aria-live="polite"' in page
    with unchanged():
        answer = client.post("/customers/duplicates/check/", {"name": "Hansen & Söhne", "site_town": "Hamburg"})
    html = answer.content.decode()
    assert (hansen.get_absolute_url() in html, "same name and town" in html) == (True, True)
    page = client.get(f"/customers/{hansen.number}/contacts/new/").content.decode()
    assert f'hx-post="/customers/{hansen.number}/contacts/check/"' in page
    answer = client.post(f"/customers/{hansen.number}/contacts/check/", {"last_name": "Thomsen"})
    assert "same customer" in answer.content.decode()
    owner = signed_in_client(world.inside)
    answer = owner.post(f"/customers/{hansen.number}/check/", {"name": "Hansen Antriebe", "phone": "040 123456"})
    html = answer.content.decode()
    assert f'href="{hansen.get_absolute_url()}"' not in html  # not oneself
    assert f"/customers/{hansen.number}/merge/{world.customer.number}/" in html
