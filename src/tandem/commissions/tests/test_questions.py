"""Questions, disputes and amounts by hand: who asks, who answers, and four eyes above the limit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.commissions.actions import adjust_pay, answer_question, approve_adjustment, ask_question
from tandem.commissions.models import Adjustment, Question
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .factories import a_payroll, locked, pay_of, plan_of_pair

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)  # a Thursday


def by(person: Employee) -> Actor:
    return Actor.of(person, AT)


def asked(pair: Pair, kind: str = "question", cents: int | None = None) -> Question:
    values = {"period": "2026-09", "kind": kind, "text": "Warum?", "claimed_cents": cents}
    return ask_question(pair.inside, actor=by(pair.inside), at=AT, **values)  # type: ignore[arg-type]


def test_a_question_is_answered_within_three_working_days_a_dispute_within_ten() -> None:
    pair = a_pair()
    assert asked(pair).due_on == date(2026, 9, 29)
    assert asked(pair, "dispute", 500).due_on == date(2026, 10, 8)


def test_only_about_oneself_and_never_answered_by_oneself() -> None:
    pair = a_pair()
    with pytest.raises(Refused):
        ask_question(pair.field, period="2026-09", kind="question", text="?", actor=by(pair.inside), at=AT)
    with pytest.raises(Invalid):
        asked(pair, "dispute")
    question = asked(pair)
    for person in (pair.inside, pair.field, pair.manager):
        with pytest.raises(Refused):
            answer_question(question, version=1, status="answered", answer="x", actor=by(person), at=AT)
    payroll = a_payroll()
    answer_question(question, version=1, status="answered", answer="Darum.", actor=by(payroll), at=AT)
    with pytest.raises(Refused):
        answer_question(question, version=2, status="answered", answer="Nein.", actor=by(payroll), at=AT)
    assert Question.objects.get(pk=question.pk).answer == "Darum."


def test_an_amount_above_the_limit_waits_for_a_second_person() -> None:
    pair = a_pair()
    plan_of_pair(pair, adjustment_limit=250)
    author, other = a_payroll(), a_payroll()
    row = adjust_pay(pair.inside, cents=500_00, reason="Messe", actor=by(author), at=AT)
    adjust_pay(pair.field, cents=100_00, reason="Messe", actor=by(author), at=AT)
    for person in (author, pair.inside, pair.field):
        with pytest.raises(Refused):
            approve_adjustment(row, version=1, actor=by(person), at=AT)
    assert Adjustment.objects.get(pk=row.pk).approved_at is None
    approve_adjustment(row, version=1, actor=by(other), at=AT)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 500_00, pair.field.pk: 100_00}


def test_without_a_second_person_nothing_above_the_limit_is_paid() -> None:
    pair = a_pair()
    plan_of_pair(pair, adjustment_limit=250)
    adjust_pay(pair.inside, cents=500_00, reason="Messe", actor=by(a_payroll()), at=AT)
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 0}


def test_an_accepted_dispute_becomes_an_amount_by_hand() -> None:
    pair = a_pair()
    plan_of_pair(pair, adjustment_limit=250)
    question = asked(pair, "dispute", 700_00)
    answer_question(
        question, version=1, status="accepted", answer="Stimmt.", cents=120_00, actor=by(a_payroll()), at=AT
    )
    assert list(Adjustment.objects.values_list("employee", "cents", "question")) == [
        (pair.inside.pk, 120_00, question.pk)
    ]


@pytest.mark.parametrize(
    ("cents", "told"), [(250_01, "waits for a second person"), (250_00, "counts without a second person")]
)
def test_the_answer_says_whether_its_amount_waits_for_a_second_person(cents: int, told: str) -> None:
    pair, payroll = a_pair(), a_payroll(language="en")
    plan_of_pair(pair, adjustment_limit=250)
    question = asked(pair, "dispute", 700_00)
    answer_question(question, version=1, status="accepted", answer="Ja.", cents=cents, actor=by(payroll), at=AT)
    page = signed_in_client(payroll).get(reverse("commissions:question", args=[question.pk])).content.decode()
    others = {"waits for a second person", "counts without a second person"} - {told}
    assert told in page
    assert not any(other in page for other in others)
