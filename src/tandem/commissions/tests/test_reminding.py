"""Who is told of a question about pay, of its answer, and of an answer that is due or late."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.commissions.actions import answer_question, ask_question
from tandem.commissions.models import Question
from tandem.commissions.queries.due import waiting_answers
from tandem.commissions.reminding import remind_of_answers
from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.core.tests.browser import main_form, submit
from tandem.desk.models import Notice
from tandem.desk.notices import told
from tandem.desk.reactions import give_notices
from tandem.goals.tests.factories import allow_results
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .factories import a_payroll

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)  # a Thursday; three working days on is Tuesday, the 29th


def morning(day: int) -> datetime:
    return datetime(2026, 9, day, 4, 0, tzinfo=UTC)


def asked(pair: Pair, person: Employee | None = None) -> Question:
    person = person or pair.inside
    values = {"period": "2026-09", "kind": "question", "text": "Warum so wenig?"}
    return ask_question(person, actor=Actor.of(person, AT), at=AT, **values)  # type: ignore[arg-type]


def newest(verb: str) -> Event:
    return Event.objects.filter(verb=verb).latest("pk")


def notices(verb: str) -> dict[int, str]:
    """Who is told, and how the words go."""
    give_notices(newest(verb), AT)
    rows = Notice.objects.filter(event__verb=verb).select_related("event")
    return {row.employee_id: told(row) for row in rows}


def reminders(day: int) -> list[str]:
    before = Event.objects.count()
    remind_of_answers(Event(), morning(day))
    return list(Event.objects.order_by("pk").values_list("verb", flat=True)[before:])


def test_payroll_is_told_of_a_question_and_the_asker_of_the_answer() -> None:
    pair, payroll, other = a_pair(), a_payroll(language="en"), a_payroll(language="en")
    question = asked(pair)
    found = notices("pay.asked")
    assert set(found) == {payroll.pk, other.pk}
    assert found[payroll.pk].endswith(f"asks about their pay: Question, {pair.inside}, September 2026")
    assert "Warum" not in found[payroll.pk]
    actor = Actor.of(payroll, AT)
    answer_question(question, version=1, status="answered", answer="Darum.", actor=actor, at=AT)
    assert set(notices("pay.answered")) == {pair.inside.pk}


def test_the_manager_is_told_only_under_a_works_agreement() -> None:
    pair = a_pair()
    asked(pair)
    assert notices("pay.asked") == {}
    allow_results()
    asked(pair)
    assert set(notices("pay.asked")) == {pair.manager.pk}


def test_who_asks_and_pays_is_not_told_of_the_own_question() -> None:
    pair = a_pair()
    payroll, seller = a_payroll(), an_own(pair)
    asked(pair, seller)
    assert set(notices("pay.asked")) == {payroll.pk}


def an_own(pair: Pair) -> Employee:
    pair.inside.roles = frozenset({"inside", "payroll"})
    pair.inside.save()
    return pair.inside


def test_a_reminder_before_and_one_after_each_once() -> None:
    pair, payroll = a_pair(), a_payroll()
    asked(pair)
    assert [reminders(day) for day in (25, 28, 28, 29, 30, 30)] == [
        [],
        ["pay.answer_due"],
        [],
        [],
        ["pay.answer_late"],
        [],
    ]
    assert set(notices("pay.answer_due")) == {payroll.pk}
    found = notices("pay.answer_late")
    assert set(found) == {payroll.pk, pair.inside.pk}
    assert len(set(found.values())) == 2


def test_a_weekend_before_the_last_day_reminds_on_friday_and_what_is_answered_never() -> None:
    pair, payroll = a_pair(), a_payroll()
    question = asked(pair)
    Question.objects.filter(pk=question.pk).update(due_on=date(2026, 9, 28))
    assert reminders(24) == []
    assert reminders(25) == ["pay.answer_due"]
    question = Question.objects.get(pk=question.pk)
    answer_question(
        question, version=1, status="answered", answer="Darum.", actor=Actor.of(payroll, AT), at=AT
    )  # fmt: skip
    assert reminders(30) == []


def test_what_waits_stands_on_today_of_who_answers_and_of_nobody_else() -> None:
    pair, payroll = a_pair(), a_payroll(language="en")
    question = asked(pair)
    assert [row.question for row in waiting_answers(Actor.of(payroll, AT))] == [question]
    late = waiting_answers(Actor.of(payroll, morning(30)))
    assert [row.late for row in late] == [True]
    assert [waiting_answers(Actor.of(one, AT)) for one in (pair.inside, pair.field, pair.manager)] == [[], [], []]
    page = signed_in_client(payroll).get("/", follow=True).content.decode()
    assert question.get_absolute_url() in page
    assert "Warum" not in page
    allow_results()
    assert [row.question for row in waiting_answers(Actor.of(pair.manager, AT))] == [question]
    assert question.get_absolute_url() in signed_in_client(pair.manager).get(reverse("beside")).content.decode()


def test_asking_and_answering_have_a_button() -> None:
    pair, payroll = a_pair(), a_payroll()
    client, url = signed_in_client(pair.inside), reverse("commissions:new_question")
    assert main_form(client.get(url)).has_button
    assert submit(client, url, text="Warum?").status_code == 302
    question = Question.objects.get()
    client = signed_in_client(payroll)
    assert main_form(client.get(question.get_absolute_url())).has_button
    assert submit(client, question.get_absolute_url(), answer="Darum.").status_code == 302
    assert Question.objects.get().answered_by == payroll
