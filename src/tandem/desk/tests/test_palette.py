"""The palette: everything one may see, by one field; nothing else, whatever one types."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tandem.core.actor import Actor
from tandem.customers.actions import add_contact
from tandem.customers.tests.factories import AT, a_customer
from tandem.customers.tests.world import World, of
from tandem.desk.queries.palette import MOST, Option, find_visible, palette_groups
from tandem.people.actions import hire_employee
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

BIRTE = {"first_name": "Birte", "last_name": "Thomsen"}


def options(world: World, query: str, who: Employee) -> list[Option]:
    return [option for _label, found in palette_groups(query, of(who)) for option in found]


def titles(world: World, query: str, who: Employee | None = None) -> list[str]:
    return [option.title for option in options(world, query, who or world.inside)]


def commands(world: World, who: Employee) -> set[str]:
    return {option.url for option in options(world, "", who)}


@pytest.fixture(autouse=True)
def _english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def test_customers_by_name_number_and_part_of_a_word(world: World) -> None:
    for query in ("hansen", "antrieb", world.customer.number, "hansen antr", "HANSÉN"):
        assert "Hansen Antriebe GmbH" in titles(world, query)


def test_a_contact_says_whose_it_is_and_leads_to_its_page(world: World) -> None:
    add_contact(world.customer, values=BIRTE, actor=of(world.inside), at=AT)
    found = next(option for option in options(world, "thomsen", world.stranger) if "Thomsen" in option.title)
    assert (found.title, found.meta) == ("Birte Thomsen", "Hansen Antriebe GmbH")
    assert found.url.startswith(f"/customers/{world.customer.number}/contacts/")


def test_restricted_customers_come_out_for_their_owners_only(world: World) -> None:
    for query in ("geheimrat", world.restricted.number, "heimr", "ge"):
        for who in world.owners.values():
            assert "Geheimrat KG" in titles(world, query, who)
        for who in (world.others | world.outsiders).values():
            assert "Geheimrat KG" not in titles(world, query, who)


def test_a_contact_of_a_restricted_customer_neither(world: World) -> None:
    add_contact(world.restricted, values=BIRTE, actor=of(world.inside), at=AT)
    for who in world.owners.values():
        assert "Birte Thomsen" in titles(world, "thomsen", who)
    for who in (world.others | world.outsiders).values():
        assert "Birte Thomsen" not in titles(world, "thomsen", who)


def test_those_who_read_no_customers_find_none(world: World) -> None:
    for who in world.outsiders.values():
        for query in ("hansen", "wartburg", "gmbh", world.customer.number):
            assert not [title for title in titles(world, query, who) if "GmbH" in title or "AG" in title]


def test_what_one_may_not_see_does_not_crowd_out_what_one_may(world: World) -> None:
    for number in range(60):
        a_customer(name=f"Seltenfried {number}")
    hire_employee(
        email="s@example.com",
        first_name="Sven",
        last_name="Seltenfried",
        roles={"inside"},
        actor=Actor.system(AT, "x"),
        at=AT,
    )
    assert "Sven Seltenfried" in titles(world, "seltenfried", world.admin)


def test_at_most_eight_of_a_kind(world: World) -> None:
    for number in range(20):
        a_customer(name=f"Serie {number}")
    assert len([title for title in titles(world, "serie") if title.startswith("Serie")]) == MOST


def test_what_is_hidden_gives_its_place_to_the_next(world: World) -> None:
    for number in range(MOST):
        a_customer(name=f"Serie {number}", restricted=True)
    a_customer(name="Serienfertigung")
    assert titles(world, "serie") == ["Serienfertigung"]


def test_kinds_can_be_chosen(world: World) -> None:
    assert [row.title for row, _thing in find_visible("hansen", of(world.inside), ["customer"])] == [
        "Hansen Antriebe GmbH"
    ]
    assert find_visible("hansen", of(world.inside), ["contact"]) == []


def test_commands_are_those_one_may(world: World) -> None:
    selling = {"/customers/new/", "/orders/new/", "/customers/", "/orders/"}
    for who in world.owners.values():
        assert selling <= commands(world, who)
        assert "/people/new/" not in commands(world, who)
    for who in (world.payroll, world.council):
        assert not selling & commands(world, who)
        assert "/people/new/" not in commands(world, who)
    assert "/people/new/" in commands(world, world.admin)
    assert not selling & commands(world, world.admin)


def test_commands_are_found_by_any_part(world: World) -> None:
    assert "New customer" in titles(world, "custom")
    assert "New order" not in titles(world, "custom")


@pytest.mark.parametrize(
    ("query", "url"),
    [
        ("pipel", "/pipelines/"),
        ("terms", "/sale-terms/"),
        ("templates", "/contract-templates/"),
        ("blocks", "/quotes/blocks/"),
        ("letterh", "/administration/letterhead/"),
        ("backup", "/backups/"),
        ("people", "/people/"),
    ],
)
def test_administration_finds_each_page_it_keeps(world: World, query: str, url: str) -> None:
    client = signed_in_client(world.admin)
    found = client.get("/palette/", {"q": query}).content.decode()
    assert f'href="{url}"' in found
    page = client.get(url)
    assert page.status_code == 200
    links = set(re.findall(r'<a [^>]*href="(/[^"?]*)"', page.content.decode()))
    assert url in links  # in the navigation
    assert {link for link in links if client.get(link).status_code >= 400} == set()


@pytest.mark.parametrize(
    ("listed", "behind"),
    [
        ("/price-lists/", ["/customer-groups/", "/sale-terms/"]),
        ("/quotes/", ["/quotes/blocks/"]),
        ("/contracts/", ["/contract-templates/"]),
        ("/opportunities/", ["/pipelines/"]),
        ("/opportunities/list/", ["/pipelines/"]),
    ],
)
def test_a_list_leads_to_what_stands_behind_it(world: World, listed: str, behind: list[str]) -> None:
    for who in (world.inside, world.manager):
        client = signed_in_client(who)
        inside = client.get(listed).content.decode().partition("<main")[2]
        assert [url for url in behind if f'href="{url}"' not in inside] == []
        assert [client.get(url).status_code for url in behind] == [200] * len(behind)


def test_a_place_that_a_command_leads_to_stands_once(world: World) -> None:
    found = signed_in_client(world.inside).get("/palette/", {"q": "all customers"}).content.decode()
    assert found.count('href="/customers/"') == 1


def test_every_option_leads_somewhere(world: World) -> None:
    add_contact(world.customer, values=BIRTE, actor=of(world.inside), at=AT)
    for who in (*world.owners.values(), world.stranger, *world.outsiders.values()):
        client = signed_in_client(who)
        found = [*options(world, "", who), *options(world, "hansen", who), *options(world, "muster", who)]
        assert found
        for option in found:
            assert client.get(option.url).status_code == 200, (who, option)


def test_the_answer_is_a_list_of_options(world: World, browser: Client) -> None:
    answer = browser.get("/palette/", {"q": "hansen"}).content.decode()
    assert "<html" not in answer
    assert re.findall(r'role="option" href="([^"]+)"', answer) == [f"/customers/{world.customer.number}/"]
    assert "Hansen Antriebe GmbH" in html.unescape(answer)


@pytest.mark.parametrize("query", ['" OR *', "'", "%%%", "<b>", "x" * 5000, "\u0301"])
def test_odd_queries_do_no_harm(browser: Client, query: str) -> None:
    answer = browser.get("/palette/", {"q": query})
    assert answer.status_code == 200
    assert "<b>" not in answer.content.decode()
