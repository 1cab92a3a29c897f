"""Reading prices: the tier that a quantity reaches, the lists of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue import queries
from tandem.catalogue.listing import state_of
from tandem.catalogue.models import PriceList
from tandem.catalogue.queries import prices_of_product, prices_on, sheet_of, valid_on, visible_price_lists
from tandem.core.actor import Actor
from tandem.people.tests.factories import an_employee, as_actor

from .factories import a_price_list, a_product, priced

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)


@pytest.mark.parametrize(
    ("quantity", "found"),
    [
        (0, {"first": 10_0000}),
        (1, {"first": 10_0000}),
        (9_999, {"first": 10_0000, "later": 7_0000}),
        (10_000, {"first": 9_0000, "later": 7_0000}),
        (49_999, {"first": 9_0000, "later": 7_0000}),
        (50_000, {"first": 8_0000, "later": 7_0000}),
        (10**12, {"first": 8_0000, "later": 7_0000}),
    ],
)
def test_the_tier_that_a_quantity_reaches(quantity: int, found: dict[str, int]) -> None:
    products = {name: a_product() for name in ("first", "later", "elsewhere")}
    price_list, other = a_price_list(), a_price_list()
    priced(price_list, products["first"], (50_000, 8_0000), (0, 10_0000), (10_000, 9_0000))
    priced(price_list, products["later"], (5_000, 7_0000))
    priced(other, products["elsewhere"], (0, 1))
    priced(other, products["first"], (0, 1))
    prices = prices_on(price_list, [product.pk for product in products.values()], quantity)
    assert {key: price.unit_price for key, price in prices.items()} == {
        products[name].pk: price for name, price in found.items()
    }


def test_many_prices_take_one_statement_and_more_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    price_list, products = a_price_list(), [a_product() for _ in range(7)]
    for product in products:
        priced(price_list, product, (0, product.pk), (1000, product.pk + 1))
    keys = [product.pk for product in products]
    wanted = {key: key + 1 for key in keys}
    for most, statements in ((5000, 1), (3, 3)):
        monkeypatch.setattr(queries, "AT_ONCE", most)
        with CaptureQueriesContext(connection) as asked:
            found = prices_on(price_list, keys, 1000)
        assert {key: price.unit_price for key, price in found.items()} == wanted
        assert len(asked) == statements
    assert prices_on(price_list, [], 1000) == {}


def test_lists_hold_half_open() -> None:
    spans = {"always": (None, None), "from": (AFTER, None), "to": (None, DAY), "now": (DAY, AFTER)}
    for name, (start, end) in spans.items():
        a_price_list(number=name, valid_from=start, valid_to=end)

    def holding(day: date) -> set[str]:
        return set(PriceList.objects.filter(valid_on(day)).values_list("number", flat=True))

    assert holding(BEFORE) == {"always", "to"}
    assert holding(DAY) == {"always", "now"}
    assert holding(AFTER) == {"always", "from"}
    states = {row.number: state_of(row, DAY) for row in PriceList.objects.all()}
    assert states == {"always": "now", "from": "coming", "to": "over", "now": "now"}


@pytest.mark.parametrize(
    ("role", "sees"),
    [("inside", 1), ("field", 1), ("manager", 1), ("admin", 1), ("payroll", 0), ("council", 0)],
)
def test_who_reads_price_lists(role: str, sees: int) -> None:
    a_price_list()
    assert visible_price_lists(as_actor(an_employee([role]), AT)).count() == sees


def test_a_product_is_priced_in_the_lists_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    actor, product, other = Actor.system(AT, "test"), a_product(), a_product()
    lists = {
        "b": a_price_list(name="B", valid_to=AFTER),
        "a": a_price_list(name="A"),
        "over": a_price_list(name="0", valid_to=DAY),
        "coming": a_price_list(name="1", valid_from=AFTER),
        "without": a_price_list(name="2"),
    }
    for name in ("a", "over", "coming"):
        priced(lists[name], product, (0, 1))
    priced(lists["b"], product, (5_000, 2), (0, 3))
    priced(lists["without"], other, (0, 4))
    found = prices_of_product(product, DAY, actor)
    assert [(row.price_list, row.tiers) for row in found.lists] == [
        (lists["a"], ((0, 1),)),
        (lists["b"], ((0, 3), (5_000, 2))),
    ]
    assert not found.more
    monkeypatch.setattr(queries, "LISTS_SHOWN", 1)
    found = prices_of_product(product, DAY, actor)
    assert [row.price_list for row in found.lists] == [lists["a"]]
    assert found.more
    assert sheet_of(lists["without"], product).tiers == ()
