"""Writing products: who may, what is kept, what is taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tandem.catalogue.actions import add_product, edit_product, retire_product
from tandem.catalogue.models import Product
from tandem.catalogue.queries import sold_on
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.people.tests.factories import an_employee, as_actor

from .factories import a_product

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
VALUES: dict[str, Any] = {
    "number": "KG-120",
    "name": "Kegelradgetriebemotor Größe 120",
    "group": "Getriebemotoren",
    "unit": "pc",
    "list_price": 1234_5678,
    "cost": 800_0001,
    "currency": "EUR",
}


@pytest.fixture
def manager() -> Actor:
    return as_actor(an_employee(["manager"]), AT)


def values_of(product: Product) -> dict[str, Any]:
    return {name: getattr(product, name) for name in VALUES}


def everything() -> tuple[list[Any], ...]:
    return tuple(list(table._default_manager.order_by("pk").values()) for table in (Product, Event, SearchRow))


def refused(act: Callable[[], object], kind: type[Exception], code: str) -> None:
    before = everything()
    with pytest.raises(kind) as error, transaction.atomic():
        act()
    assert getattr(error.value, "code") == code  # noqa: B009
    assert everything() == before


def test_a_product_keeps_its_four_decimals_and_is_found(manager: Actor) -> None:
    product = Product.objects.get(pk=add_product(values=VALUES, actor=manager, at=AT).pk)
    assert values_of(product) == VALUES
    assert product.name_key == "kegelradgetriebemotor groesse 120"
    event = Event.objects.get()
    assert (event.verb, event.data) == ("product.added", {"name": product.name})
    for query in ("groesse", "Größe 120", "KG-120", "getriebemotoren"):
        assert [row.object_id for row in search.find(query)] == [product.pk]


def test_cost_is_nothing_that_search_knows(manager: Actor) -> None:
    add_product(values=VALUES, actor=manager, at=AT)
    row = SearchRow.objects.get()
    assert "800" not in f"{row.text} {row.detail} {row.title}"


@pytest.mark.parametrize("roles", [["inside"], ["field"], ["payroll"], ["council"], ["inside", "field", "council"]])
def test_others_change_nothing(roles: list[str]) -> None:
    product, actor = a_product(), as_actor(an_employee(roles), AT)
    refused(partial(add_product, values=VALUES, actor=actor, at=AT), Refused, "can_edit_product")
    edit = partial(edit_product, product, values=VALUES, version=1, actor=actor, at=AT)
    refused(edit, Refused, "can_edit_product")
    refused(partial(retire_product, product, day=TODAY, actor=actor, at=AT), Refused, "can_edit_product")


def test_administration_and_the_house_may(manager: Actor) -> None:
    add_product(values=VALUES, actor=as_actor(an_employee(["admin"]), AT), at=AT)
    add_product(values={**VALUES, "number": "X"}, actor=Actor.system(AT, "import"), at=AT)
    assert set(Product.objects.values_list("number", flat=True)) == {"KG-120", "X"}


def test_numbers_are_ours_alone(manager: Actor) -> None:
    first = add_product(values=VALUES, actor=manager, at=AT)
    refused(partial(add_product, values=VALUES, actor=manager, at=AT), Invalid, "number_taken")
    second = add_product(values={**VALUES, "number": "KG-130"}, actor=manager, at=AT)
    edit = partial(edit_product, second, values=VALUES, version=1, actor=manager, at=AT)
    refused(edit, Invalid, "number_taken")
    assert edit_product(first, values=VALUES, version=1, actor=manager, at=AT) is None


def test_an_edit_tells_old_and_new_and_is_taken_back(manager: Actor) -> None:
    product = add_product(values=VALUES, actor=manager, at=AT)
    new = {**VALUES, "name": "Stirnradgetriebemotor", "list_price": 1_0001}
    event = edit_product(product, values=new, version=1, actor=manager, at=AT)
    assert event is not None
    assert event.changes == {
        "name": ["Kegelradgetriebemotor Größe 120", "Stirnradgetriebemotor"],
        "list_price": [1234_5678, 1_0001],
    }
    assert [row.title for row in search.find("stirnrad")] == ["Stirnradgetriebemotor"]
    assert search.find("kegelrad") == []
    undo_event(event, actor=manager, at=AT)
    product.refresh_from_db()
    assert values_of(product) == VALUES
    assert [row.title for row in search.find("kegelrad")] == [product.name]


def test_undo_gives_way_to_a_later_edit(manager: Actor) -> None:
    product = add_product(values=VALUES, actor=manager, at=AT)
    first = edit_product(product, values={**VALUES, "list_price": 2}, version=1, actor=manager, at=AT)
    edit_product(product, values={**VALUES, "list_price": 3}, version=2, actor=manager, at=AT)
    assert first is not None
    refused(partial(undo_event, first, actor=manager, at=AT), Conflict, "changed_since")


def test_undo_does_not_take_a_number_that_is_in_use_again(manager: Actor) -> None:
    product = add_product(values=VALUES, actor=manager, at=AT)
    event = edit_product(product, values={**VALUES, "number": "KG-130"}, version=1, actor=manager, at=AT)
    add_product(values=VALUES, actor=manager, at=AT)
    assert event is not None
    refused(partial(undo_event, event, actor=manager, at=AT), Invalid, "number_taken")


def test_an_old_form_is_a_conflict(manager: Actor) -> None:
    product = add_product(values=VALUES, actor=manager, at=AT)
    edit_product(product, values={**VALUES, "list_price": 2}, version=1, actor=manager, at=AT)
    late = partial(edit_product, product, values={**VALUES, "list_price": 3}, version=1, actor=manager, at=AT)
    refused(late, Conflict, "changed_meanwhile")


def test_retiring_ends_selling_on_that_day_and_is_taken_back(manager: Actor) -> None:
    product = a_product(sold_from=date(2020, 1, 1))
    event = retire_product(product, day=TODAY, actor=manager, at=AT)
    assert event.changes == {"sold_to": [None, "2026-11-24"]}
    assert list(Product.objects.filter(sold_on(TODAY))) == []
    assert list(Product.objects.filter(sold_on(date(2026, 11, 23)))) == [product]
    refused(partial(retire_product, product, day=TOMORROW, actor=manager, at=AT), Refused, "retired_already")
    undo_event(event, actor=manager, at=AT)
    assert list(Product.objects.filter(sold_on(TODAY))) == [product]


def test_selling_ends_after_it_starts(manager: Actor) -> None:
    product = a_product(sold_from=TOMORROW)
    refused(partial(retire_product, product, day=TODAY, actor=manager, at=AT), Invalid, "span")
    wrong = {**VALUES, "sold_from": TODAY, "sold_to": TODAY}
    refused(partial(add_product, values=wrong, actor=manager, at=AT), Invalid, "span")


def test_sold_is_half_open() -> None:
    spans = {"always": (None, None), "from": (TOMORROW, None), "to": (None, TODAY), "now": (TODAY, TOMORROW)}
    for name, (start, end) in spans.items():
        a_product(number=name, sold_from=start, sold_to=end)

    def sold(day: date) -> set[str]:
        return set(Product.objects.filter(sold_on(day)).values_list("number", flat=True))

    assert (sold(date(2026, 11, 23)), sold(TODAY), sold(TOMORROW)) == (
        {"always", "to"},
        {"always", "now"},
        {"always", "from"},
    )
    unsold = set(Product.objects.filter(~sold_on(TODAY)).values_list("number", flat=True))
    assert unsold == {"from", "to"}
