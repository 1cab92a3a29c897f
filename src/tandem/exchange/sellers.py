"""What a wholesaler's files say about pay: each seller's quotas become goals, their rates one commission plan.

A quarter of a quota lasts from its day to the next quota of the seller, the last one three months. Rows that cannot be
read, or that name nobody who came along, are left out and counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from engines.commission.numbers import plain
from engines.commission.windows import add_months
from engines.money import round_half_up
from tandem.commissions.models import Plan, PlanMember, PlanStatus, PlanVersion
from tandem.commissions.months import month_of
from tandem.commissions.names import person_id
from tandem.goals.models import Goal, GoalVersion, Metric, Scope, Span
from tandem.orders.models import Order
from tandem.people.models import Employee
from tandem.tandems.models import Seat, SeatRole

from .profile import Profile
from .reading import Row, read_rows

QUOTAS = ("SalesPersonQuotaHistory", ("BusinessEntityID", "QuotaDate", "SalesQuota", "ModifiedDate"))
SELLERS = "SalesPerson"
PLAN = "Flat rates"


@dataclass(frozen=True)
class Quota:
    """What a seller was to sell from a day on, in cents, and when that was said."""

    seller: str
    start: date
    cents: int
    said: date


@transaction.atomic
def take_pay(profile: Profile, folder: Path, *, at: datetime) -> dict[str, int]:
    """Goals and plan of a folder that has them; what is there already stays. How many goals and plans there are now."""
    if profile.source != "adventureworks":
        return {}
    sellers = {
        str(key).partition(":")[2]: pk
        for key, pk in Employee.objects.filter(source_key__startswith=f"{profile.source}:").values_list(
            "source_key", "pk"
        )
    }
    _goals(profile, _read_quotas(folder), sellers)
    _plan(profile, _read_rates(profile, folder), sellers, at)
    return {
        "goals": Goal.objects.filter(versions__note=_note(profile)).distinct().count(),
        "plans": Plan.objects.filter(source_key=f"{profile.source}:{PLAN}").count(),
    }


def _rows(folder: Path, name: str, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    for path in (folder / f"{name}.csv", folder / f"{name}.csv.gz"):
        if path.is_file():
            found = read_rows(path, columns)
            yield from (dict(zip(columns, row.cells, strict=False)) for row in found if isinstance(row, Row))
            return


def _read_quotas(folder: Path) -> list[Quota]:
    found = []
    for row in _rows(folder, *QUOTAS):
        try:
            cents = round_half_up(Fraction(Decimal(row["SalesQuota"])) * 100)
            start = date.fromisoformat(row["QuotaDate"][:10])
            said = date.fromisoformat(row["ModifiedDate"][:10])
        except (ValueError, InvalidOperation, KeyError):
            continue
        if cents > 0:
            found.append(Quota(row["BusinessEntityID"], start, cents, said))
    return sorted(found, key=lambda quota: (quota.seller, quota.start))


def _read_rates(profile: Profile, folder: Path) -> dict[str, Fraction]:
    found = {}
    for row in _rows(folder, SELLERS, profile.files.get(SELLERS, ())):
        try:
            rate = Fraction(Decimal(row["CommissionPct"] or "0"))
        except (ValueError, InvalidOperation, KeyError):
            continue
        if 0 <= rate <= 1:
            found[row["BusinessEntityID"]] = rate
    return found


def _goals(profile: Profile, quotas: Sequence[Quota], sellers: Mapping[str, int]) -> None:
    """One goal of the seller's tandem for each quota, in force since it was said."""
    seats = Seat.objects.filter(role=SeatRole.FIELD, employee__in=sellers.values()).order_by("start")
    tandems = {seat.employee_id: seat.tandem_id for seat in reversed(seats)}
    there = set(Goal.objects.filter(metric=Metric.REVENUE).values_list("tandem", "start"))
    for place, quota in enumerate(quotas):
        tandem = tandems.get(sellers.get(quota.seller, 0))
        if tandem is None or (tandem, quota.start) in there:
            continue
        following = quotas[place + 1] if place + 1 < len(quotas) else None
        ends = following.start if following and following.seller == quota.seller else add_months(quota.start, 3)
        goal = Goal.objects.create(
            scope=Scope.TANDEM, tandem_id=tandem, metric=Metric.REVENUE, currency=profile.currency,
            span=Span.QUARTER, start=quota.start, end=ends,
        )  # fmt: skip
        said = timezone.make_aware(datetime.combine(min(quota.said, quota.start), time(12)))
        GoalVersion.objects.create(
            goal=goal, number=1, target=quota.cents, note=_note(profile), proposed_at=said, in_force_at=said
        )


def _note(profile: Profile) -> str:
    return f"{profile.company}: SalesPersonQuotaHistory"


def _plan(profile: Profile, rates: Mapping[str, Fraction], sellers: Mapping[str, int], at: datetime) -> None:
    """Each rate one component, for those who sell at it; an order pays once, rounded once."""
    key = f"{profile.source}:{PLAN}"
    first = Order.objects.filter(seller__in=sellers.values()).aggregate(day=Min("ordered_on"))["day"]
    people: dict[Fraction, list[int]] = defaultdict(list)
    for seller, rate in rates.items():
        if rate and seller in sellers:
            people[rate].append(sellers[seller])
    if first is None or not people or Plan.objects.filter(source_key=key).exists():
        return
    plan, start = Plan.objects.create(name=PLAN, source_key=key), month_of(first).start
    PlanVersion.objects.create(
        plan=plan, number=1, document=_document(profile, people), status=PlanStatus.APPROVED, start=start,
        made_at=at, approved_at=at,
    )  # fmt: skip
    PlanMember.objects.bulk_create(
        PlanMember(plan=plan, employee_id=person, start=start) for group in people.values() for person in group
    )


def _document(profile: Profile, people: Mapping[Fraction, Sequence[int]]) -> dict[str, Any]:
    components = [
        {
            "id": f"rate-{plain(rate * 100)}",
            "title": f"{plain(rate * 100)} %",
            "level": "person",
            "rate": f"{plain(rate * 100)} %",
            "where": {"person": [person_id(person) for person in sorted(group)]},
        }
        for rate, group in sorted(people.items())
    ]
    return {"schema": 1, "name": PLAN, "currency": profile.currency, "components": components}
