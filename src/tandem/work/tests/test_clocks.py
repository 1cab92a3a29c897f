"""Promises to customers: whose working time counts, whose holidays stop the clock, which rules hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.customers.tests.factories import a_customer
from tandem.orders.tests.factories import a_pair
from tandem.people.models import Absence, Delegation, WorkingTime
from tandem.people.tests.factories import an_employee
from tandem.tandems.models import RulesOfPlay
from tandem.work.belonging import home_of_customer
from tandem.work.clocks import accept_promise, answer_promise
from tandem.work.models import NextStep
from tandem.work.steps import keep_step
from tandem.work.suggest import suggest_holders

from .factories import a_kind, a_request, an_appointment

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def due(pair, when: str, customer=None, kind: str = "question") -> datetime:  # type: ignore[no-untyped-def]
    customer = customer or pair.customer
    start = at(when)
    return answer_promise(home_of_customer(customer, start.date()), customer, a_kind(kind), start).due_at


def test_class_and_kind_set_the_time() -> None:
    pair = a_pair(customer_class="A")
    assert due(pair, "2026-11-24 09:00") == at("2026-11-24 11:00")
    assert due(pair, "2026-11-24 09:00", kind="delivery") == at("2026-11-24 10:00")
    without = a_customer(pair.tandem)
    assert due(pair, "2026-11-24 09:00", without) == at("2026-11-24 17:00")


def test_nights_weekends_and_holidays_do_not_count() -> None:
    pair = a_pair(customer_class="A")
    assert due(pair, "2026-11-27 16:00") == at("2026-11-30 09:00")
    assert due(pair, "2026-12-24 16:00") == at("2026-12-28 09:00")
    assert due(pair, "2026-03-27 16:00") == at("2026-03-30 09:00")  # summer time begins in between


def test_a_holiday_in_the_customers_region_stops_the_clock() -> None:
    pair = a_pair(customer_class="A")
    site = pair.customer.sites.get(is_main=True) if pair.customer.sites.exists() else None
    if site is None:
        site = pair.customer.sites.create(is_main=True, town="München", country="DE", region="Bayern")
    site.region, site.country = "Bayern", "DE"
    site.save()
    assert due(pair, "2026-01-05 16:00") == at("2026-01-07 09:00")  # Heilige Drei Könige
    site.region = "Hamburg"
    site.save()
    assert due(pair, "2026-01-05 16:00") == at("2026-01-06 09:00")


def test_our_own_regions_holiday_stops_the_clock() -> None:
    pair = a_pair(customer_class="A")
    pair.team.region = "DE-SH"
    pair.team.save()
    assert due(pair, "2026-10-30 16:00") == at("2026-11-02 09:00")
    assert due(pair, "2025-10-30 16:00") == at("2025-11-03 09:00")  # Reformationstag, a Friday in 2025


def test_while_one_is_absent_the_other_ones_time_counts() -> None:
    pair = a_pair(customer_class="A")
    WorkingTime.objects.create(employee=pair.inside, weekday=1, start=time(8), end=time(12))
    WorkingTime.objects.create(employee=pair.field, weekday=1, start=time(14), end=time(18))
    assert due(pair, "2026-11-24 11:00") == at("2026-11-24 15:00")
    Absence.objects.create(employee=pair.inside, start=date(2026, 11, 24), end=date(2026, 11, 25))
    assert due(pair, "2026-11-24 11:00") == at("2026-11-24 16:00")


def test_both_absent_and_covered_the_covers_time_counts_only_for_those_days() -> None:
    pair = a_pair(customer_class="A")
    cover = an_employee(["inside"], pair.team)
    for person in (pair.inside, pair.field):
        absence = Absence.objects.create(employee=person, start=date(2026, 11, 24), end=date(2026, 11, 26))
    assert due(pair, "2026-11-24 09:00") == at("2026-11-26 10:00")
    Delegation.objects.create(
        person=pair.inside,
        deputy=cover,
        scope_kind="tandem",
        scope_id=pair.tandem.pk,
        absence=absence,
        start=date(2026, 11, 25),
        end=date(2026, 11, 26),
    )
    assert due(pair, "2026-11-24 09:00") == at("2026-11-25 10:00")


def test_the_rules_in_force_when_it_came_in_hold() -> None:
    pair = a_pair(customer_class="A")
    changed = at("2026-11-24 10:00")
    terms = {"answers": {"question": {"A": 30}}, "accept_minutes": 15}
    RulesOfPlay.objects.create(tandem=pair.tandem, number=1, terms=terms, proposed_at=changed, in_force_at=changed)
    home = home_of_customer(pair.customer, changed.date())
    before = answer_promise(home, pair.customer, a_kind(), at("2026-11-24 09:59"))
    after = answer_promise(home, pair.customer, a_kind(), at("2026-11-24 10:00"))
    assert (before.due_at, before.minutes, before.version) == (at("2026-11-24 11:59"), 120, 0)
    assert (after.due_at, after.minutes, after.version) == (at("2026-11-24 10:30"), 30, 1)
    assert accept_promise(home, pair.field, at("2026-11-24 16:50")).due_at == at("2026-11-25 08:05")
    assert accept_promise(home, pair.field, at("2026-11-24 09:00")).due_at == at("2026-11-24 11:00")


def test_a_customer_in_the_queue_is_promised_office_hours() -> None:
    pair = a_pair()
    queued = a_customer(None, team=pair.team, customer_class="A")
    assert due(pair, "2026-11-24 16:00", queued) == at("2026-11-25 09:00")


def test_who_is_free_now_comes_first_then_the_cover_then_the_team() -> None:
    pair = a_pair()
    home = home_of_customer(pair.customer, date(2026, 11, 24))
    now = at("2026-11-24 10:00")
    assert [each.person for each in suggest_holders(home, now, lead="field")] == [pair.field, pair.inside]
    an_appointment(pair.tandem, pair.field, at("2026-11-24 09:30"))
    found = suggest_holders(home, now, lead="field")
    assert [(each.person, each.free_at) for each in found] == [
        (pair.inside, None),
        (pair.field, at("2026-11-24 10:30")),
    ]
    absence = Absence.objects.create(employee=pair.inside, start=date(2026, 11, 24), end=date(2026, 11, 26))
    mate = an_employee(["inside"], pair.team)
    assert suggest_holders(home, now)[0].person in {mate, pair.manager}
    cover = an_employee(["inside"])
    Delegation.objects.create(
        person=pair.inside,
        deputy=cover,
        scope_kind="tandem",
        scope_id=pair.tandem.pk,
        absence=absence,
        start=absence.start,
        end=absence.end,
    )
    assert [each.person for each in suggest_holders(home, now)][:2] == [cover, pair.field]


def test_at_night_work_goes_to_the_tandem_not_to_the_earliest_riser_of_the_team() -> None:
    pair = a_pair()
    early = an_employee(["inside"], pair.team)
    WorkingTime.objects.bulk_create(
        WorkingTime(employee=early, weekday=day, start=time(6, 30), end=time(15)) for day in range(5)
    )
    home = home_of_customer(pair.customer, date(2026, 11, 28))
    found = [each.person for each in suggest_holders(home, at("2026-11-28 03:00"))]
    assert (set(found[:2]), early in found[2:]) == ({pair.inside, pair.field}, True)
    for person in (pair.inside, pair.field):
        Absence.objects.create(employee=person, start=date(2026, 11, 27), end=date(2026, 12, 4))
    assert suggest_holders(home, at("2026-11-28 03:00"))[0].person == early


def test_steps_come_and_go_with_their_piece() -> None:
    pair = a_pair()
    request = a_request(pair.customer, pair.tandem, holder=pair.inside)
    row = NextStep.objects.get(kind="request", object_id=request.pk)
    assert (row.tandem, row.holder, row.due_at, row.weight) == (pair.tandem, pair.inside, request.due_at, 0)
    request.closed_at = datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=1)
    keep_step(request)
    assert not NextStep.objects.exists()
