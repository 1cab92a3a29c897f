"""Runs: what a month posts, who may approve it, what comes late, and what a second run posts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tandem.commissions.actions import approve_run, discard_run, lock_run, preview_run, release_run
from tandem.commissions.models import Period, Posting, PostingLine, Run, RunPerson, RunStatus
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.customers.tests.world import of
from tandem.desk.addressees import case_of
from tandem.desk.audience import addressees
from tandem.orders.actions import cancel_order, issue_credit_note
from tandem.orders.models import Order
from tandem.orders.tests.factories import Pair, a_line, a_pair, an_order
from tandem.people.tests.factories import an_employee

from .factories import (
    MONTH_OVER,
    TIERS,
    a_payroll,
    a_plan,
    approved,
    fresh,
    house,
    locked,
    pay_of,
    plan_of_pair,
    previewed,
    released,
)

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER_OVER = date(2026, 9, 10), datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
ON_TIME = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)


def sold(pair: Pair, cents: int, day: date = SEPTEMBER, at: datetime = ON_TIME) -> Order:
    return an_order(pair.customer, [a_line(cents)], confirmed=True, ordered_on=day, at=at)


def test_a_month_is_posted_by_shares_and_closed() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    sold(pair, 7_333_33)
    run = locked()
    assert pay_of("2026-09") == {pair.inside.pk: 623_33, pair.field.pk: 110_00}
    assert (run.status, run.earned_cents, run.lines) == (RunStatus.LOCKED, 733_33, 2)
    period = Period.objects.get(name="2026-09")
    assert (period.closed_number, run.snapshot["head"]["number"]) == (2, 2)
    assert [row.number for row in Posting.objects.all()] == [1, 2]
    lines = PostingLine.objects.values_list("account", "cents")
    assert sorted(lines) == [("earned", -623_33), ("earned", -110_00), ("expense", 110_00), ("expense", 623_33)]


def test_a_preview_posts_nothing_and_a_second_run_of_a_month_neither() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    previewed()
    assert not Posting.objects.exists()
    locked()
    before = Posting.objects.count()
    run = locked(OCTOBER_OVER)
    assert run.period.name == "2026-10"
    assert (Posting.objects.count(), run.lines) == (before, 0)


def test_release_posts_what_is_payable_into_the_open_month() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    run = released()
    assert run.status == RunStatus.RELEASED
    assert pay_of("2026-10", "release") == {pair.inside.pk: 50_00, pair.field.pk: 50_00}
    assert dict(RunPerson.objects.values_list("employee", "payable_cents")) == pay_of("2026-10", "release")
    with pytest.raises(Refused):
        release_run(run, version=run.version, actor=house(), at=MONTH_OVER)
    assert Posting.objects.count() == 4


def test_a_late_order_comes_as_one_difference_that_names_its_month() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    locked()
    sold(pair, 500_00, at=datetime(2026, 10, 5, 9, 0, tzinfo=UTC))
    sold(pair, 200_00, date(2026, 10, 6), datetime(2026, 10, 6, 9, 0, tzinfo=UTC))
    locked(OCTOBER_OVER)
    rows = Posting.objects.filter(period="2026-10", employee=pair.inside).order_by("number")
    assert [(row.rule, row.cents) for row in rows] == [("difference.2026-09", 25_00), ("pool", 10_00)]


def test_tiers_go_on_over_months_and_a_cancellation_takes_back_on_its_own_day() -> None:
    pair = a_pair()
    plan_of_pair(pair, [TIERS])
    first = sold(pair, 120_000_00)
    locked()
    assert sum(pay_of("2026-09").values()) == 5_600_00
    at = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)
    cancel_order(first, reason="Kunde zahlt nicht", version=first.version, actor=house(at), at=at)
    locked(OCTOBER_OVER)
    assert sum(pay_of("2026-10").values()) == -5_600_00
    assert {row.rule for row in Posting.objects.filter(period="2026-10")} == {"tiers.clawback"}


def test_who_sits_there_on_the_day_gets_it_and_who_is_not_on_the_plan_nothing() -> None:
    pair = a_pair()
    a_plan([pair.inside])
    sold(pair, 1000_00)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 50_00}


def test_a_vacant_seat_keeps_its_share() -> None:
    pair = a_pair()
    pair.tandem.seats.filter(role="field").update(end=date(2026, 9, 5))
    plan_of_pair(pair)
    sold(pair, 1000_00)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 50_00}


def test_nobody_approves_their_own_run_or_pay() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    maker = a_payroll()
    run = previewed(by=maker)
    paid = an_employee(["manager"])
    RunPerson.objects.create(run=run, employee=paid, currency="EUR", earned_cents=1, payable_cents=1)
    before = Run.objects.values().get(pk=run.pk)
    for person in (maker, paid, pair.inside):
        with pytest.raises(Refused):
            approve_run(run, version=run.version, actor=Actor.of(person, MONTH_OVER), at=MONTH_OVER)
    assert Run.objects.values().get(pk=run.pk) == before
    other = a_payroll()
    approve_run(run, version=run.version, actor=Actor.of(other, MONTH_OVER), at=MONTH_OVER)
    assert fresh(run).approved_by == other


def test_only_a_month_that_is_over_is_approved_and_only_an_approved_run_locked() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    early = datetime(2026, 9, 20, 9, 0, tzinfo=UTC)
    run = previewed(early)
    for act in (approve_run, lock_run, release_run):
        with pytest.raises(Refused):
            act(run, version=run.version, actor=house(early), at=early)
    assert fresh(run).status == RunStatus.PREVIEW
    with pytest.raises(Conflict):
        approve_run(run, version=run.version + 1, actor=house(), at=MONTH_OVER)


def test_what_changed_after_approval_is_not_locked() -> None:
    pair = a_pair()
    version = plan_of_pair(pair)
    sold(pair, 1000_00)
    run = approved()
    version.plan.members.filter(employee=pair.field).delete()
    with pytest.raises(Refused) as refused:
        lock_run(run, version=run.version, actor=house(), at=MONTH_OVER)
    assert refused.value.code == "run_changed"
    assert not Posting.objects.exists()
    discard_run(fresh(run), version=fresh(run).version, actor=house(), at=MONTH_OVER)
    assert locked().lines == 1


def test_what_is_learnt_after_the_preview_waits_for_the_next_month() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1000_00)
    run = approved()
    sold(pair, 500_00, at=datetime(2026, 10, 3, 9, 0, tzinfo=UTC))
    lock_run(run, version=run.version, actor=house(), at=datetime(2026, 10, 4, tzinfo=UTC))
    assert sum(pay_of("2026-09").values()) == 100_00


def test_a_new_preview_takes_the_place_of_the_old_one() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    first, second = previewed(), previewed()
    assert (fresh(first).status, second.number) == (RunStatus.DISCARDED, 2)
    with pytest.raises(Refused):
        preview_run(actor=Actor.of(pair.inside, MONTH_OVER), at=MONTH_OVER)


def test_a_credit_note_is_taken_back_in_parts_and_everything_sums_to_nothing() -> None:
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    order = sold(pair, 1000_01)
    line = order.lines.get()
    at = datetime(2026, 9, 12, 9, 0, tzinfo=UTC)
    issue_credit_note(
        order, quantities={line.pk: line.quantity}, reason="defekt", issued_on=date(2026, 9, 12), actor=house(at), at=at
    )
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 0, pair.field.pk: 0}
    assert Posting.objects.count() == 4


def test_events_of_runs_tell_no_amounts() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1234_00)
    released()
    told = Event.objects.filter(verb__startswith="run.").order_by("pk")
    assert [event.verb for event in told] == [
        "run.started",
        "run.previewed",
        "run.approved",
        "run.locked",
        "run.released",
    ]
    assert all(event.data == {"period": "2026-09"} for event in told)


def told_to(verb: str) -> set[int]:
    """Who is told of the last event of that verb."""
    event = Event.objects.filter(verb=verb).latest("pk")
    return {one.employee_id for one in addressees(case_of(event))}


def test_who_may_approve_a_settlement_is_told_and_who_made_it_that_it_is_approved() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    sold(pair, 1234_00)
    maker, second = an_employee(["payroll"]), an_employee(["manager"])
    an_employee(["payroll"], is_active=False)
    run = previewed(by=maker)
    assert told_to("run.previewed") == {second.pk, pair.tandem.team.manager_id}
    approve_run(run, version=run.version, actor=of(second, MONTH_OVER), at=MONTH_OVER)
    assert told_to("run.approved") == {maker.pk}


def test_nobody_is_asked_to_approve_a_month_that_is_not_over() -> None:
    pair = a_pair()
    plan_of_pair(pair)
    an_employee(["manager"])
    previewed(at=MONTH_OVER - timedelta(days=20))
    assert told_to("run.previewed") == set()
