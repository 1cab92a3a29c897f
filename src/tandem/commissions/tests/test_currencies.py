"""A month in two currencies: nothing adds cents of the one to cents of the other."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tandem.commissions.accruing import accrue
from tandem.commissions.actions import answer_question, ask_question
from tandem.commissions.extract import extract_paper
from tandem.commissions.models import Adjustment, Posting, Question, Run, RunPerson
from tandem.commissions.months import month_of
from tandem.commissions.payroll.actions import make_test_file
from tandem.commissions.printing import statement_paper
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.tests.factories import signed_in_client

from .factories import MONTH_OVER, POOL, a_payroll, a_plan, plan_of_pair, previewed, released
from .test_counted import text_of
from .test_runs import sold

pytestmark = pytest.mark.django_db
MONTH = "?month=2026-09"
MIDDLE = date(2026, 9, 16)
ASK: dict[str, Any] = {"period": "2026-09", "kind": "dispute", "text": "Es fehlt etwas", "claimed_cents": 500_00}


@pytest.fixture
def pair() -> Pair:
    """Both were paid in euros until the middle of September, in francs since; each half sold one order."""
    pair = a_pair((85, 15))
    plan_of_pair(pair)
    for person in (pair.inside, pair.field):
        person.plan_memberships.update(end=MIDDLE)
    a_plan([pair.inside, pair.field], [POOL], start=MIDDLE, currency="CHF", rates={"EUR": "0.5"})
    sold(pair, 1_000_00)
    sold(pair, 6_000_00, date(2026, 9, 20), datetime(2026, 9, 20, 9, tzinfo=UTC))
    return pair


def words(client: Client, url: str) -> set[str]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    text = answer.content.decode()
    for wrong in ("340.00", "€60.00", "CHF 60.00", "400.00"):  # 85 € and 255 CHF, 15 € and 45 CHF, all four
        assert wrong not in text, (url, wrong)
    return {word.strip() for word in text.replace("<", ">").replace("\xa0", " ").split(">")}


def test_the_statement_and_its_months_have_a_sum_for_each_currency(pair: Pair) -> None:
    released()
    client = signed_in_client(pair.inside)
    seen = words(client, f"/commission/{MONTH}")
    assert {"€85.00", "CHF 255.00", "Sum CHF", "Sum EUR"} <= seen
    october = datetime(2026, 10, 5, 9, tzinfo=UTC)
    sold(pair, 200_00, date(2026, 10, 5), october)
    accrue(at=october)
    later = words(client, "/commission/?month=2026-10")
    assert {"CHF 8.50", "€85.00", "CHF 255.00"} <= later  # the months before stand beside it


def test_todays_figure_has_both(pair: Pair) -> None:
    accrue(at=MONTH_OVER)
    assert {"€85.00", "CHF 255.00"} <= words(signed_in_client(pair.inside), f"/commission/{MONTH}")


def test_lines_of_two_plans_have_places_of_their_own(pair: Pair) -> None:
    accrue(at=MONTH_OVER)
    text = signed_in_client(pair.inside).get(f"/commission/{MONTH}&line=2").content.decode()
    assert text.count("is-active") == 1
    assert text.count("line=1#line-1") == 1


def test_the_joint_page_has_a_sum_for_each_currency(pair: Pair) -> None:
    released()
    url = reverse("commissions:joint", args=[pair.tandem.pk]) + MONTH
    seen = words(signed_in_client(pair.field), url)
    assert {"€85.00", "€15.00", "€100.00", "CHF 255.00", "CHF 45.00", "CHF 300.00", "Sum CHF", "Sum EUR"} <= seen


def test_runs_compare_each_currency_with_itself(pair: Pair) -> None:
    run = released()
    client = signed_in_client(a_payroll())
    seen = words(client, reverse("commissions:runs"))
    assert {"€100.00", "CHF 300.00"} <= seen
    seen = words(client, reverse("commissions:run", args=[run.pk]))
    assert {"€100.00", "CHF 300.00", "2"} <= seen
    assert (run.currency, run.earned_cents) == ("CHF", 300_00)
    later = datetime(2026, 11, 3, 9, tzinfo=UTC)
    sold(pair, 200_00, date(2026, 10, 5), datetime(2026, 10, 5, 9, tzinfo=UTC))
    compared = RunPerson.objects.filter(run=previewed(later), employee=pair.inside)
    assert list(compared.values_list("currency", "earned_cents", "before_cents")) == [
        ("CHF", 8_50, 255_00),
        ("EUR", 0, 85_00),
    ]


def test_the_paper_and_the_extract_have_a_sum_for_each_currency(pair: Pair) -> None:
    run = released()
    rows = RunPerson.objects.filter(run=run, employee=pair.inside)
    told = [json.dumps(list(statement_paper(row, "en").blocks)) for row in rows]
    assert told[0] == told[1]
    for amount in ("85.00", "255.00"):
        assert amount in told[0]
    assert "340.00" not in told[0]
    september = month_of(date(2026, 9, 1))
    answer = extract_paper(pair.inside, september, september, Actor.of(pair.inside, MONTH_OVER))
    assert "340.00" not in text_of(answer.content)
    assert {"85.00", "255.00"} <= set(text_of(answer.content).replace("€", " ").split())


def test_payroll_reads_a_sum_for_each_currency(pair: Pair) -> None:
    run, payroll = released(), a_payroll()
    url = reverse("commissions:payroll_run", args=[run.pk])
    seen = words(signed_in_client(payroll), url)
    assert {"€100.00", "CHF 300.00", "€85.00", "CHF 255.00"} <= seen
    text = make_test_file(run, form="csv", actor=Actor.of(payroll, MONTH_OVER), at=MONTH_OVER).text
    assert sorted(line.rsplit(";", 2)[1:] for line in text.splitlines()[2:]) == [
        ["15,00", "EUR"],
        ["255,00", "CHF"],
        ["45,00", "CHF"],
        ["85,00", "EUR"],
    ]


def test_a_dispute_says_in_which_of_them_it_is(pair: Pair) -> None:
    released()
    client = signed_in_client(pair.inside)
    page = client.get(f"/commission/questions/new/{MONTH}").content.decode()
    assert '<option value="CHF"' in page
    assert '<option value="EUR"' in page
    form = {"kind": "dispute", "text": "Es fehlt etwas", "claimed": "300", "currency": "EUR", "once": "k"}
    assert client.post(f"/commission/questions/new/{MONTH}", form).status_code == 302
    assert list(Question.objects.values_list("currency", "claimed_cents")) == [("EUR", 300_00)]
    assert client.post(f"/commission/questions/new/{MONTH}", form | {"currency": "USD", "once": "l"}).status_code == 422
    assert Question.objects.count() == 1


def test_a_currency_that_the_statement_does_not_have_is_refused(pair: Pair) -> None:
    released()
    actor = Actor.of(pair.inside, MONTH_OVER)
    with pytest.raises(Invalid, match="USD"), transaction.atomic():
        ask_question(pair.inside, currency="USD", actor=actor, at=MONTH_OVER, **ASK)
    assert not Question.objects.exists()


@pytest.mark.parametrize(("document", "wanted"), [({}, "EUR"), ({"currency": "CHF", "rates": {"EUR": "1"}}, "CHF")])
def test_a_month_without_lines_has_the_currency_of_the_plan(document: dict[str, Any], wanted: str) -> None:
    alone = a_pair()
    plan_of_pair(alone, **document)
    question = ask_question(alone.inside, actor=Actor.of(alone.inside, MONTH_OVER), at=MONTH_OVER, **ASK)
    assert question.currency == wanted
    page = signed_in_client(alone.inside).get(f"/commission/questions/new/{MONTH}").content.decode()
    assert f"In {wanted}." in page
    assert '<option value="EUR"' not in page


@pytest.mark.parametrize("currency", ["EUR", "CHF"])
def test_what_an_accepted_dispute_brings_is_in_its_own_currency(pair: Pair, currency: str) -> None:
    released()
    question = ask_question(
        pair.inside, currency=currency, actor=Actor.of(pair.inside, MONTH_OVER), at=MONTH_OVER, **ASK
    )
    payroll = Actor.of(a_payroll(), MONTH_OVER)
    answer_question(
        question, version=question.version, status="accepted", answer="Stimmt", cents=1_00, actor=payroll, at=MONTH_OVER
    )
    assert list(Adjustment.objects.values_list("currency", "cents")) == [(currency, 1_00)]


def test_a_dispute_in_a_currency_that_no_plan_pays_in_brings_nothing(pair: Pair) -> None:
    released()
    question = ask_question(pair.inside, actor=Actor.of(pair.inside, MONTH_OVER), at=MONTH_OVER, **ASK)
    Question.objects.update(currency="USD")
    question.refresh_from_db()
    payroll = Actor.of(a_payroll(), MONTH_OVER)
    values: dict[str, Any] = {
        "status": "accepted",
        "answer": "Stimmt",
        "cents": 1_00,
        "actor": payroll,
        "at": MONTH_OVER,
    }
    with pytest.raises(Refused, match="USD"), transaction.atomic():
        answer_question(question, version=question.version, **values)
    question.refresh_from_db()
    assert (question.status, Adjustment.objects.count()) == ("open", 0)


def test_the_books_hold_both(pair: Pair) -> None:
    run = released()
    assert Run.objects.get() == run
    pay = Posting.objects.filter(employee=pair.inside, kind="earn").values_list("currency", "cents")
    assert sorted(pay) == [("CHF", 255_00), ("EUR", 85_00)]
