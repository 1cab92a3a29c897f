"""What goes over from one version of a plan to the next: amounts by hand are paid once, draws are still owed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from tandem.commissions.actions import adjust_pay, lock_run
from tandem.commissions.checking import prove
from tandem.commissions.models import PlanMember, PlanVersion, Run
from tandem.commissions.plans.actions import copy_version
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.tests.factories import signed_in_client

from .factories import (
    POOL,
    TIERS,
    a_payroll,
    a_plan,
    approved,
    fresh,
    house,
    locked,
    pay_of,
    plan_of_pair,
    released,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OCTOBER = date(2026, 10, 1)
LATER, EVEN_LATER = datetime(2026, 11, 3, 9, 0, tzinfo=UTC), datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def followed(version: PlanVersion, *, without: str = "", **document: Any) -> PlanVersion:
    """The next version of the plan, from October on."""
    version.end = OCTOBER
    version.save()
    rules = {key: value for key, value in (version.document | document).items() if key != without}
    kept = {"document": rules, "status": version.status, "made_at": version.made_at}
    return PlanVersion.objects.create(plan=version.plan, number=2, start=OCTOBER, approved_at=version.made_at, **kept)


def settled(at: datetime) -> Run:
    run = approved(at)
    lock_run(run, version=run.version, actor=house(at), at=at)
    return fresh(run)


def sold(pair: Pair, cents: int, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    an_order(pair.customer, [a_line(cents)], confirmed=True, ordered_on=day, at=at)


def test_an_amount_by_hand_is_paid_by_the_version_of_its_day_alone() -> None:
    pair = a_pair()
    followed(plan_of_pair(pair, [POOL], adjustment_limit=250))
    at = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    locked(datetime(2026, 10, 2, 9, 0, tzinfo=UTC))
    adjust_pay(pair.inside, cents=86_40, reason="Messe", actor=house(at), at=at)
    settled(LATER)
    assert pay_of("2026-10") == {pair.inside.pk: 86_40}
    settled(EVEN_LATER)
    assert (pay_of("2026-11"), prove().breaks) == ({}, [])


def test_an_amount_by_hand_is_paid_by_the_plan_of_its_day_though_the_next_one_is_agreed_already() -> None:
    pair = a_pair()
    here = plan_of_pair(pair, [POOL], adjustment_limit=250)
    PlanMember.objects.filter(plan=here.plan).update(end=date(2027, 1, 1))
    a_plan([pair.inside, pair.field], [POOL], start=date(2027, 1, 1), adjustment_limit=250)
    locked()
    at = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    row = adjust_pay(pair.inside, cents=86_40, reason="Messe", actor=house(at), at=at)
    assert row.plan == here.plan
    settled(LATER)
    assert pay_of("2026-10") == {pair.inside.pk: 86_40}


def test_a_draw_is_still_owed_under_the_next_version() -> None:
    pair = a_pair((1, 1))
    followed(plan_of_pair(pair, [POOL], draw={"floor": "200", "roles": ["inside"]}))
    sold(pair, 3_000_00, date(2026, 9, 10))  # 150 each: 50 advanced
    locked()
    assert pay_of("2026-09", "advance") == {pair.inside.pk: 50_00}
    sold(pair, 6_000_00, date(2026, 10, 10))  # 300 each
    settled(LATER)
    assert pay_of("2026-10", "recover") == {pair.inside.pk: -50_00}
    sold(pair, 6_000_00, date(2026, 11, 10))
    settled(EVEN_LATER)
    assert (pay_of("2026-11", "recover"), prove().breaks) == ({}, [])


def test_a_draw_is_recovered_by_its_own_rule_under_a_version_without_one() -> None:
    pair = a_pair((1, 1))
    draw = {"floor": "200", "recovery_limit": "50 %", "roles": ["inside"]}
    block = POOL | {"id": "draw"}  # called like the draw: what is recovered is no commission for that
    second = followed(plan_of_pair(pair, [POOL], draw=draw), without="draw", components=[block])
    locked()  # nothing sold: 200 advanced
    sold(pair, 6_000_00, date(2026, 10, 10))  # 300 each, 100 above the floor
    run = settled(LATER)
    assert pay_of("2026-10", "recover") == {pair.inside.pk: -50_00}
    assert [(row["employee"], row["cents"], row["on"]) for row in run.snapshot["owed"]] == [
        (pair.inside.pk, 150_00, True)
    ]
    sold(pair, 3_000_00, date(2026, 11, 10))  # 150 each, below the floor: nothing advanced, nothing recovered
    settled(EVEN_LATER)
    assert (pay_of("2026-11", "recover"), pay_of("2026-11", "advance")) == ({}, {})
    assert pay_of("2026-11") == {pair.inside.pk: 150_00, pair.field.pk: 150_00}
    page = signed_in_client(a_payroll(language="en")).get(reverse("commissions:plan_version", args=[second.pk]))
    assert "has a draw and this one none: from 1 Oct 2026 on nothing is advanced" in page.content.decode()
    assert not prove().breaks


def test_what_a_person_owes_who_left_the_plan_stands_at_payroll() -> None:
    pair = a_pair((1, 1))
    version = plan_of_pair(pair, [POOL], draw={"floor": "200", "roles": ["inside"]})
    locked()
    PlanMember.objects.filter(plan=version.plan, employee=pair.inside).update(end=OCTOBER)
    run = released(LATER)
    assert [(row["cents"], row["on"]) for row in run.snapshot["owed"]] == [(200_00, False)]
    client = signed_in_client(a_payroll(language="en"))
    for address in ("commissions:payroll", "commissions:payroll_run", "commissions:run"):
        args = [] if address.endswith("payroll") else [run.pk]
        page = client.get(reverse(address, args=args)).content.decode()
        assert "Still owed of draws" in page
        assert "€200.00" in page
        assert "off the plan" in page
    client = signed_in_client(pair.manager)  # no works agreement: no single figures
    assert "Still owed" not in client.get(reverse("commissions:run", args=[run.pk])).content.decode()


@pytest.mark.parametrize(
    ("block", "day", "said"),
    [
        (TIERS, date(2026, 10, 1), ["the sum of 2026 begins again at nothing", "since 1 Jan 2026", "not shortened"]),
        (TIERS | {"accumulate": "quarter"}, date(2026, 10, 1), []),
        (TIERS | {"accumulate": "quarter"}, date(2026, 11, 1), ["the sum of 2026-Q4", "version 1"]),
        (TIERS | {"accumulate": "plan"}, date(2026, 10, 1), ["the sum over the whole plan begins again"]),
        (TIERS | {"quota": "120000"}, date(2026, 10, 1), ["A quota counts for 92 of 365 days."]),
        (POOL | {"accumulate": "year"}, date(2026, 10, 1), []),
    ],
)
def test_a_version_in_the_middle_of_a_year_says_what_begins_anew(
    block: dict[str, Any], day: date, said: list[str]
) -> None:
    first = a_plan([], [block], start=date(2026, 1, 1))
    second = copy_version(first, start=day, actor=house(), at=LATER)
    page = signed_in_client(a_payroll(language="en")).get(reverse("commissions:plan_version", args=[second.pk]))
    text = page.content.decode()
    assert ("begins again" in text) == bool(said)
    for part in said:
        assert part in text
    own = signed_in_client(a_payroll(language="en")).get(reverse("commissions:plan_version", args=[first.pk]))
    assert "begins again" not in own.content.decode()


def test_more_than_is_owed_is_never_taken_back_where_a_closed_month_changes() -> None:
    pair = a_pair((1, 1))
    followed(plan_of_pair(pair, [POOL], draw={"floor": "200", "roles": ["inside"]}))
    locked()
    assert pay_of("2026-09", "advance") == {pair.inside.pk: 200_00}
    sold_late = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
    an_order(pair.customer, [a_line(3_000_00)], confirmed=True, ordered_on=date(2026, 9, 10), at=sold_late)
    sold(pair, 8_000_00, date(2026, 10, 10))  # 400 each, and of September 150 each instead of the advance
    settled(LATER)
    assert pay_of("2026-10", "recover") == {pair.inside.pk: -50_00}
    assert pay_of("2026-10") == {pair.inside.pk: 400_00, pair.field.pk: 550_00}
    assert not prove().breaks
