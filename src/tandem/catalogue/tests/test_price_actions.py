"""Writing price lists and prices: who may, what is kept, what is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.catalogue.actions import create_price_list, edit_price_list, remove_price, set_price, set_prices
from tandem.catalogue.models import Price, PriceList
from tandem.catalogue.queries import sheet_of
from tandem.catalogue.tiers import MOST_TIERS, Sheet, Tier
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.numbers import MOST
from tandem.core.undo import undo_event
from tandem.people.tests.factories import an_employee, as_actor

from .factories import a_price_list, a_product, priced

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "number": "H-2026",
    "name": "Händlerpreise",
    "currency": "EUR",
    "valid_from": date(2026, 1, 1),
    "valid_to": date(2027, 1, 1),
    "note": "Mit Rahmenvertrag",
}
STEPS = [Tier(0, 10_0000), Tier(10_000, 9_5000), Tier(50_000, 8_0001)]


@pytest.fixture
def manager() -> Actor:
    return as_actor(an_employee(["manager"]), AT)


def everything() -> tuple[list[Any], ...]:
    tables = (PriceList, Price, Event, SearchRow)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def refused(act: Callable[[], object], kind: type[Exception], code: str) -> None:
    before = everything()
    with pytest.raises(kind) as error, transaction.atomic():
        act()
    assert getattr(error.value, "code") == code  # noqa: B009
    assert everything() == before


def tiers(price_list: PriceList) -> list[tuple[int, int, int]]:
    rows = price_list.prices.order_by("product_id", "from_quantity")
    return list(rows.values_list("product_id", "from_quantity", "unit_price"))


def test_a_list_is_kept_as_told_and_found(manager: Actor) -> None:
    price_list = PriceList.objects.get(pk=create_price_list(values=VALUES, actor=manager, at=AT).pk)
    assert {name: getattr(price_list, name) for name in VALUES} == VALUES
    assert (price_list.name_key, price_list.version) == ("haendlerpreise", 1)
    event = Event.objects.get()
    assert (event.verb, event.data) == ("price_list.created", {"name": "Händlerpreise"})
    for query in ("haendler", "H-2026", "preise eur"):
        assert [row.object_id for row in search.find(query, kinds=["price_list"])] == [price_list.pk]


@pytest.mark.parametrize("role", ["inside", "field", "payroll", "council"])
def test_only_keepers_write(role: str) -> None:
    other, product, price_list = as_actor(an_employee([role]), AT), a_product(), a_price_list()
    priced(price_list, product, (0, 5))
    me: dict[str, Any] = {"actor": other, "at": AT}
    for act in (
        partial(create_price_list, values=VALUES, **me),
        partial(edit_price_list, price_list, values=VALUES, version=1, **me),
        partial(set_prices, price_list, product, tiers=STEPS, **me),
        partial(set_price, price_list, product, unit_price=1, **me),
        partial(remove_price, price_list, product, **me),
    ):
        refused(act, Refused, "can_edit_price_list")


def test_administration_keeps_them_too() -> None:
    admin = as_actor(an_employee(["admin"]), AT)
    price_list = create_price_list(values=VALUES, actor=admin, at=AT)
    assert set_price(price_list, a_product(), unit_price=1, actor=admin, at=AT)


@pytest.mark.parametrize(
    ("changes", "code", "at"),
    [
        ({"number": "L-1"}, "number_taken", "number"),
        ({"valid_to": date(2026, 1, 1)}, "span", "valid_to"),
        ({"valid_to": date(2025, 1, 1)}, "span", "valid_to"),
    ],
)
def test_what_is_wrong_with_a_list(manager: Actor, changes: dict[str, Any], code: str, at: str) -> None:
    a_price_list(number="L-1")
    made = create_price_list(values=VALUES, actor=manager, at=AT)
    refused(partial(create_price_list, values=VALUES, actor=manager, at=AT), Invalid, "number_taken")
    wrong = {**VALUES, **changes}
    refused(partial(edit_price_list, made, values=wrong, version=1, actor=manager, at=AT), Invalid, code)
    with pytest.raises(Invalid) as error, transaction.atomic():
        create_price_list(values={**wrong, "number": changes.get("number", "X")}, actor=manager, at=AT)
    assert error.value.fields.keys() == {at}


def test_editing_tells_old_and_new_and_is_taken_back(manager: Actor) -> None:
    price_list = create_price_list(values=VALUES, actor=manager, at=AT)
    new = {**VALUES, "name": "Wiederverkäufer", "valid_to": None}
    event = edit_price_list(price_list, values=new, version=1, actor=manager, at=AT)
    assert event is not None
    assert event.changes == {"name": ["Händlerpreise", "Wiederverkäufer"], "valid_to": ["2027-01-01", None]}
    assert [row.title for row in search.find("wiederverkaeufer")] == ["Wiederverkäufer"]
    assert edit_price_list(price_list, values=new, version=2, actor=manager, at=AT) is None
    undo_event(event, actor=manager, at=AT)
    price_list.refresh_from_db()
    assert {name: getattr(price_list, name) for name in VALUES} == VALUES
    assert price_list.name_key == "haendlerpreise"
    assert [row.title for row in search.find("haendler")] == ["Händlerpreise"]


def test_an_old_form_of_a_list_is_a_conflict(manager: Actor) -> None:
    price_list = create_price_list(values=VALUES, actor=manager, at=AT)
    edit_price_list(price_list, values={**VALUES, "name": "Neu"}, version=1, actor=manager, at=AT)
    late = partial(edit_price_list, price_list, values={**VALUES, "name": "Alt"}, version=1, actor=manager, at=AT)
    refused(late, Conflict, "changed_meanwhile")


def test_prices_keep_their_currency(manager: Actor) -> None:
    product, price_list = a_product(), create_price_list(values=VALUES, actor=manager, at=AT)
    event = edit_price_list(price_list, values={**VALUES, "currency": "CHF"}, version=1, actor=manager, at=AT)
    assert event is not None
    set_price(price_list, product, unit_price=7, actor=manager, at=AT)
    back = partial(edit_price_list, price_list, values=VALUES, version=2, actor=manager, at=AT)
    refused(back, Invalid, "currency_in_use")
    refused(partial(undo_event, event, actor=manager, at=AT), Invalid, "currency_in_use")


def test_tiers_replace_what_there_was_of_the_product_alone(manager: Actor) -> None:
    product, other, price_list, elsewhere = a_product(), a_product(), a_price_list(), a_price_list()
    priced(price_list, product, (0, 1), (5000, 1))
    priced(price_list, other, (0, 2))
    priced(elsewhere, product, (0, 3))
    event = set_prices(price_list, product, tiers=reversed(STEPS), actor=manager, at=AT)
    assert tiers(price_list) == [*((product.pk, *step) for step in STEPS), (other.pk, 0, 2)]
    assert tiers(elsewhere) == [(product.pk, 0, 3)]
    assert event is not None
    assert event.verb == "prices.set"
    assert event.changes == {"prices": [[[0, 1], [5000, 1]], [list(step) for step in STEPS]]}
    named = {"price_list": price_list.name, "product": product.name, "currency": "EUR"}
    assert {name: event.data[name] for name in named} == named
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("price_list", price_list.pk),
        ("product", product.pk),
    }
    assert set_prices(price_list, product, tiers=STEPS, actor=manager, at=AT) is None
    assert Event.objects.count() == 1


def test_one_tier_is_set_beside_the_others(manager: Actor) -> None:
    product, price_list = a_product(), a_price_list()
    priced(price_list, product, *STEPS)
    set_price(price_list, product, from_quantity=10_000, unit_price=9_0000, actor=manager, at=AT)
    set_price(price_list, product, from_quantity=20_000, unit_price=0, actor=manager, at=AT)
    assert [row[1:] for row in tiers(price_list)] == [(0, 10_0000), (10_000, 9_0000), (20_000, 0), (50_000, 8_0001)]
    assert set_price(price_list, product, unit_price=10_0000, actor=manager, at=AT) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ([], "no_price"),
        ([Tier(0, 1), Tier(0, 2)], "quantity_twice"),
        ([Tier(0, -1)], "price_range"),
        ([Tier(-1, 1)], "price_range"),
        ([Tier(0, MOST + 1)], "price_range"),
        ([Tier(number, 1) for number in range(MOST_TIERS + 1)], "too_many_tiers"),
    ],
)
def test_what_is_wrong_with_prices(manager: Actor, wrong: list[Tier], code: str) -> None:
    product, price_list = a_product(), a_price_list()
    priced(price_list, product, (0, 5))
    refused(partial(set_prices, price_list, product, tiers=wrong, actor=manager, at=AT), Invalid, code)


def test_somebody_elses_prices_are_not_overwritten(manager: Actor) -> None:
    product, other, price_list = a_product(), a_product(), a_price_list()
    priced(price_list, product, (0, 5))
    seen = sheet_of(price_list, product).version
    set_price(price_list, other, unit_price=1, actor=manager, at=AT)
    set_price(price_list, product, unit_price=6, actor=manager, at=AT)
    late = partial(set_prices, price_list, product, tiers=STEPS, version=seen, actor=manager, at=AT)
    refused(late, Conflict, "changed_meanwhile")
    set_price(price_list, product, unit_price=5, actor=manager, at=AT)
    assert late() is not None  # as it was seen: another product's price never stands in the way
    assert [row[1:] for row in tiers(price_list) if row[0] == product.pk] == [tuple(step) for step in STEPS]


def test_versions_of_sheets_differ_where_tiers_do() -> None:
    product, price_list = a_product(), a_price_list()
    sheets = [(), (Tier(0, 1),), (Tier(1, 0),), (Tier(0, 1), Tier(1, 0)), (Tier(0, 11),)]
    versions = [Sheet(price_list, product, sheet).version for sheet in sheets]
    assert len(set(versions)) == len(sheets)
    assert 0 not in versions


def test_taking_out_a_product_or_a_tier_and_back(manager: Actor) -> None:
    product, other, price_list = a_product(), a_product(), a_price_list()
    priced(price_list, product, *STEPS)
    priced(price_list, other, (0, 2))
    before = tiers(price_list)
    one = remove_price(price_list, product, from_quantity=10_000, actor=manager, at=AT)
    assert tiers(price_list) == [before[0], *before[2:]]
    whole = remove_price(price_list, product, actor=manager, at=AT)
    assert tiers(price_list) == [(other.pk, 0, 2)]
    assert (one.verb, whole.verb) == ("prices.set", "prices.removed")
    assert whole.changes == {"prices": [[list(STEPS[0]), list(STEPS[2])], []]}
    refused(partial(remove_price, price_list, product, actor=manager, at=AT), Conflict, "removed_meanwhile")
    again = partial(remove_price, price_list, other, from_quantity=9, actor=manager, at=AT)
    refused(again, Conflict, "removed_meanwhile")
    refused(partial(undo_event, one, actor=manager, at=AT), Conflict, "changed_since")
    undone = undo_event(whole, actor=manager, at=AT)
    undo_event(one, actor=manager, at=AT)
    assert tiers(price_list) == before
    assert {row.kind for row in undone.subjects.all()} == {"price_list", "product"}


def test_undo_of_the_first_price_takes_it_out_again(manager: Actor) -> None:
    product, price_list = a_product(), a_price_list()
    event = set_prices(price_list, product, tiers=STEPS, actor=manager, at=AT)
    assert event is not None
    undo_event(event, actor=manager, at=AT)
    assert tiers(price_list) == []


def test_undo_brings_no_price_back_in_another_currency(manager: Actor) -> None:
    product, price_list = a_product(), create_price_list(values=VALUES, actor=manager, at=AT)
    set_price(price_list, product, unit_price=7, actor=manager, at=AT)
    event = remove_price(price_list, product, actor=manager, at=AT)
    edit_price_list(price_list, values={**VALUES, "currency": "CHF"}, version=1, actor=manager, at=AT)
    refused(partial(undo_event, event, actor=manager, at=AT), Conflict, "changed_since")


@pytest.mark.parametrize("wrong", [{"from_quantity": -1}, {"unit_price": -1}, {"from_quantity": 0}])
def test_the_database_holds_what_the_actions_promise(wrong: dict[str, int]) -> None:
    product, price_list = a_product(), a_price_list()
    priced(price_list, product, (0, 5))
    row = {"price_list": price_list, "product": product, "from_quantity": 1, "unit_price": 1, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Price.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_price_list(valid_from=date(2026, 1, 1), valid_to=date(2026, 1, 1))
