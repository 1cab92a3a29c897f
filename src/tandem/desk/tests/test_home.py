"""The first page: what waits for the viewer's own tandems, nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.core.tests.browser import text_of
from tandem.customers.actions import add_note
from tandem.customers.models import Assignment, Customer
from tandem.customers.tests.factories import AT, a_customer
from tandem.customers.tests.world import TODAY, World, of
from tandem.desk.queries.home import MOST, Home, home_of
from tandem.orders.tests.factories import an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.tandems.tests.factories import a_tandem


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def home(who: Employee) -> Home:
    return home_of(of(who))


def test_captured_orders_wait_for_tandem_cover_and_manager(world: World) -> None:
    later = an_order(world.customer)
    first = an_order(world.restricted, ordered_on=TODAY - timedelta(3))
    an_order(world.customer, confirmed=True)
    for who in world.owners.values():
        assert home(who).to_confirm == [first, later]
    for who in world.others.values():
        assert home(who).to_confirm == []


def test_the_queue_is_the_teams(world: World) -> None:
    for who in (world.inside, world.mate, world.free, world.manager):
        assert home(who).queue == [world.queued, world.hidden]
    for who in (world.stranger, world.cover, world.far_manager):
        assert home(who).queue == []


def test_who_waits_longest_stands_first_and_ten_are_enough(world: World) -> None:
    for number in range(MOST):
        a_customer(team=world.team, name=f"Neu {number}")
    Customer.objects.filter(name="Neu 9").update(created_at=AT - timedelta(days=9))
    queue = home(world.inside).queue
    assert (len(queue), queue[0].name) == (MOST, "Neu 9")


def test_a_customer_given_away_only_later_still_has_its_tandem(world: World) -> None:
    Assignment.objects.create(customer=world.queued, tandem=world.mates, start=TODAY + timedelta(1))
    assert world.queued in home(world.inside).queue
    Assignment.objects.create(customer=world.hidden, tandem=world.mates, start=TODAY)
    assert world.hidden not in home(world.inside).queue


def test_the_latest_on_ones_own_customers(world: World) -> None:
    for customer, text in ((world.customer, "Ours"), (world.restricted, "Secret"), (world.queued, "Queued")):
        add_note(customer, values={"text": text}, actor=of(world.inside), at=AT)
    for who in (world.inside, world.field, world.cover):
        assert [(entry.detail, customer) for entry, customer in home(who).latest] == [
            ("Secret", world.restricted),
            ("Ours", world.customer),
        ]
    assert home(world.mate).latest == []


def test_nothing_of_a_customer_that_is_hidden_now(world: World) -> None:
    add_note(world.customer, values={"text": "Ours"}, actor=of(world.inside), at=AT)
    Assignment.objects.filter(customer=world.customer).update(tandem=world.far)
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    assert home(world.inside).latest == []


def test_the_page_for_each_kind_of_seller(world: World, browser: Client) -> None:
    assert "Nothing is due" in text_of(browser.get("/"))
    assert "You sit in no tandem today" in text_of(signed_in_client(world.free).get("/"))


def test_beside_it_stand_orders_and_the_latest(world: World, browser: Client) -> None:
    an_order(world.customer)
    own = text_of(browser.get("/beside/"))
    assert "Hansen Antriebe GmbH" in own
    assert "Wartburg AG" in own
    assert "Orders to confirm" not in text_of(signed_in_client(world.free).get("/beside/"))
    assert signed_in_client(world.admin).get("/beside/").status_code == 204


def test_those_who_read_no_customers_begin_at_their_own_work(world: World) -> None:
    for who, start in ((world.council, "/agreements/"), (world.payroll, "/payroll/"), (world.admin, "/people/")):
        answer: Any = signed_in_client(who).get("/")
        assert (answer.status_code, answer.url) == (302, start)


def test_the_bar_shows_both_and_lets_switch(world: World, browser: Client) -> None:
    bar = browser.get("/bar/").content.decode()
    assert "<html" not in bar
    for word in (world.tandem.name, str(world.inside), str(world.field)):
        assert word in bar
    assert "Switch tandem" not in bar
    cover = signed_in_client(world.cover).get("/bar/").content.decode()
    assert cover.strip() == "" or world.tandem.name in cover
    assert signed_in_client(world.admin).get("/bar/").content.decode().strip() == ""


def test_the_bar_follows_its_tandem_and_switches_on_the_page_that_it_stands_on(world: World, browser: Client) -> None:
    other = a_tandem(world.team, inside=world.inside)
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?q=x"}
    bar = browser.get("/bar/", headers=page).content.decode()
    shown = world.tandem if f"Switch tandem: {world.tandem.name}" in bar else other
    assert (f'data-live="tandem:{shown.pk}"' in bar, 'hx-get="/bar/"' in bar) == (True, True)
    assert 'name="next" value="/customers/?q=x"' in bar
    assert 'name="next" value="/"' in browser.get("/bar/").content.decode()


def test_the_sign_of_life_needs_no_sign_in(db: None, client: Client) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")
