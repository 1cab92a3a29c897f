"""Every dated table of the house: which ones the database itself keeps from overlapping, by insert and by update."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from tandem.commissions.models import Plan
from tandem.core.operations import VendorSQL
from tandem.core.spans import Spanned
from tandem.customers.tests.factories import a_customer
from tandem.people.tests.factories import an_employee
from tandem.tandems.tests.factories import a_tandem

pytestmark = pytest.mark.both

FREE = {
    "commissions.PlanVersion",  # drafts may stand beside what holds; approving a version ends the one before
    "customers.AssignmentFreeze",  # two reasons may hold at once
    "customers.PriceListUse",  # a customer may buy by several lists
    "people.Delegation",  # two may cover for one, and one for two
    "people.WorksAgreement",  # several agreements may allow the same
}


def seat() -> dict[str, Any]:
    return {"tandem": a_tandem(vacant=["inside"]), "role": "inside", "employee": an_employee()}


KEPT_APART: dict[str, Callable[[], dict[str, Any]]] = {
    "catalogue.TaxRate": lambda: {"country": "LI", "tax_class": "standard", "ppm": 81_000},
    "commissions.PlanMember": lambda: {"plan": Plan.objects.create(name="Nord"), "employee": an_employee()},
    "customers.Assignment": lambda: {"customer": a_customer(), "tandem": a_tandem()},
    "people.Absence": lambda: {"employee": an_employee()},
    "tandems.Seat": seat,
    "tandems.SeatWeight": lambda: {"tandem": a_tandem(), "inside": 1, "field": 1},
}


def test_every_dated_table_is_known_here() -> None:
    dated = {model._meta.label for model in apps.get_models() if issubclass(model, Spanned)}
    assert dated == FREE | KEPT_APART.keys()


def day(number: int) -> date:
    return date(2026, 1, number)


@pytest.mark.django_db
@pytest.mark.parametrize("label", KEPT_APART)
def test_the_database_refuses_an_overlap_and_allows_neighbours(label: str) -> None:
    model: type[models.Model] = apps.get_model(label)
    rows, common = model._default_manager, KEPT_APART[label]()
    first = rows.create(**common, start=day(10), end=day(20))
    last = rows.create(**common, start=day(20), end=None)
    before = rows.create(**common, start=day(1), end=day(10))
    for start, end in ((5, 11), (12, 13), (19, 21), (1, 31), (10, 20), (30, None)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.create(**common, start=day(start), end=end and day(end))
    for row, change in (
        (first, {"start": day(9)}),
        (first, {"end": day(21)}),
        (before, {"end": None}),
        (last, {"start": day(19)}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=row.pk).update(**change)
    rows.filter(pk=last.pk).update(start=day(25))
    rows.create(**common, start=day(20), end=day(25))
    assert rows.filter(**common).count() == 4


@pytest.mark.django_db
def test_no_trigger_has_gone_with_a_table_that_was_rebuilt() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite rebuilds tables")
    made = [
        statement
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, VendorSQL)
        for statement in operation.forward["sqlite"]
    ]
    wanted = {name for statement in made for name in re.findall(r'CREATE TRIGGER "?(\w+)', statement)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        assert wanted == {name for (name,) in cursor.fetchall()}
