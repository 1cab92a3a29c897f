"""Pages of the catalogue: prices as people type them, cost only for those who answer for margins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.catalogue.entries import product_entry
from tandem.catalogue.models import Product
from tandem.core import search
from tandem.core.models import Event
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import a_product

pytestmark = pytest.mark.django_db
ROLES = ("inside", "field", "manager", "payroll", "council", "admin")
KEEPERS, READERS = {"manager", "admin"}, {"inside", "field", "manager", "admin"}
FIELDS = {
    "number": "KG-120",
    "name": "Kegelrad",
    "unit": "pc",
    "list_price": "1.234,5678",
    "cost": "",
    "currency": "eur",
    "tax_class": "standard",
}


def browsers(language: str = "en") -> dict[str, Client]:
    return {role: signed_in_client(an_employee([role], language=language)) for role in ROLES}


def test_who_reads_and_who_keeps_the_catalogue() -> None:
    a_product(number="KG-120")
    for role, browser in browsers().items():
        assert browser.get("/products/").status_code == (200 if role in READERS else 403)
        assert browser.get("/products/KG-120/").status_code == (200 if role in READERS else 404)
        kept = 200 if role in KEEPERS else 403
        assert browser.get("/products/new/").status_code == kept
        assert browser.get("/products/KG-120/edit/").status_code == (kept if role in READERS else 404)
        shown = browser.get("/products/").content.decode()
        assert ('href="/products/new/"' in shown) is (role in KEEPERS)
    assert Client().get("/products/").status_code == 302


def test_others_send_forms_in_vain() -> None:
    a_product(number="KG-120")
    before = list(Product.objects.values())
    for role, browser in browsers().items():
        if role not in KEEPERS:
            sent = [
                browser.post("/products/new/", FIELDS),
                browser.post("/products/KG-120/edit/", {**FIELDS, "version": 1}),
                browser.post("/products/KG-120/retire/"),
            ]
            there = 403 if role in READERS else 404
            assert [answer.status_code for answer in sent] == [403, there, there]
    assert list(Product.objects.values()) == before
    assert not Event.objects.exists()


def test_cost_is_seen_by_those_who_answer_for_margins_and_nowhere_else() -> None:
    product = a_product(number="KG-120", cost=7654_3210, list_price=1)
    search.put(product_entry(product))
    keeper = signed_in_client(an_employee(["manager"]))
    keeper.post("/products/KG-120/edit/", {**FIELDS, "list_price": "2", "cost": "8,765.4321", "version": 1})
    assert Product.objects.get().cost == 8765_4321
    pages = [
        "/products/",
        "/products/?q=8765",
        "/products/KG-120/",
        f"/history/product/{product.pk}/",
        "/palette/?q=KG-120",
        "/palette/?q=8765",
    ]
    told = {role: {page for page in pages if _tells(browser.get(page).content)} for role, browser in browsers().items()}
    both = {"/products/KG-120/", f"/history/product/{product.pk}/"}
    assert told == {role: both if role in KEEPERS else set() for role in ROLES}


def _tells(content: bytes) -> bool:
    return any(text in content for text in (b"8,765.43", b"7,654.32", b"87654321", b"76543210"))


def test_prices_are_typed_as_the_language_writes_them() -> None:
    german, english = (signed_in_client(an_employee(["manager"], language=code)) for code in ("de", "en"))
    assert german.post("/products/new/", FIELDS).headers["Location"] == "/products/KG-120/"
    product = Product.objects.get()
    assert (product.list_price, product.cost, product.currency) == (1234_5678, None, "EUR")
    assert 'value="1234,5678"' in german.get("/products/KG-120/edit/").content.decode()
    assert "1.234,5678" in german.get("/products/KG-120/").content.decode()
    assert 'value="1234.5678"' in english.get("/products/KG-120/edit/").content.decode()
    again = english.post("/products/KG-120/edit/", {**FIELDS, "list_price": "1,234.5678", "version": 1})
    assert again.status_code == 302
    assert not Event.objects.filter(verb="product.edited").exists()


def test_the_unit_is_typed_as_the_language_says_it() -> None:
    german, english = (signed_in_client(an_employee(["manager"], language=code)) for code in ("de", "en"))
    assert 'name="unit" value="Stk."' in german.get("/products/new/").content.decode()
    assert 'name="unit" value="pc"' in english.get("/products/new/").content.decode()
    for number, typed, stored in (("A", "Stk.", "pc"), ("B", "stk", "pc"), ("C", "pc", "pc"), ("D", "Rolle", "Rolle")):
        german.post("/products/new/", {**FIELDS, "number": number, "unit": typed})
        assert Product.objects.get(number=number).unit == stored, typed
    assert 'name="unit" value="Stk."' in german.get("/products/A/edit/").content.decode()
    again = {**FIELDS, "number": "A", "unit": "Stk.", "initial-unit": "Stk.", "version": 1}
    assert german.post("/products/A/edit/", again).status_code == 302
    assert not Event.objects.filter(verb="product.edited").exists()


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"list_price": "12.50"}, "list_price"),
        ({"list_price": "1,00001"}, "list_price"),
        ({"list_price": "-1"}, "list_price"),
        ({"list_price": ""}, "list_price"),
        ({"cost": "viel"}, "cost"),
        ({"currency": "EU"}, "currency"),
        ({"number": "a/b"}, "number"),
        ({"number": "new"}, "number"),
        ({"name": ""}, "name"),
        ({"sold_from": "2026-02-01", "sold_to": "2026-02-01"}, "sold_to"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(changes: dict[str, str], named: str) -> None:
    browser = signed_in_client(an_employee(["manager"], language="de"))
    answer = browser.post("/products/new/", {**FIELDS, **changes})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {named}
    assert 'value="Kegelrad"' in answer.content.decode() or named == "name"
    assert not Product.objects.exists()


def test_a_lost_race_shows_mine_theirs_and_before() -> None:
    product = a_product(number="KG-120", list_price=10_0000)
    browser = signed_in_client(an_employee(["manager"]))
    Product.objects.filter(pk=product.pk).update(list_price=30_0000, version=2)
    form = {
        **FIELDS,
        "name": product.name,
        "list_price": "20.00",
        "initial-list_price": "10.00",
        "initial-unit": "Stk",
        "version": 1,
    }
    answer = browser.post("/products/KG-120/edit/", form)
    assert answer.status_code == 409
    assert [(row["mine"], row["theirs"], row["before"]) for row in answer.context["conflict"]] == [
        ("20.00", "30.00", "10.00")
    ]
    assert Product.objects.get().list_price == 30_0000


def test_retiring_by_button_and_back() -> None:
    product = a_product(number="KG-120")
    browser = signed_in_client(an_employee(["manager"]))
    answer = browser.post("/products/KG-120/retire/", follow=True)
    assert Product.objects.get().sold_to == timezone.localdate()
    event = Event.objects.get(verb="product.retired")
    assert f"/undo/{event.pk}/" in answer.content.decode()
    browser.post(f"/undo/{event.pk}/")
    product.refresh_from_db()
    assert product.sold_to is None


def numbers(browser: Client, query: str) -> list[str]:
    return [row.number for row in browser.get(f"/products/?{query}").context["page"].rows]


def test_the_list_is_searched_sorted_and_narrowed() -> None:
    today = timezone.localdate()
    rows: list[dict[str, Any]] = [
        {"number": "A", "name": "Ähre", "group": "Umrichter", "list_price": 3},
        {"number": "B", "name": "Motor", "group": "Motoren", "list_price": 1},
        {"number": "C", "name": "Zahnrad", "group": "Motoren", "list_price": 2, "sold_to": today},
    ]
    for row in rows:
        search.put(product_entry(a_product(**row)))
    browser = signed_in_client(an_employee(["inside"]))
    assert numbers(browser, "") == ["A", "B", "C"]
    assert numbers(browser, "sort=-price") == ["A", "C", "B"]
    assert numbers(browser, "group=Motoren") == ["B", "C"]
    assert numbers(browser, "sold=yes") == ["A", "B"]
    assert numbers(browser, "sold=no") == ["C"]
    assert numbers(browser, "q=zahn") == ["C"]
    assert numbers(browser, "q=aehre&group=Motoren") == []


def statements(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_the_list_costs_the_same_with_1_3_and_300_rows() -> None:
    for role in ("inside", "manager"):
        Product.objects.all().delete()
        browser, counts = signed_in_client(an_employee([role])), []
        for more in (1, 2, 297):
            for _ in range(more):
                a_product(cost=5, group="Motoren")
            counts.append(statements(lambda browser=browser: browser.get("/products/")))  # type: ignore[misc]
        assert len(set(counts)) == 1, counts
