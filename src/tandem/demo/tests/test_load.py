"""Loading: repeatable, at any moment, only into an empty house, and complete at full size."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tandem.catalogue.models import Price, PriceList
from tandem.core.errors import Refused
from tandem.core.models import Company, Event
from tandem.customers.models import Assignment, Contact, Customer, Note, Site
from tandem.demo.load import load_demo
from tandem.demo.logins import PASSWORD, demo_logins
from tandem.orders.models import Credit, Order, OrderLine
from tandem.people.models import Absence, Employee, Role
from tandem.people.tests.factories import an_employee
from tandem.tandems.models import Seat

from .conftest import AT, SMALL

pytestmark = pytest.mark.wide

NATURAL: dict[Any, tuple[str, ...]] = {
    Employee: ("email", "personnel_number", "phone", "roles", "team__name", "joined_on", "left_on"),
    Seat: ("tandem__name", "role", "employee__email", "start", "end"),
    Absence: ("employee__email", "kind", "start", "end"),
    Customer: ("number", "name", "lifecycle", "customer_class", "phone", "created_at", "agreements", "version"),
    Site: ("customer__number", "street", "postcode", "latitude", "opening_hours"),
    Contact: ("customer__number", "last_name", "email", "mobile", "avoid", "knows_best__email", "left_at"),
    Assignment: ("customer__number", "tandem__name", "start", "end", "reason"),
    Note: ("customer__number", "kind", "text", "at", "author__email"),
    Order: ("number", "customer__number", "tandem__name", "seller__email", "status", "net_cents", "remark"),
    OrderLine: ("order__number", "position", "text", "quantity", "unit_price", "discount_ppm", "net_cents"),
    Credit: ("order__number", "seat", "employee__email", "weight", "net_cents"),
    PriceList: ("number", "name", "currency", "valid_from", "valid_to", "note"),
    Price: ("price_list__number", "product__number", "from_quantity", "unit_price"),
    Event: ("verb", "at", "recorded_at", "actor_label", "half", "trail"),
}


def as_rows() -> dict[str, list[tuple[Any, ...]]]:
    """Everything without the keys that a database gives."""
    return {model.__name__: sorted(model.objects.values_list(*fields), key=repr) for model, fields in NATURAL.items()}


def rows_of(**options: Any) -> dict[str, list[tuple[Any, ...]]]:
    """What a load makes, taken back at once."""
    with transaction.atomic():
        load_demo(options.pop("at", AT), customers=SMALL, photos=False, **options)
        found = as_rows()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_and_moment_make_the_same_company(db: None) -> None:
    first = rows_of()
    assert rows_of() == first
    other = rows_of(seed=8)
    assert other["Seat"] == first["Seat"]  # told by the data files
    assert other["Order"] != first["Order"]


@pytest.mark.parametrize(
    "at",
    [
        pytest.param(datetime(2026, 11, 22, 15, 0, tzinfo=UTC), id="a Sunday"),
        pytest.param(datetime(2027, 1, 1, 0, 30, tzinfo=UTC), id="New Year's night"),
        pytest.param(datetime(2028, 2, 29, 7, 5, tzinfo=UTC), id="a leap day, early"),
        pytest.param(datetime(2027, 3, 31, 22, 30, tzinfo=UTC), id="a day ahead of UTC, summer time"),
    ],
)
def test_any_moment_will_do(db: None, at: datetime) -> None:
    load_demo(at, customers=40, photos=False)
    assert Event.objects.filter(at__gt=at).count() == 0
    assert Order.objects.filter(ordered_on__gt=timezone.localdate(at)).count() == 0
    assert Order.objects.filter(status="captured").exists()


def test_a_house_in_use_is_refused(db: None) -> None:
    person = an_employee(["admin"])
    with pytest.raises(Refused) as refused:
        load_demo(AT, customers=SMALL, photos=False)
    assert refused.value.code == "house_in_use"
    assert list(Employee.objects.all()) == [person]
    assert not Company.objects.exists()


def test_an_import_is_not_loaded_over(db: None) -> None:
    Company.objects.create(pk=1, name="Adventure", currency="USD", source="adventureworks")
    with pytest.raises(Refused):
        load_demo(AT, customers=SMALL, photos=False)
    assert not Employee.objects.exists()


def test_in_demo_mode_one_person_per_role_can(db: None, settings: Any) -> None:
    settings.DEMO = True
    load_demo(AT, customers=40, photos=False)
    here = {person for person in Employee.objects.all() if person.has_usable_password()}
    assert {person.email for person in here} == {login.email for login in demo_logins()}
    assert Counter(role for person in here for role in person.roles) == Counter(list(Role))
    assert all(person.check_password(PASSWORD) and person.works_here_on(date(2026, 11, 24)) for person in here)
    assert not Absence.objects.filter(employee__in=here, start__lte=AT.date(), end__gt=AT.date()).exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the size is the same everywhere; once is enough")
def test_full_size(db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    counts = load_demo(AT)
    assert counts["customers"] == 2500
    assert 14_000 < counts["orders"] < 16_500
    assert 42_000 < counts["order_lines"] < 49_000
    assert len(list((tmp_path / "photos").iterdir())) == 60
    classes = Counter(Customer.objects.values_list("customer_class", flat=True))
    assert [round(classes[name] / 25) for name in "ABC"] == [10, 30, 60]
    assert Customer.objects.get(number="10482").name == "Hansen Fördertechnik GmbH"
    assert Customer.objects.filter(restricted=True).count() > 5
    waiting = Customer.objects.exclude(assignments__end=None, assignments__isnull=False)
    assert 20 < waiting.count() < 100
    net = [
        sum(Order.objects.filter(status="confirmed", ordered_on__year=year).values_list("net_cents", flat=True))
        for year in (2024, 2025)
    ]
    assert 20_000_000_00 < net[0] < net[1] < 40_000_000_00
