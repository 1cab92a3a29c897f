"""Figures against slow recomputation, on made-up data; progress and forecast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from engines.goals import Method
from engines.money import round_half_up
from tandem.catalogue.models import Product
from tandem.catalogue.tests.factories import a_product
from tandem.core.actor import Actor
from tandem.customers.models import Assignment
from tandem.customers.tests.factories import a_customer
from tandem.goals.metrics import COST, series
from tandem.goals.models import Goal, Metric
from tandem.goals.progress import forecast_of
from tandem.goals.queries import joint_progress, shown_progress, versions_of, visible_goals, with_sitters
from tandem.goals.spans import period_of
from tandem.orders.actions import cancel_order, issue_credit_note, withdraw_credit_note
from tandem.orders.models import OrderStatus
from tandem.orders.tests.factories import AT, FOUNDED, Pair, a_line, a_pair, an_order
from tandem.tandems.models import RequestKind, Tandem
from tandem.work.actions.requests import open_request
from tandem.work.models import Request, VisitReport

from .factories import actor_at, agreed, allow_results
from .recount import recount

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = date(2026, 6, 1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


@pytest.fixture
def pairs() -> list[Pair]:
    """Two tandems of one team and one of another, with half a year of orders, notes and cancellations by chance."""
    one = a_pair()
    found = [one, a_pair(team=one.team), a_pair()]
    dice = Random(11)
    known, unknown = a_product(cost=40_0000), a_product(cost=None)
    customers = [pair.customer for pair in found]
    customers += [a_customer(pair.tandem, since=FOUNDED) for pair in found for _ in range(2)]
    for number in range(45):
        customer, day = dice.choice(customers), FIRST + timedelta(dice.randrange(0, 176))
        product = dice.choice([known, unknown, None])
        lines = [a_line(dice.randrange(100, 9000), dice.randrange(1, 9) * 500, product_id=product and product.pk)]
        order = an_order(customer, lines, ordered_on=day, confirmed=dice.random() < 0.85, at=noon(day))
        later = min(day + timedelta(dice.randrange(0, 40)), NOW.date())
        actor = Actor.system(noon(later), "test")
        if number % 6 == 0 and order.status == OrderStatus.CONFIRMED:
            part = {order.lines.get().pk: 500}
            note = issue_credit_note(order, quantities=part, reason="x", issued_on=later, actor=actor, at=noon(later))
            if number % 12 == 0:
                back = min(later + timedelta(dice.randrange(0, 40)), NOW.date())
                withdraw_credit_note(note, reason="x", actor=Actor.system(noon(back), "test"), at=noon(back))
        elif number % 7 == 0:
            cancel_order(order, reason="x", actor=actor, at=noon(later))
    return found


def a_goal(metric: str, pair: Pair, scope: str, start: date, span: str, key: int) -> Goal:
    period = period_of(span, start)
    currency = "EUR" if metric in ("revenue", "margin") else ""
    assert period.end is not None
    whose = {"tandem": pair.tandem if scope == "tandem" else None, "team": pair.team if scope == "team" else None}
    return Goal(
        pk=key, scope=scope, metric=metric, span=span, currency=currency, start=period.start, end=period.end, **whose
    )


def all_goals(pairs: list[Pair], metrics: Iterable[str]) -> list[Goal]:
    found: list[Goal] = []
    for metric in metrics:
        for scope, pair in (("tandem", pairs[0]), ("tandem", pairs[2]), ("team", pairs[0]), ("company", pairs[0])):
            for span, start in (("quarter", date(2026, 7, 1)), ("quarter", date(2026, 10, 1)), ("year", FIRST)):
                found.append(a_goal(metric, pair, scope, start, span, len(found) + 1))
    return found


def test_every_metric_agrees_with_a_slow_count(pairs: list[Pair]) -> None:
    goals = all_goals(pairs, ("revenue", "margin", "orders", "new", "retained"))
    Product.objects.filter(cost__isnull=False).update(cost=F("cost") + 7_0000)  # past deals keep theirs
    for by_day in (False, True):
        found = series(goals, now=NOW, by_day=by_day)
        for goal in goals:
            cells = [cell for cell in found[goal.pk] if cell.day in goal.period]
            scale = COST if goal.metric == "margin" else 1
            told = (Fraction(sum(cell.first for cell in cells), scale), sum(cell.second for cell in cells))
            assert told == recount(goal), (goal.metric, goal.scope, goal.start, by_day)


def test_visits_and_answers_by_tandem_and_half(pairs: list[Pair]) -> None:
    pair, dice = pairs[0], Random(5)
    kept = due = 0
    kind, me = RequestKind.objects.get(key="question"), actor_at(pair.inside, NOW)
    for number in range(12):
        received = noon(date(2026, 10, 1) + timedelta(number * 6))
        one = open_request(pair.customer, kind=kind, wish="?", holder=pair.inside, actor=me, at=NOW)
        answered = None if number % 4 == 3 else received + timedelta(hours=dice.randrange(1, 9))
        until = received + timedelta(hours=4)
        Request.objects.filter(pk=one.pk).update(received_at=received, due_at=until, answered_at=answered)
        if received < NOW or answered:
            due += bool(answered) or until <= NOW
            kept += bool(answered and answered <= until)
        VisitReport.objects.create(customer=pair.customer, author=dice.choice([pair.inside, pair.field]), at=received,
                                   outcome="agreed", written_at=received)  # fmt: skip
    quarter = date(2026, 10, 1)
    visits, answers = (a_goal(name, pair, "tandem", quarter, "quarter", len(name)) for name in ("visits", "answered"))
    half = a_goal("visits", pair, "tandem", quarter, "quarter", 3)
    half.scope, half.seat = "role", "field"
    with_sitters([half])
    found = series([visits, answers, half], now=NOW)
    assert sum(cell.first for cell in found[6]) == VisitReport.objects.count()
    assert sum(cell.first for cell in found[3]) == VisitReport.objects.filter(author=pair.field).count()
    assert (sum(cell.first for cell in found[8]), sum(cell.second for cell in found[8])) == (kept, due)


def test_the_visit_counts_for_who_owned_the_customer_that_day(pairs: list[Pair]) -> None:
    pair, other = pairs[0], pairs[2]
    Assignment.objects.filter(customer=pair.customer).update(end=date(2026, 10, 10))
    Assignment.objects.create(customer=pair.customer, tandem=other.tandem, start=date(2026, 10, 10))
    for day in (9, 10):
        at = noon(date(2026, 10, day))
        VisitReport.objects.create(customer=pair.customer, author=pair.field, at=at, outcome="agreed", written_at=at)
    goals = [
        a_goal("visits", one, "tandem", date(2026, 10, 1), "quarter", key) for key, one in enumerate((pair, other), 1)
    ]
    found = series(goals, now=NOW)
    assert [[cell.first for cell in found[key]] for key in (1, 2)] == [[1], [1]]


def test_one_statement_for_any_number_of_goals(pairs: list[Pair]) -> None:
    metrics = [metric for metric in Metric.values if metric != "own"]
    for goals in (all_goals(pairs[:1] * 3, metrics[:1])[:1], all_goals(pairs, metrics)):
        with CaptureQueriesContext(connection) as asked:
            series(goals, now=NOW)
        assert len(asked) == 1


def test_progress_is_exact_and_prorated() -> None:
    pair = a_pair()
    Tandem.objects.filter(pk=pair.tandem.pk).update(founded_on=date(2026, 10, 15))
    agreed(pair, target=92_00, weights=(1, 1, 2))
    an_order(pair.customer, [a_line(10_00)], ordered_on=date(2026, 11, 2), confirmed=True)
    [found] = joint_progress(pair.tandem.pk, actor_at(pair.inside, AT))
    assert found.target == Fraction(9200 * 78, 92)
    assert found.achieved == 1000
    assert found.attainment == Fraction(1000, 7800)
    whole = Fraction(2300 * 17, 31) + 2300 + 4600
    assert found.expected == found.target * (Fraction(2300 * 17, 31) + Fraction(2300 * 24, 30)) / whole
    assert (found.percent, found.is_behind, found.is_prorated) == (12, True, True)


def test_a_forecast_tells_its_method_or_that_there_is_too_little(pairs: list[Pair]) -> None:
    young = a_pair()
    for pair, method in ((pairs[0], None), (young, Method.TOO_LITTLE)):
        agreed(pair, target=92_00)
        [found] = joint_progress(pair.tandem.pk, actor_at(pair.inside, AT))
        told = forecast_of(found, AT)
        assert told is not None
        if method:
            assert (told.method, told.middle) == (method, None)
        else:
            assert told.low is None or told.low <= (told.middle or 0) <= (told.high or 0)
            assert told.low is None or told.low >= min(0, round_half_up(found.achieved))


def test_who_sees_which_goals_and_how_far_they_are() -> None:
    pair, other = a_pair(), a_pair()
    joint, half = agreed(pair), agreed(pair, scope="role", seat="field", metric="visits", target=9)
    theirs = agreed(other)
    people = {"inside": pair.inside, "field": pair.field, "manager": pair.manager, "stranger": other.inside}

    def seen() -> dict[str, set[Goal]]:
        return {name: set(visible_goals(actor_at(person, AT))) for name, person in people.items()}

    def told(name: str) -> set[int]:
        actor = actor_at(people[name], AT)
        found = shown_progress(versions_of(visible_goals(actor)), actor)
        return {one.goal.pk for one in found.values()}

    assert seen() == {"inside": {joint, half}, "field": {joint, half}, "manager": {joint}, "stranger": {theirs}}
    assert (told("inside"), told("manager")) == ({joint.pk, half.pk}, set())
    allow_results()
    assert seen()["manager"] == {joint, half}
    assert told("manager") == {joint.pk, half.pk}
