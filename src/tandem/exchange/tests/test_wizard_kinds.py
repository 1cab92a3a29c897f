"""Contacts, products, orders and people from files."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.catalogue.models import PriceList, Product
from tandem.catalogue.tests.factories import a_product
from tandem.core.errors import Refused
from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.customers.models import Contact, Customer
from tandem.customers.tests.world import World, a_world
from tandem.exchange.models import Import
from tandem.orders.models import Credit, Order, OrderConfirmation, OrderLine
from tandem.orders.numbering import ORDER, take_numbers
from tandem.people.models import Employee

from .wizard import counts, put_in, refused, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def contacts(text: str, world: World, **values: Any) -> Import:
    return run(put_in(text, by=values.pop("by", world.manager), kind="contact", **values))


def test_contacts_find_their_customer_by_number_and_by_name(world: World) -> None:
    text = (
        "customer number;customer_name;full_name;email;mobile\n"
        f"{world.customer.number};;Frau Anna Berg;Anna@Hansen.example;0170 1\n"
        ";HANSEN Antriebe GmbH;Berg, Otto;;\n"
        ";Niemand GmbH;Kein Kunde;;\n"
        ";;Ohne Kunde;;\n"
    )
    one = contacts(text, world)
    assert counts(one) == (4, 2, 0, 0, 2)
    people = world.customer.contacts.order_by("last_name", "first_name")
    assert [(p.salutation, p.first_name, p.last_name, p.email) for p in people] == [
        ("Frau", "Anna", "Berg", "anna@hansen.example"),
        ("", "Otto", "Berg", ""),
    ]
    assert "Niemand GmbH" in dict(refused(one))[4]
    again = contacts(text.replace("0170 1", "0170 2"), world)
    assert counts(again) == (4, 0, 1, 1, 2)
    assert Contact.objects.get(email="anna@hansen.example").mobile == "0170 2"


def test_missing_customers_come_along_once_each(world: World) -> None:
    text = (
        "customer_name;full_name;street;postcode;town;country\n"
        "Neu & Söhne KG;Anna Neu;Weg 1;20095;Hamburg;Deutschland\n"
        "NEU & Söhne KG;Otto Neu;Weg 1;20095;Hamburg;Germany\n"
        "Allein GmbH;;Weg 2;1010;Wien;Österreich\n"
    )
    fixed = {"team": world.team.name}
    one = contacts(text, world, make_customers=True, fixed=fixed)
    assert counts(one) == (3, 3, 0, 0, 0)
    customer = Customer.objects.get(name="Neu & Söhne KG")
    assert (customer.contacts.count(), customer.town, customer.country) == (2, "Hamburg", "DE")
    assert Customer.objects.get(name="Allein GmbH").country == "AT"
    assert counts(contacts(text, world, make_customers=True, fixed=fixed)) == (3, 0, 0, 3, 0)


def test_contacts_of_customers_one_may_not_see_are_nobodys(world: World) -> None:
    one = contacts(f"customer number;last_name\n{world.restricted.number};Berg\n", world, by=world.stranger)
    assert counts(one) == (1, 0, 0, 0, 1)
    assert world.restricted.contacts.count() == 0


def test_products_by_number_with_prices_to_four_decimals(world: World) -> None:
    text = "number;name;list_price;cost;sold_to\nP-1;Motor;1.234,5678;900;31.12.2030\nP-2;;1;;\n"
    one = run(put_in(text, by=world.manager, kind="product"))
    assert counts(one) == (2, 1, 0, 0, 1)
    product = Product.objects.get(number="P-1")
    assert (product.list_price, product.cost, str(product.sold_to), product.currency) == (
        12345678,
        9000000,
        "2030-12-31",
        "EUR",
    )
    assert product.tax_class == "standard"
    text = "number;Steuerklasse\nP-1;Ermäßigter Satz\nP-1;halb\n"
    assert counts(run(put_in(text, by=world.manager, kind="product"))) == (2, 0, 1, 0, 1)
    assert Product.objects.get(number="P-1").tax_class == "reduced"
    Event.objects.filter(verb="product.edited").delete()
    again = run(put_in("number;list_price\nP-1;1.300,00\n", by=world.admin, kind="product"))
    assert counts(again) == (1, 0, 1, 0, 0)
    assert Event.objects.get(verb="product.edited").changes == {"list_price": [12345678, 13000000]}
    moved = run(put_in("number;group\nP-1;Motoren\n", by=world.admin, kind="product"))
    assert counts(moved) == (1, 0, 1, 0, 0)
    assert list(product.former_groups.values_list("name", flat=True)) == [""]


def test_prices_by_list_product_and_quantity(world: World) -> None:
    a_product(number="P-1", name="Motor")
    text = "Preisliste;Artikelnummer;Ab Menge;Preis\nHandel;P-1;;9,5\nHandel;P-1;10;9,0001\nHandel;P-2;;1\n"
    one = run(put_in(text, by=world.manager, kind="price"))
    assert counts(one) == (3, 2, 0, 0, 1)
    price_list = PriceList.objects.get()
    assert (price_list.name, price_list.currency) == ("Handel", "EUR")
    assert list(price_list.prices.order_by("from_quantity").values_list("from_quantity", "unit_price")) == [
        (0, 95_000),
        (10_000, 90_001),
    ]
    again = run(put_in(text.replace("9,0001", "8,5"), by=world.manager, kind="price"))
    assert counts(again) == (3, 0, 1, 1, 1)
    assert sorted(price_list.prices.values_list("unit_price", flat=True)) == [85_000, 95_000]


ONE_ORDER = "number;customer number;ordered_on;text;quantity;unit_price\n{};{};01.02.2026;Motor;1;10\n"
ORDERS = (
    "number;customer number;ordered_on;product;text;quantity;unit_price;discount;net\n"
    "A-1;{number};01.02.2026;P-1;;2;;;\n"
    "A-1;{number};01.02.2026;;Fracht;1;12,5;;12,50\n"
    "A-2;{number};02.02.2026;P-9;;1;1;;\n"
    "A-2;{number};02.02.2026;P-1;;1;1;;\n"
    "A-3;{number};03.02.2026;P-1;;3;10;10%;28,00\n"
    "A-4;{number};04.02.2026;P-1;;3;10;10%;27\n"
)


def test_orders_go_in_whole_or_not_at_all_and_count_for_their_tandem(world: World) -> None:
    a_product(number="P-1", name="Motor", list_price=1_000_000, cost=60_0000)
    Customer.objects.filter(pk=world.customer.pk).update(customer_class="B")
    text = ORDERS.format(number=world.customer.number)
    one = run(put_in(text, by=world.inside, kind="order"))
    assert counts(one) == (6, 3, 0, 0, 3)
    orders = {order.number: order for order in Order.objects.filter(number__startswith="A-")}
    assert {number: (order.net_cents, order.status, order.tandem_id) for number, order in orders.items()} == {
        "A-1": (212_50, "confirmed", world.tandem.pk),
        "A-4": (27_00, "confirmed", world.tandem.pk),
    }
    assert [(line.text, line.net_cents) for line in OrderLine.objects.filter(order=orders["A-1"])] == [
        ("Motor", 200_00),
        ("Fracht", 12_50),
    ]
    assert [share.net_cents for share in Credit.objects.filter(order=orders["A-1"])] == [106_25, 106_25]
    assert OrderConfirmation.objects.filter(order__in=orders.values(), customer_class="B").count() == 2
    assert {line.cost for line in OrderLine.objects.filter(product__number="P-1")} == {60_0000}
    reasons = dict(refused(one))
    assert "P-9" in reasons[4]
    assert "line 4" in reasons[5]
    assert "27.00" in reasons[6]
    again = run(put_in(text, by=world.inside, kind="order"))
    assert counts(again) == (6, 0, 0, 3, 3)


def test_an_order_that_is_here_with_another_amount_stands(world: World) -> None:
    text = "number;customer number;ordered_on;text;quantity;unit_price\nA-1;{};01.02.2026;Motor;{};10\n"
    run(put_in(text.format(world.customer.number, 1), by=world.inside, kind="order"))
    one = run(put_in(text.format(world.customer.number, 2), by=world.inside, kind="order"))
    assert counts(one) == (1, 0, 0, 0, 1)
    assert Order.objects.get(number="A-1").net_cents == 10_00


def test_orders_of_others_may_be_captured_and_not_confirmed(world: World) -> None:
    text = ONE_ORDER.format("A-1", world.customer.number)
    assert counts(run(put_in(text, by=world.stranger, kind="order"))) == (1, 0, 0, 0, 1)
    one = run(put_in(text, by=world.stranger, kind="order", fixed={"status": "captured"}))
    assert counts(one) == (1, 1, 0, 0, 0)
    assert not Credit.objects.exists()


def test_our_own_numbers_go_on_behind_those_of_the_file(world: World) -> None:
    text = ONE_ORDER.format("26-00041", world.customer.number)
    one = run(put_in(text, by=world.inside, kind="order"))
    assert counts(one) == (1, 1, 0, 0, 0)
    day = Order.objects.get(number="26-00041").ordered_on
    assert take_numbers(ORDER, day) == ["26-00042"]


def test_people_by_the_actions_of_people(world: World) -> None:
    text = (
        "email;full_name;roles;team;personnel_number;joined_on\n"
        f"Neu@Firma.example;Nele Neu;Innendienst;{world.team.name};77;1.2.2026\n"
        f"{world.mate.email};;Außendienst, Innendienst;;;\n"
        "falsch;Ohne Adresse;inside;;;\n"
    )
    one = run(put_in(text, by=world.admin, kind="employee"))
    assert counts(one) == (3, 1, 1, 0, 1)
    person = Employee.objects.get(email="neu@firma.example")
    assert (person.first_name, person.last_name, person.roles, person.team) == ("Nele", "Neu", {"inside"}, world.team)
    assert not person.has_usable_password()
    world.mate.refresh_from_db()
    assert world.mate.roles == {"inside", "field"}


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("inside", "product"),
        ("inside", "employee"),
        ("manager", "employee"),
        ("admin", "customer"),
        ("payroll", "contact"),
    ],
)
def test_nobody_imports_what_they_could_not_type(world: World, who: str, kind: str) -> None:
    with pytest.raises(Refused), unchanged():
        put_in("number;name\n1;x\n", by=getattr(world, who), kind=kind)


def test_what_a_file_holds_is_guessed_among_what_one_may_put_in(world: World) -> None:
    text = "Vorname;Nachname;E-Mail;Team;Rolle;Eintritt\nNele;Neu;neu@firma.example;Nord;Innendienst;01.12.2026\n"
    assert put_in(text, by=world.admin).kind == "employee"
    assert put_in(text, by=world.inside).kind == "contact"
