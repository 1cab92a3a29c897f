"""Taking lists along: what is in the file is what the viewer's list shows, and nothing of what they may not see."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from tandem.catalogue.actions import create_price_list, set_prices
from tandem.catalogue.models import PriceList
from tandem.catalogue.tests.factories import a_product
from tandem.catalogue.tiers import Tier
from tandem.commissions.models import ProvisionSettings
from tandem.commissions.tests.factories import a_plan
from tandem.config.lists import LISTS
from tandem.contracts.actions import create_contract
from tandem.contracts.models import ContractTemplate
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.exports import actions
from tandem.core.exports.actions import Wish, export_list, sheet_of
from tandem.core.jobs import job_folder
from tandem.core.listing import build_page
from tandem.core.models import Event, Job
from tandem.core.outbox import deliver_due
from tandem.customers.actions.groups import create_group
from tandem.customers.actions.price_lists import give_price_list
from tandem.customers.models import Customer, CustomerFigures, CustomerGroup, DuplicatePair, Site
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.customers.tests.world import World, a_world
from tandem.exchange.actions import create_import
from tandem.exchange.mail.models import Mail
from tandem.exchange.mail.sorting import assign_mail
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.tests.mails import a_mail
from tandem.orders.actions import issue_credit_note
from tandem.orders.billing.actions import enter_invoice, enter_payment
from tandem.orders.billing.rates import Part
from tandem.orders.tests.factories import TODAY, a_line, an_order
from tandem.people.models import Absence, Employee
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.actions import create_lead, create_opportunity
from tandem.pipeline.models import Stage
from tandem.quotes.actions import create_quote
from tandem.quotes.pricing import LineInput
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.tests.factories import a_request, a_todo, an_appointment

pytestmark = pytest.mark.django_db
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    """Two lines are a big file."""
    settings.HOME = tmp_path
    monkeypatch.setattr(actions, "AT_ONCE", {"csv": 1, "xlsx": 1})


def take(person: Employee, name: str, what: str, query: str = "") -> Any:
    return signed_in_client(person).post(f"/lists/{name}/export/?{query}", {"as": what})


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def lines(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer
    text = content(answer).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def table(answer: Any) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content(answer)))
    return book.get_sheet_by_index(0).to_python()


def exported() -> list[Event]:
    return list(Event.objects.filter(verb="list.exported").order_by("pk"))


def column(rows: list[dict[str, str]], name: str) -> list[str]:
    return [row[name] for row in rows]


def test_the_book_is_what_its_list_shows(world: World) -> None:
    seen = column(lines(take(world.stranger, "customers", "customers.csv", "scope=all")), "Name")
    assert seen == ["Hansen Antriebe GmbH", "Wartburg AG"]
    assert column(lines(take(world.inside, "customers", "customers.csv", "scope=all")), "Name") == [
        "Geheimrat KG",
        "Hansen Antriebe GmbH",
        "Verschluss GmbH",
        "Wartburg AG",
    ]


def test_scope_filter_search_and_sort_are_those_of_the_address(world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(customer_class="A")
    for query, names in {
        "": ["Geheimrat KG", "Hansen Antriebe GmbH"],  # mine, as the page opens
        "scope=tandem&sort=-name": ["Hansen Antriebe GmbH", "Geheimrat KG"],
        "scope=all&class=A": ["Hansen Antriebe GmbH"],
        "scope=all&q=wartburg": ["Wartburg AG"],
        "scope=all&q=nothing+of+the+sort": [],
        "scope=all&after=junk&class=junk": ["Geheimrat KG", "Hansen Antriebe GmbH", "Verschluss GmbH", "Wartburg AG"],
    }.items():
        found = column(lines(take(world.inside, "customers", "customers.csv", query)), "Name")
        assert found == names, query
        page = build_page(
            LISTS["customers"].listing(Actor.of(world.inside, timezone.now())),
            LISTS["customers"].rows(QueryDict(query), Actor.of(world.inside, timezone.now())),
            QueryDict(query),
            Actor.of(world.inside, timezone.now()),
        )
        assert [row.name for row in page.rows] == names, query


def test_a_customer_with_all_that_is_known_of_it(world: World) -> None:
    group = CustomerGroup.objects.create(number="H", name="Händler")
    Customer.objects.filter(pk=world.customer.pk).update(
        phone="+49 40 123",
        email="post@hansen.example",
        customer_class="A",
        group=group,
        lifecycle="active",
        since=date(2024, 5, 6),
    )
    Site.objects.filter(customer=world.customer).delete()
    Site.objects.create(
        customer=world.customer, is_main=True, street="Hafenweg 1", postcode="01067", town="Dresden", country="DE"
    )
    CustomerFigures.objects.filter(customer=world.customer).delete()
    CustomerFigures.objects.create(customer=world.customer, revenue_cents=12_345_67, orders=3)
    [row] = lines(take(world.inside, "customers", "customers.csv", "scope=all&q=hansen"))
    assert row | {"Added": ""} == {
        "Customer number": world.customer.number,
        "Name": "Hansen Antriebe GmbH",
        "Short name": "",
        "Street and number": "Hafenweg 1",
        "Address line 2": "",
        "Postcode": "01067",
        "Town": "Dresden",
        "State or region": "",
        "Country": "DE",
        "Phone": "'+49 40 123",
        "E-mail": "post@hansen.example",
        "Website": "",
        "VAT id": "",
        "Industry": "",
        "Language": "German",
        "Class": "A",
        "Customer group": "Händler",
        "Lifecycle": "Active",
        "Tandem": world.tandem.name,
        "Team": world.team.name,
        "Revenue, 12 months": "12345.67",
        "Revenue, 12 months before": "0.00",
        "Currency": "EUR",
        "Orders": "3",
        "To confirm": "0",
        "Last order": "",
        "Days to pay": "30",
        "Customer since": "2024-05-06",
        "Only for its tandem": "no",
        "Added": "",
    }


def test_german_viewers_get_a_german_file(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(language="de")
    answer = signed_in_client(world.inside)
    answer.cookies["tandem_language"] = "de"
    got = answer.post("/lists/customers/export/?scope=all&q=hansen", {"as": "customers.csv"}, HTTP_ACCEPT_LANGUAGE="de")
    text = content(got).decode("utf-8-sig")
    assert text.splitlines()[0].count(";") == text.splitlines()[1].count(";") == 29
    assert ";0,00;" in text
    assert "Kunden-" in got["Content-Disposition"]


def test_orders_and_their_lines_sum_to_the_cent(world: World) -> None:
    day = TODAY
    many = [a_line(cents=10_99, quantity=1500, text="=Motor"), a_line(cents=5, text="Schraube")]
    first = an_order(world.customer, many, ordered_on=day, confirmed=True, by=world.inside, customer_reference="B-7")
    second = an_order(world.customer, [a_line(cents=100_00)], ordered_on=day - timedelta(1))
    secret = an_order(world.restricted, [a_line(cents=7_00)], ordered_on=day)
    back = {first.lines.get(position=2).pk: 1000}
    issue_credit_note(first, quantities=back, reason="x", issued_on=day, actor=_actor(world.inside), at=timezone.now())

    rows = lines(take(world.stranger, "orders", "orders.csv", "scope=all"))
    assert column(rows, "Order number") == [first.number, second.number]
    assert column(rows, "Net") == ["16.54", "100.00"]
    assert column(rows, "Credited") == ["0.05", "0.00"]
    assert column(rows, "Still counts") == ["16.49", "100.00"]
    assert column(rows, "Customer number") == [world.customer.number] * 2
    assert column(rows, "Seller")[0] == str(world.inside)
    assert column(rows, "Status") == ["Confirmed", "Captured"]
    assert rows[0]["Confirmed"]
    assert not rows[1]["Confirmed"]

    rows = lines(take(world.stranger, "orders", "lines.csv", "scope=all"))
    assert [(row["Order number"], row["Position"], row["Text"], row["Quantity"], row["Net"]) for row in rows] == [
        (first.number, "1", "'=Motor", "1.5", "16.49"),
        (first.number, "2", "Schraube", "1", "0.05"),
        (second.number, "1", "Motor", "1", "100.00"),
    ]
    assert column(rows, "Unit price") == ["10.99", "0.05", "100.00"]
    owners = column(lines(take(world.inside, "orders", "orders.csv", "scope=all")), "Order number")
    assert set(owners) == {first.number, second.number, secret.number}


def _actor(person: Employee) -> Actor:
    return Actor.of(person, timezone.now())


def test_cost_is_only_for_who_may_see_it(world: World) -> None:
    a_product(number="P-7", name="Motor", cost=1_2300)
    assert [row["Cost"] for row in lines(take(world.manager, "products", "products.csv"))] == ["1.23"]
    answer = take(world.inside, "products", "products.csv")
    text = content(answer).decode("utf-8-sig")
    assert "Motor" in text
    assert "Cost" not in text
    assert "1.23" not in text
    head = table(take(world.inside, "products", "products.xlsx"))[0]
    assert "Cost" not in head


def test_personnel_data_is_only_for_payroll_and_administration(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(personnel_number="4711", cost_centre="K9")
    secret = {"Personnel number", "Cost centre", "First day", "Last day"}
    for person in (world.payroll, world.admin):
        rows = lines(take(person, "people", "people.csv"))
        assert "4711" in column(rows, "Personnel number")
        assert secret <= rows[0].keys()
    for person in (world.inside, world.manager, world.council):
        rows = lines(take(person, "people", "people.csv"))
        assert not secret & rows[0].keys()
        assert len(rows) == Employee.objects.count()


def test_why_somebody_is_away_is_only_for_who_may_know(world: World) -> None:
    day = timezone.localdate()
    Absence.objects.create(employee=world.inside, start=day, end=day + timedelta(3), kind="sick")
    for person, reason in ((world.inside, "Sick"), (world.manager, "Sick"), (world.stranger, "")):
        [row] = lines(take(person, "absences", "absences.csv"))
        assert (row["Reason"], row["Last day"]) == (reason, (day + timedelta(2)).isoformat())


def _a_price_list(world: World) -> PriceList:
    """Of two products, the first with two tiers."""
    me: Any = {"actor": _actor(world.manager), "at": timezone.now()}
    price_list = create_price_list(values={"number": "L-1", "name": "Händler", "currency": "EUR"}, **me)
    motor, oil = a_product(number="P-1", name="Motor"), a_product(number="P-2", name="Öl")
    set_prices(price_list, motor, tiers=[Tier(0, 9_9900), Tier(10_000, 8_1234)], **me)
    set_prices(price_list, oil, tiers=[Tier(2_500, 1)], **me)
    return price_list


def _a_group(world: World) -> CustomerGroup:
    """Dealers, with one customer."""
    group = create_group(values={"number": "H", "name": "Händler", "note": "ab Lager"}, **_by(world.manager))
    Customer.objects.filter(pk=world.customer.pk).update(group=group)
    return group


def _a_mail(world: World) -> Mail:
    """From nobody we know, with a file."""
    raw = a_mail(sender='"Thomsen, Birte" <neu@x.example>', subject="=Angebot?", files=(("plan.txt", b"x"),))
    return take_in_mail(raw, **_by(world.inside))


def test_customer_groups_with_what_they_buy_by(world: World) -> None:
    group, price_list = _a_group(world), _a_price_list(world)
    give_price_list(price_list, group=group, start=timezone.localdate(), **_by(world.manager))
    assert lines(take(world.inside, "customer_groups", "customer_groups.csv")) == [
        {"Short key": "H", "Customer group": "Händler", "Price lists": "Händler", "Customers": "1", "Note": "ab Lager"}
    ]
    assert take(world.payroll, "customer_groups", "customer_groups.csv").status_code == 403


def test_mails_as_the_list_shows_them_without_what_they_say(world: World) -> None:
    mail = _a_mail(world)
    [row] = lines(take(world.inside, "mails", "mails.csv"))
    assert (row["From"], row["Sender's address"], row["Subject"]) == ("Thomsen, Birte", "neu@x.example", "'=Angebot?")
    assert (row["Files"], row["State"], row["Customer"]) == ("1", "unassigned", "")
    assert not any("Motor" in cell for cell in row.values())
    assert lines(take(world.inside, "mails", "mails.csv", "state=discarded")) == []
    assign_mail(mail, world.restricted, become="filed", **_by(world.inside))
    assert lines(take(world.stranger, "mails", "mails.csv", "state=any")) == []
    [row] = lines(take(world.inside, "mails", "mails.csv", "state=any"))
    assert (row["Customer number"], row["Became"]) == (world.restricted.number, "an entry in the timeline")


def _by(person: Employee) -> Any:
    return {"actor": _actor(person), "at": timezone.now()}


def _a_pair(world: World) -> None:
    DuplicatePair.objects.create(
        kind="customer",
        left_customer=world.customer,
        right_customer=world.queued,
        score_ppm=912_500,
        reasons=["name"],
        found_at=timezone.now(),
    )


def test_pairs_that_look_like_one(world: World) -> None:
    _a_pair(world)
    [row] = lines(take(world.stranger, "duplicates", "duplicates.csv", "scope=all"))
    assert (row["Customer"], row["Looks like: customer"]) == ("Hansen Antriebe GmbH", "Wartburg AG")
    assert (row["Likeness in %"], row["State"]) == ("91.25", "open")
    Customer.objects.filter(pk=world.queued.pk).update(restricted=True)
    assert lines(take(world.stranger, "duplicates", "duplicates.csv", "scope=all")) == []


def test_prices_of_one_list_tier_by_tier(world: World) -> None:
    _a_price_list(world)
    a_product(number="P-3", name="Ohne")
    page = signed_in_client(world.inside).get("/price-lists/L-1/?sort=-number").content.decode()
    assert "/lists/prices/export/?about=L-1&amp;sort=-number" in page
    rows = lines(take(world.inside, "prices", "prices.csv", "about=L-1&sort=-number"))
    assert [(row["Product number"], row["From quantity"], row["Price in this list"]) for row in rows] == [
        ("P-2", "2.5", "0.0001"),
        ("P-1", "0", "9.99"),
        ("P-1", "10", "8.1234"),
    ]
    assert lines(take(world.inside, "prices", "prices.csv", "about=L-2")) == []
    [row] = lines(take(world.inside, "price_lists", "price_lists.csv"))
    assert (row["List number"], row["Name"], row["Products"]) == ("L-1", "Händler", "2")


def test_tandems_and_teams(world: World) -> None:
    rows = lines(take(world.inside, "tandems", "tandems.csv", "scope=all"))
    assert {row["Tandem"]: (row["Inside sales"], row["Field sales: e-mail"]) for row in rows}[world.tandem.name] == (
        str(world.inside),
        world.field.email,
    )
    assert len(rows) == 3
    rows = lines(take(world.admin, "teams", "teams.csv"))
    assert {row["Team"]: row["People"] for row in rows}[world.team.name] == str(world.team.members.count())


def test_who_may_not_open_the_list_gets_no_file(world: World) -> None:
    for person in (world.payroll, world.council, world.admin):
        for name, what in (("customers", "customers.csv"), ("orders", "lines.xlsx")):
            assert take(person, name, what).status_code == 403
    assert take(world.inside, "deliveries", "deliveries.csv").status_code == 403
    assert exported() == []


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("nothing", "customers.csv"),
        ("customers", ""),
        ("customers", "customers"),
        ("customers", "customers.pdf"),
        ("customers", "orders.csv"),
        ("customers", "customers.csv.xlsx"),
    ],
)
def test_what_is_not_offered_is_not_found(world: World, name: str, what: str) -> None:
    assert take(world.inside, name, what).status_code == 404
    assert exported() == []


def test_looking_at_the_address_gives_nothing(world: World) -> None:
    assert signed_in_client(world.inside).get("/lists/customers/export/").status_code == 405


def test_every_export_is_remembered_without_what_was_searched_for(world: World) -> None:
    take(world.inside, "customers", "customers.xlsx", "scope=all&class=none&q=hansen&sort=-name&junk=Geheimrat")
    [event] = exported()
    assert event.data == {
        "list": "customers",
        "sheet": "customers",
        "format": "xlsx",
        "filters": {"scope": "all", "class": "none", "sort": "-name"},
        "searched": True,
        "count": 1,
    }
    assert (event.actor_id, list(event.subjects.values_list("kind", "object_id"))) == (
        world.inside.pk,
        [("employee", world.inside.pk)],
    )
    page = signed_in_client(world.admin).get("/administration/exports/").content.decode()
    assert str(world.inside) in page
    assert "XLSX" in page
    assert "hansen" not in page.lower()
    assert "Geheimrat" not in page
    history = signed_in_client(world.admin).get(f"/history/employee/{world.inside.pk}/").content.decode()
    assert "List exported" in history
    assert (
        "List exported"
        not in signed_in_client(world.mate).get(f"/history/employee/{world.inside.pk}/").content.decode()
    )


@pytest.mark.usefixtures("_small")
def test_a_large_list_becomes_a_job_with_the_same_content(world: World) -> None:
    answer = take(world.inside, "customers", "customers.csv", "scope=all")
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/jobs/{job.pk}/")
    assert (job.title, exported()) == ("Customers as CSV", [])
    deliver_due(at=timezone.now(), long=True)
    job.refresh_from_db()
    assert (job.state, job.result["text"], job.error) == ("done", "4 lines were written.", "")
    file = signed_in_client(world.inside).get(f"/jobs/{job.pk}/file/")
    assert sorted(column(lines(file), "Name")) == [
        "Geheimrat KG",
        "Hansen Antriebe GmbH",
        "Verschluss GmbH",
        "Wartburg AG",
    ]
    assert signed_in_client(world.admin).get(f"/jobs/{job.pk}/file/").status_code == 404
    [event] = exported()
    assert (event.data["count"], event.actor_id) == (4, world.inside.pk)


@pytest.mark.usefixtures("_small")
def test_a_job_asks_for_rights_when_it_runs(world: World) -> None:
    take(world.inside, "customers", "customers.csv", "scope=all")
    Employee.objects.filter(pk=world.inside.pk).update(roles="payroll")
    deliver_due(at=timezone.now(), long=True)
    job = Job.objects.get()
    assert (job.state, exported()) == ("failed", [])
    assert not list(job_folder(job).glob("*.csv"))


@pytest.mark.usefixtures("_small")
def test_a_job_writes_only_what_may_be_seen_by_then(world: World) -> None:
    world.tandem.seats.filter(employee=world.inside).delete()
    other = a_customer(world.far, name="Neu GmbH", restricted=True)
    take(world.stranger, "customers", "customers.csv", "scope=all")
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    deliver_due(at=timezone.now(), long=True)
    job = Job.objects.get()
    file = signed_in_client(world.stranger).get(f"/jobs/{job.pk}/file/")
    assert sorted(column(lines(file), "Name")) == [other.name, "Wartburg AG"]


@pytest.mark.usefixtures("_small")
def test_who_has_left_gets_no_file(world: World) -> None:
    take(world.inside, "customers", "customers.csv", "scope=all")
    Employee.objects.filter(pk=world.inside.pk).update(left_on=timezone.localdate())
    deliver_due(at=timezone.now(), long=True)
    assert (Job.objects.get().state, exported()) == ("failed", [])


@pytest.mark.usefixtures("_small")
def test_lines_count_not_orders(world: World) -> None:
    order = an_order(world.customer, [a_line(), a_line()], ordered_on=TODAY)
    query = f"scope=all&q={order.number}"
    assert take(world.inside, "orders", "orders.csv", query).status_code == 200
    assert take(world.inside, "orders", "lines.csv", query).status_code == 302


@pytest.mark.usefixtures("_small")
def test_only_some_jobs_at_a_time(world: World) -> None:
    for _ in range(actions.JOBS_AT_A_TIME):
        assert take(world.inside, "customers", "customers.csv", "scope=all").status_code == 302
    assert take(world.inside, "customers", "customers.csv", "scope=all").status_code == 403
    assert Job.objects.count() == actions.JOBS_AT_A_TIME
    assert take(world.field, "customers", "customers.csv", "scope=all").status_code == 302


def test_only_some_files_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AN_HOUR", 2)
    for status in (200, 200, 403):
        assert take(world.inside, "teams", "teams.csv").status_code == status
    Event.objects.filter(verb="list.exported").update(at=timezone.now() - timedelta(hours=2))
    assert take(world.inside, "teams", "teams.csv").status_code == 200
    assert len(exported()) == 3


def test_the_statements_do_not_grow_with_the_rows(world: World) -> None:
    def statements(name: str, what: str) -> int:
        client = signed_in_client(world.manager)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(f"/lists/{name}/export/?scope=all", {"as": what})
            content(answer)
        return len(asked)

    wanted = [
        ("customers", "customers.csv"),
        ("orders", "orders.csv"),
        ("orders", "lines.csv"),
        ("people", "people.csv"),
    ]
    wanted += [("tandems", "tandems.csv"), ("absences", "absences.csv"), ("products", "products.csv")]
    an_order(world.customer, [a_line()], ordered_on=TODAY)
    a_product(number="P-1", name="Motor")
    Absence.objects.create(employee=world.mate, start=date(2027, 5, 1), end=date(2027, 5, 2))
    one = {each: statements(*each) for each in wanted}
    for number in range(3):
        customer = a_customer(world.tandem, name=f"Neu {number} GmbH")
        an_order(customer, [a_line(), a_line()], ordered_on=TODAY)
        a_product(number=f"N-{number}", name="Neu")
        Absence.objects.create(employee=world.mate, start=date(2027, 1, 1 + number), end=date(2027, 1, 2 + number))
    assert {each: statements(*each) for each in wanted} == one
    assert max(one.values()) <= 16


def test_every_list_offers_its_export(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds a list names it in config/lists.py."""
    monkeypatch.setattr(actions, "AN_HOUR", 200)  # all of them at once, each in both formats
    addresses = {
        "customers": "/customers/?scope=all",
        "orders": "/orders/?scope=all",
        "products": "/products/",
        "customer_groups": "/customer-groups/",
        "duplicates": "/customers/duplicates/?scope=all",
        "mails": "/mails/",
        "price_lists": "/price-lists/",
        "prices": "/price-lists/L-1/",
        "imports": "/imports/",
        "tandems": "/tandems/?scope=all",
        "appointments": "/appointments/?scope=all",
        "requests": "/requests/?scope=all&state=any",
        "quotes": "/quotes/?scope=all",
        "opportunities": "/opportunities/list/?scope=all",
        "leads": "/leads/?scope=all",
        "contracts": "/contracts/?scope=all",
        "invoices": "/invoices/?scope=all",
        "payments": "/payments/?scope=all",
        "credit_notes": "/credit-notes/?scope=all",
        "todos": "/todos/?scope=all",
        "handoffs": "/handoffs/?scope=all",
        "people": "/people/",
        "teams": "/teams/",
        "absences": "/absences/",
        "jobs": "/jobs/",
        "deliveries": "/administration/outbox/",
        "exports": "/administration/exports/",
        "provisions": "/provisions/",
        "contract_costs": "/provisions/contracts/",
    }
    day = timezone.localdate()
    a_plan([])
    ProvisionSettings.objects.create(pk=1, capitalise=True)
    an_order(world.customer, [a_line()])
    _a_price_list(world)
    _a_group(world)
    _a_mail(world)
    _a_pair(world)
    _some_work(world)
    _some_business(world)
    create_import(
        file_name="a.csv", chunks=[b"number;name\n1;A\n"], kind="", actor=_actor(world.manager), at=timezone.now()
    )
    Absence.objects.create(employee=world.inside, start=day, end=day + timedelta(3))
    Employee.objects.filter(pk=world.manager.pk).update(roles="admin manager")
    Job.objects.create(name="x", title="x", actor_kind="employee", actor_id=world.manager.pk, created_at=timezone.now())
    take(world.inside, "teams", "teams.csv")
    client = signed_in_client(Employee.objects.get(pk=world.manager.pk))
    for name, source in LISTS.items():
        page = client.get(addresses[name]).content.decode()
        for sheet in source.listing(_actor(world.manager)).sheets:
            for ending in ("csv", "xlsx"):
                assert f'value="{sheet.key}.{ending}"' in page, name
                answer = client.post(f"/lists/{name}/export/?scope=all&about=L-1", {"as": f"{sheet.key}.{ending}"})
                assert answer.status_code == 200, (name, sheet.key)
                assert content(answer)


def _some_business(world: World) -> None:
    """One of each kind on the way from a chance to an invoice."""
    at, day = timezone.now(), timezone.localdate()
    me, boss = Actor.of(world.inside, at), Actor.of(world.manager, at)
    create_lead(values={"company": "Neu GmbH"}, person={"last_name": "Petersen"}, actor=me, at=at)
    stage = Stage.objects.filter(pipeline__key="sales").earliest("position")
    chance = {
        "title": "Linie 4",
        "contact": a_contact(world.customer),
        "holder": world.inside,
        "close_on": day,
        "value_cents": 1,
        "text": "Vier Achsen",
    }
    create_opportunity(world.customer, stage=stage, values=chance, actor=me, at=at)
    create_quote(world.customer, lines=[LineInput(text="Motor", unit_price=1)], actor=me, at=at)
    create_contract(world.customer, template=ContractTemplate.objects.earliest("pk"), starts_on=day, actor=me, at=at)
    parts = [Part(190_000, 400_00, 76_00)]
    invoice = enter_invoice(world.customer, number="RE-1", issued_on=day, due_on=day, parts=parts, actor=boss, at=at)
    enter_payment(invoice, amount_cents=100_00, received_on=day, actor=boss, at=at)
    order = an_order(world.customer, [a_line()], confirmed=True, ordered_on=day)
    quantities = {order.lines.get().pk: 1000}
    issue_credit_note(order, quantities=quantities, reason="Bruch", issued_on=day, actor=boss, at=at)


def _some_work(world: World) -> None:
    """One of each kind that has a list of its own."""
    a_request(world.customer, world.tandem)
    a_todo(world.tandem, world.inside)
    an_appointment(world.tandem, world.field, timezone.now() + timedelta(hours=2))
    offer = Offer("Muster", "Ist da", timezone.now() + timedelta(days=2))
    at = timezone.now()
    offer_handoff(world.customer, offer, taker=world.field, actor=Actor.of(world.inside, at), at=at)


def test_a_list_that_is_empty_offers_nothing(world: World) -> None:
    assert 'value="customers.csv"' not in signed_in_client(world.inside).get("/customers/?q=zzz").content.decode()


def test_the_action_asks_for_itself(world: World) -> None:
    wish = Wish("customers", "customers", "csv", "", "en")
    at = datetime.now(tz=timezone.get_current_timezone())
    sheet = sheet_of(wish, Actor.of(world.inside, at))
    assert sheet is not None
    with pytest.raises(Refused):
        export_list(wish, sheet, actor=Actor.of(world.admin, at), at=at)
    assert exported() == []


def test_the_answer_says_what_it_is(world: World) -> None:
    answer = take(world.inside, "customers", "customers.xlsx", "scope=all")
    assert answer["Content-Type"] == XLSX
    assert answer["Content-Disposition"] == f'attachment; filename="Customers-{timezone.localdate().isoformat()}.xlsx"'
    assert [row[1] for row in table(answer)] == [
        "Name",
        "Geheimrat KG",
        "Hansen Antriebe GmbH",
        "Verschluss GmbH",
        "Wartburg AG",
    ]
    answer = take(world.inside, "customers", "customers.csv", "scope=all")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_who_is_not_signed_in_is_asked_to() -> None:
    assert Client().post("/lists/customers/export/", {"as": "customers.csv"}).status_code == 302
