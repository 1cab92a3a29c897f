"""Requests: taken in with a promise, changed, put off, closed and opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.orders.tests.factories import Pair, a_pair, actor_of
from tandem.people.tests.factories import an_employee
from tandem.tandems.models import RequestKind, RulesOfPlay
from tandem.work.actions.requests import close_request, edit_request, open_request, reopen_request, snooze_request
from tandem.work.models import Answer, NextStep, Request

from .factories import AT, a_kind, a_request, an_appointment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return a_pair(customer_class="A")


def state() -> list[Any]:
    """All that an action on requests could change."""
    return [
        list(Request.objects.order_by("pk").values()),
        list(Answer.objects.order_by("pk").values()),
        list(NextStep.objects.order_by("pk").values()),
        Event.objects.count(),
    ]


def taken(pair: Pair, **values: Any) -> Request:
    given = {"kind": a_kind(), "wish": "Wann kommt der Motor?", **values}
    return open_request(pair.customer, **given, actor=actor_of(pair.inside), at=AT)


def test_what_a_customer_wants_is_written_down_with_a_promise_and_a_holder(pair: Pair) -> None:
    contact = a_contact(pair.customer)
    request = taken(pair, wish="  Wann kommt der Motor?\nEs eilt. ", contact=contact, source="mail")
    assert (request.wish, request.contact, request.source) == ("Wann kommt der Motor?\nEs eilt.", contact, "mail")
    assert (request.tandem, request.team, request.holder) == (pair.tandem, pair.team, pair.inside)
    assert (request.received_at, request.due_at, request.answer_minutes) == (AT, AT + 2 * HOUR, 120)
    assert (request.created_by, request.rules_version, request.state) == (pair.inside, 0, "open")
    row = NextStep.objects.get(kind="request", object_id=request.pk)
    assert (row.holder, row.due_at, row.weight, row.customer) == (pair.inside, request.due_at, 0, pair.customer)
    event = Event.objects.get(verb="request.opened")
    kinds = set(event.subjects.values_list("kind", "object_id"))
    assert kinds == {
        ("request", request.pk),
        ("customer", pair.customer.pk),
        ("tandem", pair.tandem.pk),
        ("employee", pair.inside.pk),
    }
    assert event.data["wish"] == "Wann kommt der Motor?"
    assert SearchRow.objects.get(kind="request").title == "Wann kommt der Motor?"


def test_it_goes_to_the_partner_who_is_free_or_to_whom_one_chooses(pair: Pair) -> None:
    an_appointment(pair.tandem, pair.inside, AT - HOUR / 2)
    assert taken(pair).holder == pair.field
    mate = an_employee(["inside"], pair.team)
    assert taken(pair, holder=mate).holder == mate


def test_without_a_tandem_it_waits_in_the_teams_queue(pair: Pair) -> None:
    mate = an_employee(["inside"], pair.team)
    customer = a_customer(None, team=pair.team)
    request = open_request(customer, kind=a_kind(), wish="Hallo", actor=actor_of(mate), at=AT)
    assert (request.tandem, request.team) == (None, pair.team)
    assert request.holder is not None
    assert request.holder.team == pair.team


def test_everybody_in_sales_may_write_one_down_and_nobody_else(pair: Pair) -> None:
    stranger = a_pair().field
    open_request(pair.customer, kind=a_kind(), wish="x", actor=actor_of(stranger), at=AT)
    secret = a_customer(pair.tandem, restricted=True)
    before = state()
    for role in ("payroll", "council", "admin"):
        with pytest.raises(Refused):
            open_request(pair.customer, kind=a_kind(), wish="x", actor=actor_of(an_employee([role])), at=AT)
    with pytest.raises(Refused):
        open_request(secret, kind=a_kind(), wish="x", actor=actor_of(stranger), at=AT)
    assert state() == before


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"wish": "  "}, "wish"),
        ({"contact": "other"}, "contact"),
        ({"kind": "old"}, "kind"),
        ({"holder": "no"}, "holder"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(pair: Pair, wrong: dict[str, Any], field: str) -> None:
    RequestKind.objects.filter(key="delivery").update(retired_at=AT)
    things = {
        "other": a_contact(a_customer(pair.tandem)),
        "old": a_kind("delivery"),
        "no": an_employee(["payroll"]),
    }
    made = {name: things.get(value, value) for name, value in wrong.items()}
    before = state()
    with pytest.raises(Invalid) as error:
        taken(pair, **made)
    assert set(error.value.fields) == {field}
    assert state() == before


def test_a_restricted_customers_request_goes_to_nobody_who_may_not_see_it() -> None:
    pair = a_pair(restricted=True)
    stranger = a_pair().inside
    before = state()
    with pytest.raises(Invalid, match="may not see"):
        taken(pair, holder=stranger)
    assert state() == before


def test_a_mail_that_comes_twice_is_one_request(pair: Pair) -> None:
    system = Actor.system(AT, "mail")
    one, two = (
        open_request(pair.customer, kind=a_kind(), wish="x", source="mail", source_key="<1@x>", actor=system, at=AT)
        for _time in range(2)
    )
    assert one == two
    assert Request.objects.count() == 1
    assert Event.objects.filter(verb="request.opened").count() == 1


def test_another_kind_has_another_promise_from_when_it_came_in(pair: Pair) -> None:
    request = taken(pair)
    actor = actor_of(pair.field)
    event = edit_request(
        request, values={"kind": a_kind("delivery"), "wish": "Neu"}, version=1, actor=actor, at=AT + 3 * HOUR
    )
    request.refresh_from_db()
    assert (request.due_at, request.answer_minutes, request.wish) == (AT + HOUR, 60, "Neu")
    assert SearchRow.objects.get(kind="request").title == "Neu"
    assert event is not None
    assert set(event.changes) == {"kind", "wish", "due_at", "answer_minutes"}
    assert "employee" not in set(event.subjects.values_list("kind", flat=True))  # a person's history tells no wishes
    with pytest.raises(Conflict):
        edit_request(request, values={"wish": "Anders"}, version=1, actor=actor, at=AT)
    assert edit_request(request, values={"wish": "Neu"}, version=2, actor=actor, at=AT) is None
    undo_event(event, actor=actor, at=AT)
    request.refresh_from_db()
    assert (request.due_at, request.wish) == (AT + 2 * HOUR, "Wann kommt der Motor?")
    assert SearchRow.objects.get(kind="request").title == "Wann kommt der Motor?"


def test_rules_of_play_that_change_later_change_no_promise_given(pair: Pair) -> None:
    request = taken(pair)
    terms = {"answers": {"question": {"A": 30}, "delivery": {"A": 15}}}
    RulesOfPlay.objects.create(
        tandem=pair.tandem, number=1, terms=terms, proposed_at=AT, in_force_at=AT + timedelta(minutes=1)
    )
    edit_request(request, values={"wish": "Neu"}, version=1, actor=actor_of(pair.field), at=AT + HOUR)
    request.refresh_from_db()
    assert (request.due_at, request.rules_version) == (AT + 2 * HOUR, 0)
    edit_request(request, values={"kind": a_kind("delivery")}, version=2, actor=actor_of(pair.field), at=AT + HOUR)
    request.refresh_from_db()
    assert (request.due_at, request.rules_version) == (AT + HOUR, 0)


def test_it_can_be_put_off_but_not_beyond_the_promise(pair: Pair) -> None:
    request, actor = taken(pair), actor_of(pair.inside)
    before = state()
    for until, code in ((AT - HOUR, "snooze_when"), (AT + 999 * 24 * HOUR, "snooze_when"), (AT + 3 * HOUR, "promised")):
        with pytest.raises(Invalid) as error:
            snooze_request(request, until=until, actor=actor, at=AT)
        assert error.value.code == code
    assert state() == before
    event = snooze_request(request, until=AT + HOUR, actor=actor, at=AT)
    assert NextStep.objects.get().due_at == AT + HOUR
    undo_event(event, actor=actor, at=AT)
    assert NextStep.objects.get().due_at == AT + 2 * HOUR
    Request.objects.update(answered_at=AT)
    snooze_request(request, until=AT + 100 * HOUR, actor=actor, at=AT)
    assert NextStep.objects.get().due_at == AT + 100 * HOUR


def test_unanswered_it_is_closed_only_with_a_reason_which_colleagues_read(pair: Pair) -> None:
    request, actor = taken(pair), actor_of(pair.field)
    before = state()
    with pytest.raises(Invalid) as error:
        close_request(request, actor=actor, at=AT)
    assert set(error.value.fields) == {"reason"}
    assert state() == before
    event = close_request(request, reason=" Werbung ", actor=actor, at=AT)
    request.refresh_from_db()
    assert (request.state, request.closed_by, request.answered_at) == ("closed", pair.field, None)
    assert list(Answer.objects.values_list("kind", "text")) == [("note", "Werbung")]
    assert not NextStep.objects.exists()
    with pytest.raises(Refused, match=str(pair.field)):
        close_request(request, reason="x", actor=actor_of(pair.inside), at=AT)
    undo_event(event, actor=actor, at=AT)
    request.refresh_from_db()
    assert (request.state, request.due_at) == ("open", AT + 2 * HOUR)
    assert NextStep.objects.get().due_at == request.due_at


def test_opened_again_a_new_answer_is_owed_by_the_rules_from_now_on(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem, answered_at=AT, closed_at=AT, holder=pair.field)
    terms = {"answers": {"question": {"A": 30}}}
    RulesOfPlay.objects.create(tandem=pair.tandem, number=1, terms=terms, proposed_at=AT, in_force_at=AT + HOUR)
    later = AT + 24 * HOUR
    reopen_request(request, reason="Passt nicht", actor=actor_of(pair.inside, later), at=later)
    request.refresh_from_db()
    assert (request.state, request.answered_at, request.holder) == ("open", None, pair.field)
    assert (request.due_at, request.rules_version) == (later + HOUR / 2, 1)
    assert Answer.objects.get().text == "Passt nicht"
    assert NextStep.objects.get().due_at == request.due_at
    with pytest.raises(Refused):
        reopen_request(request, actor=actor_of(pair.inside, later), at=later)


def test_what_belongs_to_a_customer_one_may_not_see_cannot_be_touched() -> None:
    pair = a_pair(restricted=True)
    request = taken(pair)
    stranger = actor_of(a_pair().inside)
    before = state()
    with pytest.raises(Refused):
        edit_request(request, values={"wish": "x"}, version=1, actor=stranger, at=AT)
    with pytest.raises(Refused):
        close_request(request, reason="x", actor=stranger, at=AT)
    with pytest.raises(Refused):
        snooze_request(request, until=AT + HOUR, actor=stranger, at=AT)
    with pytest.raises(Refused):
        reopen_request(request, actor=stranger, at=AT)
    assert state() == before
