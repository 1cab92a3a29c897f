"""What a file must not bring about: one row that stops all others, amounts and customers given away, live formulas."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.test import Client
from django.utils import timezone

from tandem.catalogue.models import Product
from tandem.core.models import Job
from tandem.core.outbox import deliver_due
from tandem.customers.actions import assign_customer
from tandem.customers.models import Contact, Customer, Site
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.actions import start_import, start_revert
from tandem.exchange.models import Import, ImportRefusal
from tandem.orders.models import Invoice, Order
from tandem.orders.tests.factories import a_line, an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.models import Lead, Opportunity

from .wizard import counts, put_in, refused, run, take_back

pytestmark = pytest.mark.django_db
ORDERS = "number;customer number;ordered_on;text;quantity;unit_price\n"
INVOICES = "number;customer number;issued_on;net;tax_rate\n"


@pytest.fixture
def world() -> World:
    return a_world()


def test_what_another_customer_is_known_by_stops_no_import(world: World) -> None:
    fixed = {"team": world.team.name}
    first = "number;name;external_id;vat_id\n90001;Eins GmbH;K-1;DE111111111\n"
    assert counts(run(put_in(first, by=world.manager, kind="customer", fixed=fixed))) == (1, 1, 0, 0, 0)
    text = (
        "number;name;external_id;vat_id\n"
        "90001;Zwei GmbH;;DE222222222\n"  # the number of another one, though rows are known by their VAT id
        "90003;Drei GmbH;K-1;DE333333333\n"
        "90004;Vier GmbH;K-4;DE444444444\n"
        "90004;Fünf GmbH;;DE555555555\n"
        "90006;Sechs GmbH;K-4;DE666666666\n"
    )
    one = run(put_in(text, by=world.manager, kind="customer", fixed=fixed, key="vat_id"))
    assert counts(one) == (5, 1, 0, 0, 4)
    assert [(line, reason.partition(":")[0]) for line, reason in refused(one)] == [
        (2, "Customer number"),
        (3, "Other system's id"),
        (5, "Customer number"),
        (6, "Other system's id"),
    ]
    assert set(Customer.objects.filter(number__startswith="9000").values_list("name", flat=True)) == {
        "Eins GmbH",
        "Vier GmbH",
    }


def test_the_id_of_a_merged_customer_is_taken(world: World) -> None:
    Customer.objects.filter(pk=world.queued.pk).update(source_key="file:K-9", merged_into=world.customer)
    text = "name;external_id\nNeun GmbH;K-9\nZehn GmbH;K-10\n"
    one = run(put_in(text, by=world.manager, kind="customer", fixed={"team": world.team.name}))
    assert counts(one) == (2, 1, 0, 0, 1)
    assert not Customer.objects.filter(name="Neun GmbH").exists()


def test_a_contact_of_another_customer_stops_no_import(world: World) -> None:
    head = "customer number;last_name;external_id\n"
    run(put_in(f"{head}{world.customer.number};Berg;P-1\n", by=world.manager, kind="contact"))
    text = f"{head}{world.queued.number};Tal;P-1\n{world.queued.number};See;P-2\n"
    one = run(put_in(text, by=world.manager, kind="contact"))
    assert counts(one) == (2, 1, 0, 0, 1)
    assert set(Contact.objects.values_list("last_name", "customer")) == {
        ("Berg", world.customer.pk),
        ("See", world.queued.pk),
    }


def test_a_contact_brings_no_second_customer_of_a_hidden_ones_number(world: World) -> None:
    text = f"customer number;customer_name;last_name\n{world.hidden.number};Neu KG;Berg\n"
    fixed = {"team": world.far.team.name}
    one = run(put_in(text, by=world.stranger, kind="contact", make_customers=True, fixed=fixed))
    assert (counts(one), refused(one)) == ((1, 0, 0, 0, 1), [(2, "Customer number: is taken already")])
    assert not Customer.objects.filter(name="Neu KG").exists()


def test_leads_opportunities_and_people_too(world: World) -> None:
    leads = "company;email;external_id\nA GmbH;a@x.example;L-1\nB GmbH;b@x.example;L-1\n"
    assert counts(run(put_in(leads, by=world.inside, kind="lead", key="email"))) == (2, 1, 0, 0, 1)
    assert Lead.objects.get().company == "A GmbH"
    chances = (
        "customer number;title;external_id;close_on;value\n"
        f"{world.customer.number};Linie 1;O-1;01.12.2030;10\n{world.customer.number};Linie 2;O-1;01.12.2030;10\n"
    )
    assert counts(run(put_in(chances, by=world.inside, kind="opportunity", key="title")))[1] <= 1
    assert Opportunity.objects.count() <= 1
    people = "email;last_name;personnel_number;roles\na@x.example;A;7;inside\nb@x.example;B;7;inside\n"
    one = run(put_in(people, by=world.admin, kind="employee"))
    assert (counts(one), refused(one)) == ((2, 1, 0, 0, 1), [(3, "Personnel number: is taken already")])
    assert Employee.objects.filter(personnel_number="7").count() == 1


def test_rows_of_an_order_or_invoice_that_stand_apart_stop_no_import(world: World) -> None:
    number = world.customer.number
    rows = "".join(f"{one};{number};01.02.2026;Motor;1;10\n" for one in ("A-1", "B-1", "A-1"))
    one = run(put_in(ORDERS + rows, by=world.manager, kind="order"))
    assert (counts(one), refused(one)) == ((3, 2, 0, 0, 1), [(4, "Order number: its rows do not stand together")])
    rows = "".join(f"{one};{number};01.02.2026;10;19\n" for one in ("R-1", "R-2", "R-1"))
    one = run(put_in(INVOICES + rows, by=world.manager, kind="invoice"))
    assert (counts(one), refused(one)) == ((3, 2, 0, 0, 1), [(4, "Invoice number: its rows do not stand together")])
    assert (Order.objects.count(), Invoice.objects.count()) == (2, 2)


@pytest.mark.parametrize("price", ["10", "11"])
def test_an_order_of_a_customer_one_may_not_see_tells_nothing_of_its_amount(world: World, price: str) -> None:
    """Else its cents could be found by trying; and what is another customer's is not as it was."""
    hidden = an_order(world.restricted, [a_line(10_00)], ordered_on=timezone.localdate(), at=timezone.now())
    text = f"{ORDERS}{hidden.number};{world.queued.number};01.02.2026;Motor;1;{price}\n"
    one = run(put_in(text, by=world.far_manager, kind="order", fixed={"status": "captured"}))
    assert (counts(one), refused(one)) == ((1, 0, 0, 0, 1), [(2, "Order number: is taken already")])
    own = run(put_in(text.replace(world.queued.number, world.restricted.number), by=world.manager, kind="order"))
    assert counts(own) == ((1, 0, 0, 1, 0) if price == "10" else (1, 0, 0, 0, 1))


def test_an_invoice_tells_nothing_of_a_hidden_customers_order(world: World) -> None:
    hidden = an_order(
        world.restricted, [a_line(10_00)], ordered_on=timezone.localdate(), at=timezone.now(), confirmed=True
    )
    text = f"number;order;issued_on;net;tax_rate\nR-1;{hidden.number};01.02.2026;10;19\n"
    one = run(put_in(text, by=world.far_manager, kind="invoice"))
    assert counts(one) == (1, 0, 0, 0, 1)
    assert world.restricted.number not in refused(one)[0][1]


@pytest.mark.parametrize("row", ["Geheimrat KG;10115;", "Anders GmbH;;DE123456789"])
def test_no_hidden_customer_is_found_by_name_and_place_or_vat_id(world: World, row: str) -> None:
    """As when it is typed: what one cannot see cannot be known, and the owners hear of the duplicate."""
    Customer.objects.filter(pk=world.restricted.pk).update(vat_id="DE123456789")
    Site.objects.create(customer=world.restricted, is_main=True, postcode="10115", town="Berlin")
    text = f"name;postcode;vat_id\n{row}\n"
    one = run(put_in(text, by=world.stranger, kind="customer", fixed={"team": world.far.team.name}))
    assert counts(one) == (1, 1, 0, 0, 0)
    again = run(put_in(text, by=world.inside, kind="customer", fixed={"team": world.team.name}))
    assert "several customers" in refused(again)[0][1]


def test_taking_back_asks_who_may_change_it_by_now(world: World) -> None:
    number = world.customer.number
    sites = run(put_in(f"customer number;name;town\n{number};Lager;Kiel\n", by=world.inside, kind="site"))
    other = run(put_in(f"customer number;name;town\n{number};Lager;Ulm\n", by=world.inside, kind="site"))
    people = run(put_in(f"customer number;last_name\n{number};Berg\n", by=world.inside, kind="contact"))
    boss = of(world.manager, timezone.now())
    fresh = Customer.objects.get(pk=world.customer.pk)
    assign_customer(fresh, tandem=world.mates, start=timezone.localdate(), reason="x", actor=boss, at=boss.at)
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    before = (list(Site.objects.values()), list(Contact.objects.values()), Customer.objects.get(pk=fresh.pk).town)
    for one in (people, other, sites):
        done = take_back(one)
        assert (done.removed, done.restored, done.kept) == (0, 0, 1)
    assert (
        list(Site.objects.values()),
        list(Contact.objects.values()),
        Customer.objects.get(pk=fresh.pk).town,
    ) == before
    reasons = list(ImportRefusal.objects.filter(stage="revert").values_list("reason", flat=True))
    assert all("may not" in reason for reason in reasons)


def test_a_formula_in_a_workbook_is_none_in_the_file_of_refused_lines(world: World) -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        rows = (["number", "name", "team"], ["90001", '=HYPERLINK("https://x.example","y")', "Nirgends"])
        for line, row in enumerate((*rows, ["90002", "'=1+1", "Nirgends"])):
            for column, text in enumerate(row):
                sheet.write_string(line, column, text)
    one = run(put_in(kept.getvalue(), by=world.manager, kind="customer", name="list.xlsx"))
    assert counts(one) == (2, 0, 0, 0, 2)
    browser: Client = signed_in_client(world.manager)
    told = browser.get(f"/imports/{one.pk}/errors/")
    assert told.status_code == 200
    text = told.getvalue().decode()
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text.replace(";", ",").replace('"', "")
    assert text.count("'=1+1") == 1


@pytest.mark.parametrize("meanwhile", ["role", "left"])
def test_who_lost_the_right_while_the_import_waited_writes_nothing(world: World, meanwhile: str) -> None:
    one = put_in("number;name;list_price\nP-1;Motor;1\n", by=world.manager, kind="product")
    actor = of(world.manager, timezone.now())
    start_import(one, version=one.version, actor=actor, at=actor.at)
    values = {"roles": frozenset({"inside"})} if meanwhile == "role" else {"left_on": timezone.localdate()}
    Employee.objects.filter(pk=world.manager.pk).update(**values)
    while deliver_due(at=timezone.now(), long=True):
        pass
    assert not Product.objects.exists()
    key = Import.objects.get(pk=one.pk).job_id
    assert key is not None
    job = Job.objects.get(pk=key)
    assert (job.state, job.done) == ("failed", 0)


def test_nor_does_taking_back_go_on_without_the_right(world: World) -> None:
    one = run(put_in("number;name;list_price\nP-1;Motor;1\n", by=world.manager, kind="product"))
    actor = of(world.manager, timezone.now())
    start_revert(one, actor=actor, at=actor.at)
    Employee.objects.filter(pk=world.manager.pk).update(roles=frozenset({"inside"}))
    while deliver_due(at=timezone.now(), long=True):
        pass
    assert Product.objects.count() == 1
    assert Import.objects.get(pk=one.pk).state == "stopped"
