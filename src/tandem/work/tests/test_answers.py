"""Claiming, passing on, answering and merging requests: one holder, one reply, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.tests.factories import a_customer
from tandem.orders.tests.factories import Pair, a_pair, actor_of
from tandem.people.tests.factories import an_employee
from tandem.work.actions.answers import answer_request
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.actions.request_holding import claim_request, give_request
from tandem.work.actions.request_merges import merge_requests
from tandem.work.actions.requests import close_request
from tandem.work.models import Answer, NextStep, Request

from .factories import AT, a_request
from .test_requests import state, taken

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return a_pair(customer_class="A")


def test_the_second_claim_is_told_who_was_faster_and_when(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    stranger = a_pair().inside
    event = claim_request(request, actor=actor_of(stranger), at=AT)
    assert event is not None
    assert set(event.subjects.filter(kind="employee").values_list("object_id", flat=True)) == {stranger.pk}
    assert NextStep.objects.get().holder == stranger
    before = state()
    with pytest.raises(Refused, match=str(stranger)) as error:
        claim_request(request, actor=actor_of(pair.inside), at=AT + HOUR)
    assert error.value.code == "held_already"
    assert claim_request(request, actor=actor_of(stranger), at=AT + HOUR) is None
    assert state() == before
    undo_event(event, actor=actor_of(stranger), at=AT)
    assert Request.objects.get().holder is None


def test_who_does_not_sell_claims_nothing(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    before = state()
    with pytest.raises(Refused):
        claim_request(request, actor=actor_of(an_employee(["admin"])), at=AT)
    assert state() == before


def test_it_is_passed_on_with_a_reason_where_somebody_else_holds_it(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem, holder=pair.inside)
    event = give_request(request, pair.field, actor=actor_of(pair.inside), at=AT)
    assert event is not None
    people = set(event.subjects.filter(kind="employee").values_list("object_id", flat=True))
    assert people == {pair.inside.pk, pair.field.pk}
    before = state()
    with pytest.raises(Invalid) as error:
        give_request(request, pair.inside, actor=actor_of(pair.inside), at=AT)
    assert set(error.value.fields) == {"reason"}
    with pytest.raises(Invalid):
        give_request(request, an_employee(["payroll"]), reason="x", actor=actor_of(pair.inside), at=AT)
    assert give_request(request, pair.field, actor=actor_of(pair.inside), at=AT) is None
    assert state()[:3] == before[:3]
    give_request(request, pair.inside, reason="Malte fährt", actor=actor_of(pair.inside), at=AT)
    assert Request.objects.get().holder == pair.inside
    assert Event.objects.filter(verb="request.given").last().data["reason"] == "Malte fährt"  # type: ignore[union-attr]


def test_who_saw_another_holder_passes_nothing_on(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    claim_request(request, actor=actor_of(pair.field), at=AT)
    before = state()
    with pytest.raises(Conflict, match=str(pair.field)):
        give_request(request, pair.inside, reason="x", seen=0, actor=actor_of(pair.inside), at=AT)
    assert state() == before


@pytest.mark.parametrize("kind", ["call", "mail"])
def test_the_first_reply_stops_the_clock(pair: Pair, kind: str) -> None:
    request = a_request(pair.customer, pair.tandem)
    answer = answer_request(request, kind=kind, text=" Montag ", actor=actor_of(pair.field), at=AT + HOUR)
    request.refresh_from_db()
    assert (answer.text, answer.author) == ("Montag", pair.field)
    assert (request.state, request.answered_at, request.holder) == ("answered", AT + HOUR, pair.field)
    step = NextStep.objects.get()
    assert (step.timed, step.weight, step.data["answered"]) == (False, 2, True)
    event = Event.objects.get(verb="request.answered")
    assert (event.data["first"], event.data["kept"], event.data["text"]) == (True, True, "Montag")
    second = {"kind": kind, "text": "Nachtrag", "seen": answer.pk}
    answer_request(request, **second, close=True, actor=actor_of(pair.field), at=AT + 4 * HOUR)  # type: ignore[arg-type]
    request.refresh_from_db()
    assert (request.state, request.answered_at, request.closed_by) == ("closed", AT + HOUR, pair.field)
    assert Event.objects.filter(verb="request.closed").count() == 1


def test_a_note_stops_nothing_and_can_be_written_later_too(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    answer_request(request, kind="note", text="Werk gefragt", actor=actor_of(pair.field), at=AT)
    request.refresh_from_db()
    assert (request.state, request.holder, request.version) == ("open", None, 1)
    Request.objects.update(closed_at=AT)
    answer_request(request, kind="note", text="Nachtrag", actor=actor_of(pair.field), at=AT)
    before = state()
    with pytest.raises(Refused) as error:
        answer_request(request, kind="call", text="x", actor=actor_of(pair.field), at=AT)
    assert error.value.code == "closed_already"
    with pytest.raises(Invalid):
        answer_request(request, kind="note", text="  ", actor=actor_of(pair.field), at=AT)
    assert state() == before


def test_the_customer_never_hears_twice(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    note = answer_request(request, kind="note", text="x", actor=actor_of(pair.inside), at=AT)
    theirs = answer_request(request, kind="mail", text="Montag", seen=note.pk, actor=actor_of(pair.inside), at=AT)
    before = state()
    with pytest.raises(Conflict) as error:
        answer_request(request, kind="call", text="Dienstag", seen=note.pk, actor=actor_of(pair.field), at=AT)
    assert (error.value.code, error.value.current) == ("answered_meanwhile", theirs)
    assert state() == before
    answer_request(request, kind="note", text="Gut so", seen=note.pk, actor=actor_of(pair.field), at=AT)
    answer_request(request, kind="call", text="Doch Dienstag", seen=theirs.pk, actor=actor_of(pair.field), at=AT)
    assert Answer.objects.exclude(kind="note").count() == 2


def test_of_two_that_mean_the_same_the_older_promise_holds_and_one_leads_to_the_other(pair: Pair) -> None:
    first, second = taken(pair), taken(pair, wish="Wo bleibt er?")
    Request.objects.filter(pk=second.pk).update(received_at=AT - HOUR, due_at=AT + HOUR, answer_minutes=99)
    third = a_request(pair.customer, pair.tandem, closed_at=AT, merged_into=second)
    event = merge_requests(first, second, actor=actor_of(pair.field), at=AT)
    first, second, third = (Request.objects.get(pk=one.pk) for one in (first, second, third))
    assert (first.received_at, first.due_at, first.answer_minutes) == (AT - HOUR, AT + HOUR, 99)
    assert (second.state, second.merged_into, third.merged_into) == ("merged", first, first)
    assert {key for kind, key in event.subjects.values_list("kind", "object_id") if kind == "request"} == {
        first.pk,
        second.pk,
    }
    assert list(NextStep.objects.values_list("object_id", "due_at")) == [(first.pk, AT + HOUR)]
    assert list(SearchRow.objects.filter(kind="request").values_list("object_id", flat=True)) == [first.pk]
    before = state()
    for act in (claim_request, merge_with(first)):
        with pytest.raises(Refused) as error:
            act(second, actor=actor_of(pair.field), at=AT)
        assert error.value.code == "merged_already"
    assert state() == before


def merge_with(other: Request):  # type: ignore[no-untyped-def]
    return lambda one, **given: merge_requests(one, other, **given)


def test_an_answer_to_either_counts_for_both(pair: Pair) -> None:
    first, second = taken(pair), taken(pair)
    answer_request(second, kind="call", text="Montag", actor=actor_of(pair.field), at=AT + HOUR)
    merge_requests(first, second, actor=actor_of(pair.field), at=AT + 2 * HOUR)
    first.refresh_from_db()
    assert first.answered_at == AT + HOUR


def test_only_requests_of_one_customer_are_merged(pair: Pair) -> None:
    mine, other = a_request(pair.customer, pair.tandem), a_request(a_customer(pair.tandem), pair.tandem)
    before = state()
    for two in ((mine, other), (mine, mine)):
        with pytest.raises(Invalid):
            merge_requests(*two, actor=actor_of(pair.field), at=AT)
    closed = a_request(pair.customer, pair.tandem, closed_at=AT)
    with pytest.raises(Refused):
        merge_requests(mine, closed, actor=actor_of(pair.field), at=AT)
    assert state()[2:] == before[2:]


def test_while_it_is_offered_nobody_else_takes_it_and_closing_ends_the_hand_off(pair: Pair) -> None:
    request = a_request(pair.customer, pair.tandem)
    offer = Offer("Abholung", "Termin steht", AT + 24 * HOUR)
    handoff = offer_handoff(
        pair.customer, offer, taker=pair.field, about=request.ref, actor=actor_of(pair.inside), at=AT
    )
    request.refresh_from_db()
    Request.objects.update(holder=None)
    before = state()
    mate = an_employee(["inside"], pair.team)
    with pytest.raises(Refused) as error:
        claim_request(request, actor=actor_of(mate), at=AT)
    assert error.value.code == "offered"
    with pytest.raises(Refused):
        give_request(request, mate, reason="x", actor=actor_of(mate), at=AT)
    assert state() == before
    event = close_request(request, reason="Erledigt", actor=actor_of(pair.inside), at=AT)
    handoff.refresh_from_db()
    assert handoff.state == "withdrawn"
    assert not NextStep.objects.exists()
    undo_event(event, actor=actor_of(pair.inside), at=AT)
    handoff.refresh_from_db()
    assert handoff.state == "offered"
    assert set(NextStep.objects.values_list("kind", flat=True)) == {"request", "handoff"}
