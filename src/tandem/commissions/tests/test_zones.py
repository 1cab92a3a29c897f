"""A plan's own clock decides on which day, and so in which month, something that happened at an instant counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engines.commission import read_window, settle
from tandem.commissions.cases import case_for, plan_of
from tandem.commissions.models import PlanVersion
from tandem.orders.models import OrderCancellation
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.work.models import VisitReport

from .factories import plan_of_pair

pytestmark = pytest.mark.django_db
START = date(2026, 3, 1)
VISITS: dict[str, Any] = {"id": "visits", "measure": "count", "trigger": "visit", "each": "10", "level": "person"}
LATER = datetime(2026, 12, 1, tzinfo=UTC)


def on_a_plan(zone: str = "", components: tuple[dict[str, Any], ...] = (VISITS,)) -> tuple[Pair, PlanVersion]:
    pair = a_pair()
    seats = pair.tandem.seats
    seats.update(start=date(2026, 1, 1))
    named = {"zone": zone} if zone else {}
    version = plan_of_pair(pair, components, start=START, **named)
    return pair, version


def visited(pair: Pair, at: datetime) -> None:
    VisitReport.objects.create(customer=pair.customer, author=pair.field, at=at, outcome="agreed", written_at=at)


def days(version: PlanVersion, month: str = "2026-04") -> list[str]:
    case = case_for(version, read_window(month), as_of=None).case
    return sorted(fact.day.isoformat() for fact in case.facts if fact.kind != "order")


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("", "2026-03-31T23:30Z", "2026-04-01"),  # the company's: Berlin
        ("Europe/Berlin", "2026-03-31T21:59Z", "2026-03-31"),
        ("Europe/Berlin", "2026-03-31T22:00Z", "2026-04-01"),
        ("UTC", "2026-03-31T23:30Z", "2026-03-31"),
        ("America/New_York", "2026-04-01T03:59Z", "2026-03-31"),
        ("America/New_York", "2026-04-01T04:00Z", "2026-04-01"),
        ("Asia/Tokyo", "2026-03-31T15:00Z", "2026-04-01"),
        ("Europe/Berlin", "2026-03-28T23:30Z", "2026-03-29"),  # summer time begins on the 29th, which has 23 hours
        ("Europe/Berlin", "2026-03-29T21:59Z", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T22:00Z", "2026-03-30"),
    ],
)
def test_a_visit_falls_on_the_day_of_the_plan(zone: str, at: str, day: str) -> None:
    pair, version = on_a_plan(zone)
    visited(pair, datetime.fromisoformat(at))
    assert days(version) == [day]


@pytest.mark.parametrize(
    ("zone", "march", "april"), [("Europe/Berlin", 0, 1000), ("UTC", 1000, 0), ("America/New_York", 1000, 0)]
)
def test_so_it_is_paid_in_that_month(zone: str, march: int, april: int) -> None:
    pair, version = on_a_plan(zone)
    visited(pair, datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    for month, cents in (("2026-03", march), ("2026-04", april)):
        assert sum(settle(case_for(version, read_window(month), as_of=None).case).totals().values()) == cents


def test_the_edge_of_what_is_asked_for_is_the_plans_midnight() -> None:
    """What happened before the plan began, or after the month has ended, by its own clock is not read at all."""
    pair, version = on_a_plan("America/New_York")
    for at in ("2026-03-01T04:59Z", "2026-03-01T05:00Z", "2026-05-01T03:59Z", "2026-05-01T04:00Z"):
        visited(pair, datetime.fromisoformat(at))
    assert days(version) == ["2026-03-01", "2026-04-30"]


@pytest.mark.parametrize(("zone", "day"), [("Europe/Berlin", "2026-04-01"), ("UTC", "2026-03-31")])
@pytest.mark.parametrize("trigger", ["order", "line"])
def test_a_cancellation_falls_on_the_day_of_the_plan(zone: str, day: str, trigger: str) -> None:
    pair, version = on_a_plan(zone, ({"id": "pool", "rate": "10 %", "trigger": trigger},))
    sold = datetime(2026, 3, 10, 9, tzinfo=UTC)
    order = an_order(pair.customer, [a_line(1000_00)], confirmed=True, ordered_on=date(2026, 3, 10), at=sold)
    order.status = "cancelled"
    order.save()
    OrderCancellation.objects.create(order=order, at=datetime(2026, 3, 31, 23, 30, tzinfo=UTC), reason="x")
    case = case_for(version, read_window("2026-04"), as_of=None).case
    gone = [fact for fact in case.facts if fact.kind == "cancellation"]
    assert {fact.day.isoformat() for fact in gone} == {day}
    assert {fact.moment.astimezone(UTC).hour for fact in gone} == {18 if zone == "Europe/Berlin" else 20}


def test_a_plan_without_a_zone_goes_by_the_clock_of_the_company(settings: Any) -> None:
    _pair, version = on_a_plan()
    assert plan_of(version).zone == "Europe/Berlin"
    settings.TIME_ZONE = "Europe/Lisbon"
    assert plan_of(version).zone == "Europe/Lisbon"
