"""Pages of price lists: what they show, prices as people type them, and who gets where."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.catalogue.entries import price_list_entry, product_entry
from tandem.catalogue.models import Price, PriceList
from tandem.core import search
from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import a_price_list, a_product, priced

pytestmark = pytest.mark.django_db
ROLES = ("inside", "field", "manager", "payroll", "council", "admin")
KEEPERS, READERS = {"manager", "admin"}, {"inside", "field", "manager", "admin"}
HEAD = {"number": "L-1", "name": "Liste", "currency": "chf"}


def browser(role: str = "manager", language: str = "en") -> Client:
    return signed_in_client(an_employee([role], language=language))


def tiers() -> list[tuple[int, int]]:
    return list(Price.objects.order_by("from_quantity").values_list("from_quantity", "unit_price"))


def html(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def test_who_is_led_where() -> None:
    price_list, product = a_price_list(number="L-1"), a_product(number="P-1")
    priced(price_list, product, (0, 1))
    for role in ROLES:
        client = browser(role)
        home = client.get("/", follow=True).content.decode()
        assert ('href="/price-lists/"' in home) is (role in READERS)
        assert ('href="/products/"' in home) is (role in READERS)
        palette = html(client, "/palette/?q=price")
        assert ('href="/price-lists/new/"' in palette or 'data-url="/price-lists/new/"' in palette) is (role in KEEPERS)
        if role in READERS:
            for page, link in (
                ("/price-lists/", "/price-lists/new/"),
                ("/price-lists/L-1/", "/price-lists/L-1/prices/new/"),
                ("/price-lists/L-1/", "/price-lists/L-1/edit/"),
                ("/price-lists/L-1/", "/price-lists/L-1/prices/P-1/"),
                ("/products/P-1/", "/price-lists/L-1/prices/P-1/"),
            ):
                assert (f'href="{link}"' in html(client, page)) is (role in KEEPERS), (role, page)
            assert 'href="/price-lists/L-1/"' in html(client, "/price-lists/")


def test_a_list_from_form_to_page_and_once() -> None:
    client = browser(language="de")
    form = next(form for form in forms_of(client.get("/price-lists/new/")) if "number" in form.values)
    typed = changed(form, **HEAD, valid_from="2026-01-01", valid_to="2027-01-01", note="Ab Werk")
    answers = [client.post("/price-lists/new/", typed) for _time in range(2)]
    assert [answer.headers["Location"] for answer in answers] == ["/price-lists/L-1/"] * 2
    price_list = PriceList.objects.get()
    assert (price_list.currency, price_list.note) == ("CHF", "Ab Werk")
    page = html(client, "/price-lists/L-1/")
    assert "01.01.2026" in page
    assert "Ab Werk" in page


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"number": "a/b"}, "number"),
        ({"number": "new"}, "number"),
        ({"number": "L-0"}, "number"),
        ({"name": ""}, "name"),
        ({"currency": "Euro"}, "currency"),
        ({"currency": "12€"}, "currency"),
        ({"valid_from": "2026-02-01", "valid_to": "2026-02-01"}, "valid_to"),
        ({"valid_from": "1066-10-14"}, "valid_from"),
    ],
)
def test_what_is_wrong_stands_at_its_field(changes: dict[str, str], named: str) -> None:
    a_price_list(number="L-0")
    answer = browser().post("/price-lists/new/", {**HEAD, "note": "Getippt", **changes})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {named}
    assert "Getippt" in answer.content.decode()
    assert PriceList.objects.count() == 1


def test_the_head_is_edited_and_a_lost_race_is_told() -> None:
    price_list, client = a_price_list(number="L-1", name="Alt"), browser()
    form = next(form for form in forms_of(client.get("/price-lists/L-1/edit/")) if "number" in form.values)
    PriceList.objects.filter(pk=price_list.pk).update(name="Ihres", version=2)
    answer = client.post("/price-lists/L-1/edit/", changed(form, name="Meins"))
    assert answer.status_code == 409
    assert [(row["mine"], row["theirs"], row["before"]) for row in answer.context["conflict"]] == [
        ("Meins", "Ihres", "Alt")
    ]
    again = next(form for form in forms_of(answer) if "number" in form.values)
    assert client.post("/price-lists/L-1/edit/", again.values).headers["Location"] == "/price-lists/L-1/"
    assert PriceList.objects.get().name == "Meins"


def test_prices_are_typed_as_the_language_writes_them_and_taken_back() -> None:
    priced_list, product = a_price_list(number="L-1"), a_product(number="P-1", unit="Stk")
    client = browser(language="de")
    url = "/price-lists/L-1/prices/P-1/"
    form = next(form for form in forms_of(client.get(url)) if "price_0" in form.values)
    typed = changed(form, price_0="1.234,5678", from_2="2,5", price_2="9,5")
    answer = client.post(url, typed, follow=True)
    assert tiers() == [(0, 1234_5678), (2_500, 9_5000)]
    page = answer.content.decode()
    assert "1.234,5678" in page
    assert "2,5 Stk" in page
    shown = next(form for form in forms_of(client.get(url)) if "price_0" in form.values).values
    assert [shown[name] for name in ("from_0", "price_0", "from_1", "price_1", "price_2")] == [
        [""], ["1234,5678"], ["2,5"], ["9,50"], [""],
    ]  # fmt: skip
    history = html(client, f"/history/price_list/{priced_list.pk}/")
    assert "1.234,5678" in history
    assert product.name in history
    assert priced_list.name in html(client, f"/history/product/{product.pk}/")
    event = Event.objects.get(verb="prices.set")
    assert f"/undo/{event.pk}/" in page
    client.post(f"/undo/{event.pk}/")
    assert tiers() == []


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"price_0": "-1"}, {"price_0"}),
        ({"price_0": "viel"}, {"price_0"}),
        ({"price_0": "1.00001"}, {"price_0"}),
        ({"from_0": "10", "price_0": ""}, {"price_0"}),
        ({"from_1": "-1", "price_1": "1"}, {"from_1"}),
        ({"price_1": "2"}, {"from_1"}),
        ({"from_1": "0", "price_1": "2"}, {"from_1"}),
        ({"price_0": ""}, {"__all__"}),
    ],
)
def test_wrong_prices_stand_where_they_were_typed(changes: dict[str, str], named: set[str]) -> None:
    priced(a_price_list(number="L-1"), a_product(number="P-1"), (0, 5_0000))
    client, url = browser(), "/price-lists/L-1/prices/P-1/"
    form = next(form for form in forms_of(client.get(url)) if "price_0" in form.values)
    answer = client.post(url, changed(form, **changes))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == named
    assert tiers() == [(0, 5_0000)]
    assert not Event.objects.exists()


def test_prices_changed_meanwhile_are_compared() -> None:
    price_list, product = a_price_list(number="L-1"), a_product(number="P-1")
    priced(price_list, product, (0, 5_0000), (10_000, 4_0000))
    client, url = browser(), "/price-lists/L-1/prices/P-1/"
    form = next(form for form in forms_of(client.get(url)) if "price_0" in form.values)
    Price.objects.filter(from_quantity=10_000).update(unit_price=3_0000)
    answer = client.post(url, changed(form, price_1="3.50"))
    assert answer.status_code == 409
    assert [(row["mine"], row["theirs"], row["before"]) for row in answer.context["conflict"]] == [
        ("3.50", "3.00", "4.00")
    ]
    assert tiers() == [(0, 5_0000), (10_000, 3_0000)]
    again = next(form for form in forms_of(answer) if "price_0" in form.values)
    assert client.post(url, again.values).status_code == 302
    assert tiers() == [(0, 5_0000), (10_000, 3_5000)]


def test_there_is_always_room_for_more_tiers() -> None:
    price_list, product = a_price_list(number="L-1"), a_product(number="P-1")
    priced(price_list, product, *((number * 1000, 100 - number) for number in range(20)))
    page = browser().get("/price-lists/L-1/prices/P-1/")
    assert page.context["form"].count == 23


def test_a_product_is_taken_out_by_button() -> None:
    price_list, product = a_price_list(number="L-1"), a_product(number="P-1")
    priced(price_list, product, (0, 5), (1000, 4))
    client = browser()
    page = client.post("/price-lists/L-1/prices/P-1/remove/", follow=True).content.decode()
    assert tiers() == []
    event = Event.objects.get(verb="prices.removed")
    client.post(f"/undo/{event.pk}/")
    assert f"/undo/{event.pk}/" in page
    assert tiers() == [(0, 5), (1000, 4)]


def test_a_product_is_found_by_part_of_its_name() -> None:
    a_price_list(number="L-1")
    for number, name in (("P-1", "Kegelradmotor"), ("P-2", "Kegelbremse"), ("P-3", "Bremsbelag")):
        search.put(product_entry(a_product(number=number, name=name)))
    client, url = browser(), "/price-lists/L-1/prices/new/"
    assert [product.number for product in client.get(f"{url}?product=kegel").context["products"]] == ["P-2", "P-1"]
    one = client.get(f"{url}?product=belag")
    assert one.headers["Location"] == "/price-lists/L-1/prices/P-3/"
    assert client.get(f"{url}?product=belag", headers={"HX-Request": "true"}).status_code == 200
    assert client.get(f"{url}?product=zzz").context["products"] == []
    assert client.get(url).status_code == 200


def numbers(client: Client, query: str) -> list[str]:
    return [row.price_list.number for row in client.get(f"/price-lists/?{query}").context["page"].rows]


def test_lists_are_searched_sorted_and_narrowed() -> None:
    today = timezone.localdate()
    rows: list[dict[str, Any]] = [
        {"number": "C", "name": "Ähren", "valid_from": today, "valid_to": today + timedelta(1)},
        {"number": "B", "name": "Händler", "currency": "CHF", "valid_from": today + timedelta(1)},
        {"number": "A", "name": "Zubehör", "valid_to": today},
    ]
    for row in rows:
        price_list = a_price_list(**row)
        search.put(price_list_entry(price_list))
        for number in range(ord(row["number"]) - ord("A")):
            priced(price_list, a_product(), (0, number), (1000, number))
    client = browser("inside")
    assert numbers(client, "") == ["C", "B", "A"]
    assert numbers(client, "sort=number") == ["A", "B", "C"]
    assert numbers(client, "sort=currency") == ["B", "C", "A"]
    assert numbers(client, "valid=now") == ["C"]
    assert numbers(client, "valid=coming") == ["B"]
    assert numbers(client, "valid=over") == ["A"]
    assert numbers(client, "currency=CHF") == ["B"]
    assert numbers(client, "q=haendler") == ["B"]
    shown = client.get("/price-lists/").context["page"].rows
    assert [(row.products, row.state) for row in shown] == [(2, "now"), (1, "coming"), (0, "over")]


def test_prices_of_a_list_are_paged_with_all_their_tiers() -> None:
    price_list, other = a_price_list(number="L-1"), a_price_list()
    products = [a_product(number=f"P-{n:03d}", name=f"Teil {n:03d}", group="G" if n % 2 else "H") for n in range(60)]
    for product in products:
        search.put(product_entry(product))
        priced(price_list, product, (0, 200), (1000, 100))
    priced(other, a_product(name="Teil 000 b"), (0, 1))
    client = browser("field")

    def page(query: str) -> Any:
        return client.get(f"/price-lists/L-1/{query}").context["page"]

    first = page("")
    assert [row.product for row in first.rows] == products[:50]
    assert all(row.tiers == ((0, 200), (1000, 100)) for row in first.rows)
    assert first.count == 60
    assert [row.product for row in page(first.next_url).rows] == products[50:]
    assert [row.product for row in page("?sort=-number").rows] == products[:9:-1]
    assert [row.product for row in page("?q=teil+017").rows] == [products[17]]
    assert [row.product for row in page("?group=G").rows] == products[1::2]


def test_empty_lists_say_so() -> None:
    a_price_list(number="L-1")
    client = browser()
    assert "No prices in this list yet" in html(client, "/price-lists/L-1/")
    assert "Nothing matches this choice" in html(client, "/price-lists/L-1/?q=zzz")
    a_product(number="P-1")
    assert "In no price list that holds today" in html(client, "/products/P-1/")
    for address in ("/price-lists/X/", "/price-lists/L-1/prices/X/", "/price-lists/X/prices/P-1/"):
        assert client.get(address).status_code == 404
