"""Amounts by hand: entered with a reason, approved or refused by a second person, withdrawn by their author."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.commissions.actions import adjust_pay, approve_adjustment, refuse_adjustment, withdraw_adjustment
from tandem.commissions.models import Adjustment, PayrollSettings, Posting, Run
from tandem.commissions.payroll.actions import export_run
from tandem.commissions.payroll.lines import check_run
from tandem.commissions.queries.adjustments import shown, waiting_amounts
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import main_form, submit
from tandem.desk.models import Notice
from tandem.desk.notices import told
from tandem.desk.reactions import give_notices
from tandem.goals.tests.factories import allow_results
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

from .factories import MONTH_OVER, a_payroll, fresh, locked, pay_of, plan_of_pair, released

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = datetime(2026, 9, 24, 9, 0, tzinfo=UTC)
KINDS = {"commission": {"wage_type": "2000", "key": "1"}}


def by(person: Employee, at: datetime = AT) -> Actor:
    return Actor.of(person, at)


def entered(pair: Pair, author: Employee, cents: int = 500_00) -> Adjustment:
    return adjust_pay(pair.inside, cents=cents, reason="Messe", actor=by(author), at=AT)


def a_case(cents: int = 500_00) -> tuple[Pair, Employee, Employee, Adjustment]:
    """A tandem with a limit of 250.00, an author, a second person, and an amount."""
    pair = a_pair()
    plan_of_pair(pair, adjustment_limit=250)
    author, other = a_payroll(personnel_number="901"), a_payroll(personnel_number="902")
    return pair, author, other, entered(pair, author, cents)


def states(row: Adjustment) -> tuple[object, ...]:
    row = Adjustment.objects.get(pk=row.pk)
    return row.version, row.approved_at, row.refused_at, row.refusal, row.withdrawn_at


def test_a_second_person_refuses_with_a_reason_and_nobody_else() -> None:
    pair, author, other, row = a_case()
    before, events = states(row), Event.objects.count()
    for person in (author, pair.inside, pair.field, pair.manager):
        with pytest.raises(Refused):
            refuse_adjustment(row, reason="Nein", version=1, actor=by(person), at=AT)
    with pytest.raises(Invalid):
        refuse_adjustment(row, reason=" ", version=1, actor=by(other), at=AT)
    with pytest.raises(Conflict):
        refuse_adjustment(row, reason="Nein", version=7, actor=by(other), at=AT)
    assert (states(row), Event.objects.count()) == (before, events)
    refuse_adjustment(row, reason="Doppelt", version=1, actor=by(other), at=AT)
    assert states(row) == (2, None, AT, "Doppelt", None)
    for act in (approve_adjustment, withdraw_adjustment):
        with pytest.raises(Refused):
            act(row, version=2, actor=by(other if act is approve_adjustment else author), at=AT)
    locked()
    assert pay_of("2026-09") == {}
    told_ = Event.objects.get(verb="adjustment.refused")
    assert "50000" not in str(told_.data)


def test_what_the_limit_lets_pass_is_not_refused_but_withdrawn() -> None:
    _pair, author, other, row = a_case(100_00)
    with pytest.raises(Refused) as refused:
        refuse_adjustment(row, reason="Nein", version=1, actor=by(other), at=AT)
    assert refused.value.code == "adjustment_counts"
    with pytest.raises(Refused):
        withdraw_adjustment(row, version=1, actor=by(other), at=AT)
    withdraw_adjustment(row, version=1, actor=by(author), at=AT)
    assert states(row) == (2, None, None, "", AT)
    locked()
    assert pay_of("2026-09") == {}


def test_what_is_in_the_books_is_not_withdrawn() -> None:
    pair, author, other, row = a_case(100_00)
    late = entered(pair, author)
    locked()
    before = states(row)
    with pytest.raises(Refused) as refused:
        withdraw_adjustment(row, version=1, actor=by(author, MONTH_OVER), at=MONTH_OVER)
    assert refused.value.code == "adjustment_booked"
    assert states(row) == before
    # Approved after its month was closed, it is posted as a difference of that month: the same.
    approve_adjustment(late, version=1, actor=by(other, MONTH_OVER), at=MONTH_OVER)
    with pytest.raises(Refused):
        withdraw_adjustment(late, version=2, actor=by(author, MONTH_OVER), at=MONTH_OVER)
    assert pay_of("2026-09") == {pair.inside.pk: 100_00}


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_payroll_waits_for_the_decision_and_goes_on_after_it(end: str) -> None:
    pair, author, other, _small = a_case(100_00)
    Employee.objects.filter(pk=pair.inside.pk).update(personnel_number="701")
    Employee.objects.filter(pk=pair.field.pk).update(personnel_number="702")
    row = entered(pair, author)
    run = released()
    settings = PayrollSettings.objects.create(pk=1, wage_types=KINDS)
    later = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
    assert check_run(run, settings).blocks == [f"{pair.inside}: a correction of this month is not decided yet."]
    with pytest.raises(Refused):
        export_run(run, actor=by(other, later), at=later)
    if end == "refused":
        refuse_adjustment(row, reason="Doppelt", version=1, actor=by(other, later), at=later)
    else:
        withdraw_adjustment(row, version=1, actor=by(author, later), at=later)
    assert check_run(fresh(run), settings).blocks == []
    assert export_run(run, actor=by(other, later), at=later).total_cents == 100_00
    released(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    assert pay_of("2026-10") == {}
    assert Run.objects.filter(status="released").count() == 2


def notices(verb: str) -> dict[int, str]:
    give_notices(Event.objects.filter(verb=verb).latest("pk"), AT)
    rows = Notice.objects.filter(event__verb=verb).select_related("event")
    return {row.employee_id: told(row) for row in rows}


def test_who_may_decide_is_told_and_the_author_of_what_came_of_it() -> None:
    pair, author, other, row = a_case()
    assert set(notices("adjustment.made")) == {other.pk}
    assert "500" not in notices("adjustment.made")[other.pk]
    refuse_adjustment(row, reason="Doppelt", version=1, actor=by(other), at=AT)
    assert set(notices("adjustment.refused")) == {author.pk}
    again = entered(pair, author)
    approve_adjustment(again, version=1, actor=by(other), at=AT)
    assert set(notices("adjustment.approved")) == {author.pk}
    allow_results()
    entered(pair, author)
    give_notices(Event.objects.filter(verb="adjustment.made").latest("pk"), AT)
    event = Event.objects.filter(verb="adjustment.made").latest("pk")
    assert set(Notice.objects.filter(event=event).values_list("employee", flat=True)) == {other.pk, pair.manager.pk}


def test_what_the_limit_lets_pass_tells_nobody() -> None:
    a_case(100_00)
    assert notices("adjustment.made") == {}


def test_what_waits_stands_on_the_first_pages_of_who_decides() -> None:
    pair, author, other, row = a_case()
    assert list(waiting_amounts(by(other))) == [row]
    for person in (author, pair.inside, pair.field, pair.manager):
        assert list(waiting_amounts(by(person))) == []
    url = row.get_absolute_url()
    assert url in signed_in_client(other).get(reverse("commissions:payroll")).content.decode()
    allow_results()
    assert url in signed_in_client(pair.manager).get(reverse("beside")).content.decode()
    approve_adjustment(row, version=1, actor=by(other), at=AT)
    assert list(waiting_amounts(by(other))) == []


def test_the_limit_is_that_of_the_version_of_the_day() -> None:
    _pair, _author, other, row = a_case(250_00)
    assert [one.state for one in shown([row], by(other))] == ["counts"]
    Adjustment.objects.filter(pk=row.pk).update(cents=-250_01, day=date(2026, 9, 1))
    row.refresh_from_db()
    assert [one.state for one in shown([row], by(other))] == ["waits"]


def test_small_parts_add_up_to_the_limit_whoever_enters_them_and_with_which_sign() -> None:
    pair, author, other, first = a_case(200_00)
    third = a_payroll()
    at_limit, above = entered(pair, other, -50_00), entered(pair, author, 1)
    colleague = adjust_pay(pair.field, cents=250_00, reason="Messe", actor=by(author), at=AT)
    rows = [first, at_limit, above, colleague]
    assert [row.beside_cents for row in rows] == [0, 200_00, 250_00, 0]
    assert [one.state for one in shown(rows, by(third))] == ["counts", "counts", "waits", "counts"]
    data = [event.data for event in Event.objects.filter(verb="adjustment.made").order_by("pk")]
    assert [one["waits"] for one in data] == [False, False, True, False]
    assert list(waiting_amounts(by(third))) == [above]
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 150_00, pair.field.pk: 250_00}
    assert Posting.objects.get(fact=above.fact).cents == 0


def test_what_somebody_approved_or_is_withdrawn_makes_room_and_a_waiting_one_stays_waiting() -> None:
    pair, author, other, first = a_case(200_00)
    waits = entered(pair, author, 100_00)
    withdraw_adjustment(first, version=1, actor=by(author), at=AT)
    assert [one.state for one in shown([waits], by(other))] == ["waits"]
    approve_adjustment(waits, version=1, actor=by(other), at=AT)
    again = entered(pair, author, 250_00)
    assert (again.beside_cents, [one.state for one in shown([again], by(other))]) == (0, ["counts"])
    locked()
    assert pay_of("2026-09") == {pair.inside.pk: 350_00}


def test_each_month_has_its_own_sum() -> None:
    pair, author, _other, _first = a_case(200_00)
    locked()
    october = adjust_pay(pair.inside, cents=200_00, reason="Messe", actor=by(author, MONTH_OVER), at=MONTH_OVER)
    assert october.beside_cents == 0


def test_the_page_says_why_an_amount_under_the_limit_waits() -> None:
    pair, author, other, _first = a_case(200_00)
    Employee.objects.filter(pk__in=[author.pk, other.pk]).update(language="en")
    form = signed_in_client(author).get(reverse("commissions:new_adjustment", args=[pair.inside.pk])).content.decode()
    assert "So far that is €200.00" in form
    row = entered(pair, author, 100_00)
    page = signed_in_client(other).get(row.get_absolute_url()).content.decode()
    assert "stood at €200.00 without anybody" in page
    assert "limit of €250.00" in page
    lone = signed_in_client(other).get(entered(pair, author, 300_00).get_absolute_url()).content.decode()
    assert "stood at" not in lone


def test_the_try_of_its_author_and_the_approval_of_another_one_are_in_the_audit() -> None:
    pair, author, other, row = a_case()
    before = states(row)
    client = signed_in_client(author)
    client.post(reverse("commissions:adjustment_approval", args=[row.pk]), {"version": "1"})
    assert states(row) == before
    approve_adjustment(row, version=1, actor=by(other), at=AT)
    tried = Event.objects.filter(verb__in=["adjustment.tried", "adjustment.approved"]).order_by("pk")
    assert [(one.verb, one.actor_id) for one in tried] == [
        ("adjustment.tried", author.pk),
        ("adjustment.approved", other.pk),
    ]
    with pytest.raises(Refused):
        approve_adjustment(row, version=2, actor=by(pair.inside), at=AT)
    assert tried.count() == 2


def test_payroll_enters_an_amount_on_the_statement_and_another_one_refuses_it_there() -> None:
    pair, author, other, row = a_case()
    client = signed_in_client(author)
    url = reverse("commissions:new_adjustment", args=[pair.inside.pk])
    for place in (reverse("commissions:people"), reverse("commissions:statement", args=[pair.inside.pk])):
        assert url in client.get(place).content.decode()
    assert main_form(client.get(url)).has_button
    assert submit(client, url, cents="0", reason="Messe").status_code == 422
    assert submit(client, url, cents="-300.50", reason="").status_code == 422
    assert Adjustment.objects.count() == 1
    answer = submit(client, url, cents="-300.50", reason="Rückgabe")
    made = Adjustment.objects.latest("pk")
    assert (made.cents, made.reason, made.made_by, answer["Location"]) == (
        -300_50, "Rückgabe", author, made.get_absolute_url(),
    )  # fmt: skip
    page = client.get(made.get_absolute_url()).content.decode()
    assert reverse("commissions:adjustment_withdrawal", args=[made.pk]) in page
    assert reverse("commissions:adjustment_refusal", args=[made.pk]) not in page
    second = signed_in_client(other)
    refusal = reverse("commissions:adjustment_refusal", args=[made.pk])
    assert refusal in second.get(made.get_absolute_url()).content.decode()
    assert submit(second, refusal, reason="Doppelt").status_code == 302
    assert "Doppelt" in client.get(made.get_absolute_url()).content.decode()
    answer = client.post(reverse("commissions:adjustment_withdrawal", args=[row.pk]), {"version": "1"})
    assert answer.status_code == 302
    assert Adjustment.objects.get(pk=row.pk).withdrawn_at is not None
    assert signed_in_client(pair.field).get(made.get_absolute_url()).status_code == 404
