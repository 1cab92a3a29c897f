"""Quotas and rates of the real sample company, recomputed here in another way; needs TANDEM_SAMPLES."""

from __future__ import annotations

import csv
import gzip
import io
import os
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from engines.commission import Window, settle
from tandem.commissions.cases import case_for
from tandem.commissions.models import PlanVersion
from tandem.commissions.settling import lines_of
from tandem.core.bulk import insert_many
from tandem.customers.tests.factories import a_customer
from tandem.exchange.profile import load_profile
from tandem.exchange.sellers import take_pay
from tandem.goals.models import Goal, GoalVersion
from tandem.orders.models import Order, OrderConfirmation, OrderStatus
from tandem.people.models import Employee
from tandem.people.tests.factories import a_team, an_employee
from tandem.tandems.tests.factories import a_tandem

SAMPLES = os.environ.get("TANDEM_SAMPLES", "")
FOLDER = Path(SAMPLES) / "adventureworks"
pytestmark = [
    pytest.mark.once,
    pytest.mark.django_db,
    pytest.mark.skipif(not SAMPLES, reason="TANDEM_SAMPLES names no folder with adventureworks/: pay not run on it"),
]
AT = datetime(2014, 7, 1, 12, tzinfo=UTC)
CENT = Decimal("0.01")


def table(name: str) -> list[dict[str, str]]:
    path = FOLDER / f"{name}.csv"
    if path.exists():
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    with gzip.open(FOLDER / f"{name}.csv.gz", "rt", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def sold() -> list[dict[str, str]]:
    return [row for row in table("SalesOrderHeader") if row["SalesPersonID"]]


def the_company() -> dict[str, Employee]:
    """Sellers with their tandems and orders, as the import leaves them, without all the rest."""
    team, people = a_team(), {}
    for row in table("SalesPerson"):
        key = row["BusinessEntityID"]
        people[key] = an_employee(["field"], team, source_key=f"adventureworks:{key}")
        a_tandem(team, field=people[key], since=date(2011, 1, 1))
    customer = a_customer()
    tandems = {key: person.seats.get().tandem_id for key, person in people.items()}
    orders = [
        Order(
            number=f"SO{row['SalesOrderID']}", customer=customer, tandem_id=tandems[row["SalesPersonID"]],
            seller=people[row["SalesPersonID"]], ordered_on=date.fromisoformat(row["OrderDate"][:10]),
            status=OrderStatus.CONFIRMED, currency="USD",
            net_cents=int(Decimal(row["SubTotal"]).quantize(CENT, ROUND_HALF_UP) * 100),
        )
        for row in sold()
    ]  # fmt: skip
    insert_many(orders)
    insert_many([OrderConfirmation(order=order, at=AT) for order in orders])
    return people


def quarters() -> dict[str, list[date]]:
    """By seller, the days on which a quota begins."""
    found: dict[str, list[date]] = defaultdict(list)
    for row in table("SalesPersonQuotaHistory"):
        found[row["BusinessEntityID"]].append(date.fromisoformat(row["QuotaDate"][:10]))
    return {seller: sorted(days) for seller, days in found.items()}


def quarter_of(days: list[date], day: date) -> date:
    return max([start for start in days if start <= day], default=date.min)


def test_quotas_become_goals_and_rates_a_plan_that_pays_to_the_cent() -> None:
    people = the_company()
    profile = load_profile("adventureworks")
    assert take_pay(profile, FOLDER, at=AT) == {"goals": 163, "plans": 1}
    assert take_pay(profile, FOLDER, at=AT) == {"goals": 163, "plans": 1}
    targets = GoalVersion.objects.values_list("goal__tandem", "goal__start", "target")
    tandems = {key: person.seats.get().tandem_id for key, person in people.items()}
    assert sorted(targets) == sorted(
        (tandems[row["BusinessEntityID"]], date.fromisoformat(row["QuotaDate"][:10]), int(row["SalesQuota"]) * 100)
        for row in table("SalesPersonQuotaHistory")
    )
    spans = {(goal.tandem_id, goal.start): goal.end for goal in Goal.objects.all()}
    for seller, days in quarters().items():
        for start, following in pairwise(days):
            assert spans[tandems[seller], start] == following
    paid = by_quarter(people)
    assert paid == recomputed()
    assert sum(paid.values()) == 1_101_643_47


def by_quarter(people: dict[str, Employee]) -> dict[tuple[str, date], int]:
    """What the plan pays, by seller and quarter of the quota."""
    version = PlanVersion.objects.select_related("plan").get()
    prepared = case_for(version, Window("", version.start, date(2015, 1, 1)), as_of=None)
    names, starts = {person.pk: key for key, person in people.items()}, quarters()
    sums: dict[tuple[str, date], int] = defaultdict(int)
    for line in lines_of(prepared, settle(prepared.case).entries):
        seller = names[line.employee]
        sums[seller, quarter_of(starts.get(seller, []), line.day)] += line.cents
    return {key: cents for key, cents in sums.items() if cents}


def recomputed() -> dict[tuple[str, date], int]:
    """The same from the files alone, with decimals."""
    rates = {row["BusinessEntityID"]: Decimal(row["CommissionPct"]) for row in table("SalesPerson")}
    sums, starts = defaultdict[tuple[str, date], int](int), quarters()
    for row in sold():
        seller, day = row["SalesPersonID"], date.fromisoformat(row["OrderDate"][:10])
        net = Decimal(row["SubTotal"]).quantize(CENT, ROUND_HALF_UP)
        cents = int((net * rates[seller]).quantize(CENT, ROUND_HALF_UP) * 100)
        sums[seller, quarter_of(starts.get(seller, []), day)] += cents
    return {key: cents for key, cents in sums.items() if cents}
