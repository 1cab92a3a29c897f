"""What a list was exported as can be put in again, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.catalogue.models import Product
from tandem.catalogue.tests.factories import a_product
from tandem.customers.models import Customer, Site
from tandem.customers.tests.world import World, a_world
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .wizard import counts, put_in, refused, run

pytestmark = pytest.mark.django_db
ODD = "=SUMME(1;2) & Söhne"


@pytest.fixture
def world() -> World:
    return a_world()


def export(person: Employee, name: str, what: str) -> bytes:
    answer: Any = signed_in_client(person).post(f"/lists/{name}/export/?scope=all", {"as": what})
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_customers(world: World, ending: str) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(name=ODD, phone="+49 40 123456", town="Dresden")
    Site.objects.filter(customer=world.customer).delete()
    Site.objects.create(customer=world.customer, is_main=True, street="-Hafen 1", postcode="01067", town="Dresden")
    before = list(Customer.objects.order_by("pk").values("pk", "name", "phone", "town", "vat_id", "payment_days"))
    data = export(world.manager, "customers", f"customers.{ending}")
    if ending == "csv":
        assert f"'{ODD}".encode() in data
        assert b"'+49 40 123456" in data
        assert b"'-Hafen 1" in data
    one = run(put_in(data, by=world.manager, kind="customer", name=f"book.{ending}"))
    assert refused(one) == []
    assert counts(one) == (4, 0, 0, 4, 0)
    assert list(Customer.objects.order_by("pk").values(*before[0])) == before
    assert Site.objects.get(customer=world.customer).street == "-Hafen 1"


def test_products_in_german_by_the_words_of_their_page(world: World) -> None:
    a_product(number="P-1", group="Motoren")
    Employee.objects.filter(pk=world.manager.pk).update(language="de")
    data = export(world.manager, "products", "products.csv")
    header = data.decode("utf-8-sig").partition("\r\n")[0].split(";")
    assert {"Produktnummer", "Produktgruppe"} <= set(header)
    one = run(put_in(data, by=world.manager))
    assert (one.kind, refused(one), counts(one)) == ("product", [], (1, 0, 0, 1, 0))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_products_with_prices_of_four_decimals(world: World, ending: str) -> None:
    a_product(number="01", name="@home", list_price=12_3456, cost=-0)
    a_product(number="P-2", name="-20 °C", list_price=1_234_567_0000, cost=5000, tax_class="reduced")
    before = list(Product.objects.order_by("pk").values())
    one = run(put_in(export(world.manager, "products", f"products.{ending}"), by=world.manager, kind="product"))
    assert refused(one) == []
    assert counts(one) == (2, 0, 0, 2, 0)
    assert list(Product.objects.order_by("pk").values()) == before
