"""Limits, taxes and the pricing function."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tandem.catalogue.actions import set_limits, set_tax_rate
from tandem.catalogue.limits import discount_limit
from tandem.catalogue.models import DiscountLimit, TaxRate
from tandem.catalogue.pricing import EVERYONE, GROUP, OWN, Buying, Priced, price_for
from tandem.catalogue.taxes import tax_book, tax_case
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import main_form, text_of
from tandem.core.undo import undo_event
from tandem.customers.actions.price_lists import end_price_list, give_price_list
from tandem.customers.models import PriceListUse
from tandem.customers.prices import lists_of
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client

from .factories import a_price_list, a_product, priced

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    return a_world()


def test_a_manager_says_how_much_others_may_give_away(world: World) -> None:
    actor = of(world.manager)
    with pytest.raises(Refused):
        set_limits({"inside": 900_000}, actor=of(world.inside), at=actor.at)
    with pytest.raises(Invalid):
        set_limits({"inside": 1_000_001}, actor=actor, at=actor.at)
    assert discount_limit(of(world.inside)) == 50_000
    event = set_limits({"inside": 70_000, "field": 100_000}, actor=actor, at=actor.at)
    assert event is not None
    assert event.changes == {"inside": [50_000, 70_000]}
    assert set_limits({"inside": 70_000}, actor=actor, at=actor.at) is None
    assert discount_limit(of(world.inside)) == 70_000
    assert discount_limit(of(world.payroll)) == 0
    assert discount_limit(Actor.system(actor.at, "x")) == 1_000_000


def test_limits_are_taken_back_and_never_overwrite_what_somebody_else_set(world: World) -> None:
    browser = signed_in_client(world.manager)
    form = main_form(browser.get("/sale-terms/limits/")).values
    for _again in range(2):
        assert browser.post("/sale-terms/limits/", {**form, "inside": "7"}).status_code == 302
    assert "Undo" in browser.get("/sale-terms/").content.decode()
    before = dict(DiscountLimit.objects.values_list("role", "ppm"))
    assert (before["inside"], before["field"]) == (70_000, 100_000)
    refused = browser.post("/sale-terms/limits/", {**form, "inside": "8", "field": "12"})  # the page of before
    assert refused.status_code == 422
    assert "Somebody else changed this limit meanwhile" in text_of(refused)
    assert dict(DiscountLimit.objects.values_list("role", "ppm")) == before
    assert browser.post("/sale-terms/limits/", {**form, "field": "12"}).status_code == 302
    [first, second] = Event.objects.filter(verb="discount_limit.set").order_by("pk")
    undo_event(first, actor=of(world.manager), at=first.at)
    assert discount_limit(of(world.inside)) == 50_000
    set_limits({"field": 130_000}, actor=of(world.manager), at=first.at)
    with pytest.raises(Conflict):
        undo_event(second, actor=of(world.manager), at=first.at)
    assert discount_limit(of(world.field)) == 130_000


def test_a_new_rate_ends_the_one_before(world: World) -> None:
    admin = of(world.admin)
    with pytest.raises(Refused):
        set_tax_rate("DE", "standard", ppm=1, start=DAY, actor=of(world.manager), at=admin.at)
    assert set_tax_rate("DE", "standard", ppm=200_000, start=date(2027, 1, 1), actor=admin, at=admin.at)
    assert set_tax_rate("DE", "standard", ppm=160_000, start=date(2026, 12, 1), actor=admin, at=admin.at)
    rows = TaxRate.objects.filter(country="DE", tax_class="standard").order_by("start")
    assert list(rows.values_list("ppm", "start", "end")) == [
        (190_000, date(2021, 1, 1), date(2026, 12, 1)),
        (160_000, date(2026, 12, 1), date(2027, 1, 1)),
        (200_000, date(2027, 1, 1), None),
    ]
    rates = [tax_book("DE", "", day).rate("standard") for day in (DAY, date(2026, 12, 1), date(2028, 1, 1))]
    assert rates == [190_000, 160_000, 200_000]
    assert set_tax_rate("DE", "standard", ppm=200_000, start=date(2027, 1, 1), actor=admin, at=admin.at) is None


def test_a_rate_that_had_ended_stays_ended(world: World) -> None:
    admin = of(world.admin)
    TaxRate.objects.create(country="LI", tax_class="standard", ppm=77_000, start=date(2020, 1, 1), end=date(2021, 1, 1))
    assert set_tax_rate("LI", "standard", ppm=81_000, start=date(2024, 1, 1), actor=admin, at=admin.at)
    assert list(TaxRate.objects.filter(country="LI").order_by("start").values_list("ppm", "end")) == [
        (77_000, date(2021, 1, 1)),
        (81_000, None),
    ]


@pytest.mark.parametrize(
    ("country", "vat_id", "case"),
    [
        ("DE", "", "domestic"),
        ("DE", "DE123", "domestic"),
        ("FR", "FR123", "reverse_charge"),
        ("FR", " ", "domestic"),
        ("CH", "CHE1", "export"),
        ("US", "", "export"),
    ],
)
def test_where_the_buyer_sits_says_whether_there_is_tax(country: str, vat_id: str, case: str) -> None:
    assert tax_case(country, vat_id) == case
    book = tax_book(country, vat_id, DAY)
    assert book.rate("standard") == (190_000 if case == "domestic" else 0)
    assert book.rate("exempt") == 0


def test_one_function_says_what_it_costs_and_why() -> None:
    product = a_product(list_price=100_0000, sold_to=DAY + timedelta(days=1))
    own, group, everyone = (a_price_list(name=name) for name in ("Eigene", "A-Kunden", "Alle"))
    priced(own, product, (10_000, 70_0000))
    priced(group, product, (0, 80_0000))
    priced(everyone, product, (0, 90_0000))
    lists = [Buying(own.pk, "Eigene", OWN), Buying(group.pk, "A-Kunden", GROUP), Buying(everyone.pk, "Alle", EVERYONE)]

    def price(quantity: int, lists: list[Buying], currency: str = "EUR", on: date = DAY) -> Priced | None:
        return price_for(product, quantity, price_lists=lists, currency=currency, on=on)

    assert price(1000, lists) == Priced(80_0000, GROUP, "A-Kunden", 0)
    assert price(10_000, lists) == Priced(70_0000, OWN, "Eigene", 10_000)
    assert price(1000, lists[2:]) == Priced(90_0000, EVERYONE, "Alle", 0)
    assert price(1000, []) == Priced(100_0000, "list")
    assert price(1000, [], "CHF") is None
    assert price(1000, [], on=DAY + timedelta(days=1)) is None


def test_a_customer_buys_by_its_own_its_classs_and_everyones_lists(world: World) -> None:
    manager, inside = of(world.manager), of(world.inside)
    own, group, everyone, old = (a_price_list(name=name) for name in ("Eigene", "A", "Alle", "Alt"))
    old.valid_to = DAY
    old.save()
    world.customer.customer_class = "A"
    world.customer.save()
    give_price_list(own, customer=world.customer, start=DAY, actor=inside, at=inside.at)
    give_price_list(group, customer_class="A", start=DAY, actor=manager, at=manager.at)
    for one in (everyone, old):
        give_price_list(one, start=DAY, actor=manager, at=manager.at)
    told = {(one.name, one.whose) for one in lists_of(world.customer, DAY)}
    assert told == {("Eigene", "own"), ("A", "class"), ("Alle", "everyone")}
    assert {one.name for one in lists_of(world.queued, DAY)} == {"Alle"}
    assert lists_of(world.customer, DAY - timedelta(days=1)) == []
    assert lists_of(world.customer, DAY, "CHF") == []
    end_price_list(PriceListUse.objects.get(customer=world.customer), actor=inside, at=inside.at)
    assert {one.name for one in lists_of(world.customer, DAY + timedelta(days=1))} == {"A", "Alle"}


def test_who_may_give_lists_and_what_makes_no_sense(world: World) -> None:
    inside, manager, own = of(world.inside), of(world.manager), a_price_list()
    with pytest.raises(Refused):
        give_price_list(own, customer=world.customer, start=DAY, actor=of(world.stranger), at=inside.at)
    with pytest.raises(Refused):
        give_price_list(own, start=DAY, actor=inside, at=inside.at)
    give_price_list(own, customer=world.customer, start=DAY, actor=inside, at=inside.at)
    spans: list[dict[str, Any]] = [{"start": DAY}, {"start": DAY + timedelta(days=3), "end": DAY}]
    for span in spans:
        with pytest.raises(Invalid):
            give_price_list(own, customer=world.customer, **span, actor=inside, at=inside.at)
    with pytest.raises(Invalid):
        give_price_list(a_price_list(currency="CHF"), customer=world.customer, start=DAY, actor=manager, at=inside.at)
    assert PriceListUse.objects.count() == 1
    assert DiscountLimit.objects.count() == 4
