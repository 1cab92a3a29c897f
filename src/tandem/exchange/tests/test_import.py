"""The whole import over a small made-up company."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from tandem.core.actor import Actor
from tandem.core.models import Company, Event, EventSubject
from tandem.core.search import find
from tandem.customers.actions import assign_customer, create_customer
from tandem.customers.models import Assignment, Customer, Site
from tandem.exchange.reading import InputRefused
from tandem.exchange.writing import customers, orders
from tandem.orders.models import Credit, Order
from tandem.people.models import Employee, Team
from tandem.tandems.models import Seat, Tandem

from .book import AT, book, is_empty, run_import
from .folder import edit, write_folder

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HEADER, DETAIL = "SalesOrderHeader.csv.gz", "SalesOrderDetail.csv.gz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "company")


def spans() -> dict[str, list[tuple[str, date, date | None]]]:
    """The owners of each customer over time, by the seller's number."""
    found: dict[str, list[tuple[str, date, date | None]]] = {}
    for row in Assignment.objects.select_related("customer", "tandem").order_by("start"):
        key, seller = (str(thing.source_key).partition(":")[2] for thing in (row.customer, row.tandem))
        found.setdefault(key, []).append((seller, row.start, row.end))
    return found


def test_the_report_counts_what_went_in(folder: Path) -> None:
    report = run_import(folder).plain()
    files = {file.pop("file"): file for file in report.pop("files")}
    assert report == {
        "customers": 3,
        "orders": 4,
        "order_lines": 6,
        "net_cents": 404999 + 2020 + 10000 + 3,
        "created": 31,
        "assignments": 4,
        "per_seller": {"274": 2020, "275": 414999, "276": 3},
    }
    assert files[HEADER] == {"read": 5, "created": 4, "unchanged": 0, "refused": []}
    assert {name: file["created"] for name, file in files.items() if file["created"]} == {
        "BusinessEntityAddress.csv.gz": 4,
        "BusinessEntityContact.csv": 3,
        "Employee.csv": 5,
        "Product.csv": 3,
        DETAIL: 6,
        HEADER: 4,
        "SalesPerson.csv": 3,
        "Store.csv": 3,
    }


def test_a_second_run_writes_nothing(folder: Path) -> None:
    first = run_import(folder).plain()
    before = book()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = run_import(folder, AT + timedelta(days=1)).plain()
    writes = [q["sql"] for q in queries if q["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
    assert writes == []
    assert book() == before
    assert second["created"] == 0
    assert all(file["created"] == 0 for file in second["files"])
    assert {file["file"]: file["unchanged"] for file in second["files"]} == {
        file["file"]: file["created"] for file in first["files"]
    }
    same = ("customers", "orders", "order_lines", "net_cents", "assignments", "per_seller")
    assert [second[name] for name in same] == [first[name] for name in same]


def test_sellers_are_paired_with_the_desk_by_hire_date(folder: Path) -> None:
    run_import(folder)
    seats = {
        (s.tandem.name, s.role, s.employee.personnel_number, s.start)
        for s in Seat.objects.select_related("tandem", "employee")
    }
    begin = date(2011, 5, 31)
    assert seats == {
        ("Brown & Jiang", "inside", "17", begin),
        ("Brown & Jiang", "field", "274", begin),
        ("Wood & Blythe", "inside", "18", begin),
        ("Wood & Blythe", "field", "275", begin),
        ("Sandberg & Saraiva", "inside", "251", begin),
        ("Sandberg & Saraiva", "field", "276", date(2012, 5, 30)),
    }


def test_people_have_roles_and_teams_and_no_login(folder: Path) -> None:
    run_import(folder)
    people = {e.personnel_number: (set(e.roles), str(e.team)) for e in Employee.objects.select_related("team")}
    assert people == {
        "17": ({"inside"}, "North America"),
        "18": ({"inside"}, "North America"),
        "251": ({"inside"}, "Europe"),
        "260": ({"inside"}, "Head office"),
        "273": ({"manager"}, "Head office"),
        "274": ({"field", "manager"}, "North America"),
        "275": ({"field"}, "North America"),
        "276": ({"field"}, "Europe"),
    }
    assert not any(employee.has_usable_password() for employee in Employee.objects.all())
    leaders = dict(Team.objects.values_list("name", "manager__personnel_number"))
    assert leaders == {"Europe": None, "Head office": "273", "North America": "274", "Pacific": None}


def test_customers_follow_the_sellers_of_their_orders(folder: Path) -> None:
    run_import(folder)
    begin, change = date(2011, 5, 31), date(2012, 7, 1)
    assert spans() == {
        "292": [("275", begin, change), ("276", change, None)],
        "294": [("274", begin, None)],
        "296": [("275", begin, None)],
    }
    owners = dict(Customer.objects.values_list("source_key", "team__name"))
    assert owners == {
        "adventureworks:292": "Europe",
        "adventureworks:294": "North America",
        "adventureworks:296": "North America",
    }


def test_an_order_keeps_its_seller_beside_its_tandem(folder: Path) -> None:
    run_import(folder)
    rows = Order.objects.order_by("number").values_list(
        "number", "seller__personnel_number", "tandem__source_key", "status"
    )
    assert [(number, seller, str(tandem)[-3:], status) for number, seller, tandem, status in rows] == [
        ("43659", "275", "275", "confirmed"),
        ("43660", "274", "274", "confirmed"),
        ("43661", "275", "276", "confirmed"),  # the last seller of the day owns the day
        ("43662", "276", "276", "confirmed"),
    ]
    assert set(Order.objects.values_list("currency", flat=True)) == {"USD"}


def test_credits_are_frozen_with_who_sat_there_that_day(folder: Path) -> None:
    run_import(folder)
    rows = Credit.objects.filter(order__number__in=["43659", "43662"]).order_by("order__number", "seat")
    assert [(row.seat, str(row.employee), row.weight, row.net_cents) for row in rows.select_related("employee")] == [
        ("field", "Michael Blythe", 50, 202499),
        ("inside", "John Wood", 50, 202500),
        ("field", "José Saraiva", 50, 1),
        ("inside", "Mikael Sandberg", 50, 2),
    ]


def test_lines_keep_the_nets_of_the_source(folder: Path) -> None:
    run_import(folder)
    lines = Order.objects.get(number="43661").lines.values_list(
        "position", "quantity", "unit_price", "discount_ppm", "net_cents"
    )
    assert list(lines) == [(1, 2000, 625000, 200_000, 10000)]


def test_sites_have_coordinates_unless_nobody_knows(folder: Path) -> None:
    run_import(folder)
    sites = Site.objects.order_by("source_key").values_list("customer__town", "is_main", "latitude", "longitude")
    assert list(sites) == [
        ("Memphis", True, 35.030054, -89.79528),
        ("Köln", True, 50.94, 6.96),
        ("Memphis", True, None, None),
        ("Memphis", False, 35.1, -89.9),
    ]


def test_events_tell_the_story_in_its_order(folder: Path) -> None:
    run_import(folder)
    customer = Customer.objects.get(number="AW00000001")
    subjects = EventSubject.objects.filter(kind="customer", object_id=customer.pk).order_by("event")
    story = [
        (s.event.verb, s.event.data.get("number") or s.event.data.get("tandem"))
        for s in subjects.select_related("event")
    ]
    assert story == [
        ("customer.imported", None),
        ("customer.assigned", "Wood & Blythe"),
        ("order.captured", "43659"),
        ("order.confirmed", "43659"),
        ("customer.assigned", "Sandberg & Saraiva"),
        ("order.captured", "43661"),
        ("order.confirmed", "43661"),
        ("order.captured", "43662"),
        ("order.confirmed", "43662"),
    ]
    assert set(Event.objects.values_list("actor_kind", "actor_label")) == {("system", "import")}


def test_what_was_imported_is_found(folder: Path) -> None:
    run_import(folder)
    assert [row.title for row in find("mueller soehne", kinds=["customer"])] == ["Radhaus, Müller & Söhne"]
    assert [row.title for row in find("catherine293", kinds=["contact"])] == ["Catherine Abel"]
    assert [row.number for row in find("43661")] == ["43661"]


def test_a_bad_row_stays_out_and_goes_in_once_it_is_mended(folder: Path) -> None:
    edit(folder / DETAIL, 8, "0.02", "0,02")
    edit(folder / "BusinessEntityAddress.csv.gz", 3, "10", "4711")
    report = run_import(folder).plain()
    assert (report["orders"], report["order_lines"], report["net_cents"]) == (3, 4, 417019)
    assert spans()["292"] == [("275", date(2011, 5, 31), None)]
    assert Order.objects.get(number="43661").tandem == Tandem.objects.get(source_key="adventureworks:275")
    mended = run_import(write_folder(folder)).plain()
    assert (mended["orders"], mended["order_lines"], mended["created"]) == (4, 6, 4)
    assert spans()["292"] == [("275", date(2011, 5, 31), date(2012, 7, 1)), ("276", date(2012, 7, 1), None)]
    assert Site.objects.filter(customer__number="AW00000001", is_main=True).count() == 1


def test_what_people_changed_since_is_left_alone(folder: Path) -> None:
    run_import(folder)
    actor = Actor.system(AT, "test")
    customer = Customer.objects.get(number="AW00000003")
    other = Tandem.objects.get(source_key="adventureworks:274")
    assign_customer(customer, tandem=other, start=date(2026, 1, 1), reason="moved", actor=actor, at=AT)
    Customer.objects.filter(pk=customer.pk).update(name="Renamed")
    before = book()
    assert run_import(folder).plain()["created"] == 0
    assert book() == before


class KilledError(Exception):
    """Stands for the moment at which the process ends."""


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every customer and every order in a transaction of its own."""
    monkeypatch.setattr(customers, "CHUNK", 1)
    monkeypatch.setattr(orders, "CHUNK", 1)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    "where", ["Team", "Seat", "Product", "Site", "Contact", "Assignment", "Order", "OrderLine", "Credit"]
)
@pytest.mark.parametrize("after", [0, *(pytest.param(after, marks=pytest.mark.wide) for after in (1, 2))])
def test_cut_off_anywhere_and_run_again_ends_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, where: str, after: int
) -> None:
    calls = 0

    def killed(objects: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal calls
        if objects.model.__name__ == where:
            calls += 1
            if calls > after:
                raise KilledError
        return bulk_create(objects, *arguments, **options)

    undisturbed, bulk_create = clean(folder), QuerySet.bulk_create
    monkeypatch.setattr(QuerySet, "bulk_create", killed)
    try:
        run_import(folder)
    except KilledError:
        assert not Order.objects.filter(lines=None).exists()
        assert not Order.objects.filter(confirmation=None).exists()
    monkeypatch.setattr(QuerySet, "bulk_create", bulk_create)
    run_import(folder)
    assert book() == undisturbed


def clean(folder: Path) -> dict[str, Any]:
    """The book of a run that nothing disturbed; it leaves no trace."""
    with transaction.atomic():
        run_import(folder)
        held = book()
        transaction.set_rollback(True)
    return held


@pytest.mark.parametrize("source", ["demo", "othersystem"])
def test_a_company_with_other_data_is_refused(folder: Path, source: str) -> None:
    Company.objects.create(pk=1, name="Werk", source=source)
    before = book()
    with pytest.raises(InputRefused, match=source):
        run_import(folder)
    assert book() == before


def test_a_company_with_customers_of_its_own_is_refused(folder: Path) -> None:
    team = Team.objects.create(name="Nord")
    create_customer(values={"name": "Kunde"}, team=team, tandem=None, actor=Actor.system(AT, "test"), at=AT)
    before = book()
    with pytest.raises(InputRefused):
        run_import(folder)
    assert book() == before


def test_a_company_just_set_up_keeps_its_name_and_its_administrator(folder: Path) -> None:
    Company.objects.create(pk=1, name="Mine")
    Employee.objects.create(email="Kevin17@example.test", roles={"admin"})
    report = run_import(folder)
    assert list(Company.objects.values_list("name", "currency", "source")) == [("Mine", "USD", "adventureworks")]
    assert [(f.file, sorted(f.refused)) for f in report.files if f.refused] == [("Employee.csv", [2])]
    assert Tandem.objects.filter(name="Wood & Jiang").exists()


@pytest.mark.parametrize("what", ["folder", "file", "column", "unknown", "gzip"])
def test_a_wrong_input_writes_nothing(folder: Path, what: str) -> None:
    path = folder / DETAIL
    if what == "folder":
        folder = folder / "nowhere"
    elif what == "file":
        path.unlink()
    elif what == "gzip":
        path.write_bytes(path.read_bytes()[:-20])
    else:
        edit(path, 1, "LineTotal", "LineTotal,Colour" if what == "unknown" else "Total")
    with pytest.raises(InputRefused):
        run_import(folder)
    assert is_empty()
