"""Merged requests are taken apart as they were, unless something has come on top of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tandem.core.errors import Conflict, Refused, TandemError
from tandem.core.models import Attachment, Event, SearchRow
from tandem.core.tests.browser import submit
from tandem.core.undo import undo_event
from tandem.orders.tests.factories import Pair, a_pair, actor_of
from tandem.people.tests.factories import signed_in_client
from tandem.work.actions.answers import answer_request
from tandem.work.actions.handoffs import Offer, offer_handoff
from tandem.work.actions.request_merges import merge_requests
from tandem.work.actions.requests import close_request
from tandem.work.models import Handoff, NextStep, Request

from .factories import AT, a_request
from .test_requests import state, taken

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return a_pair(customer_class="A")


def merged(pair: Pair) -> tuple[Request, Request, Event]:
    """The second, older and put off, goes into the first."""
    first, second = taken(pair), taken(pair, wish="Wo bleibt er?")
    until = AT + HOUR / 2
    Request.objects.filter(pk=second.pk).update(
        received_at=AT - HOUR, due_at=AT + HOUR, answer_minutes=99, snoozed_until=until
    )
    second.refresh_from_db()
    return first, second, merge_requests(first, second, actor=actor_of(pair.field), at=AT)


def undo(event: Event, pair: Pair, **more: Any) -> Event:
    return undo_event(event, actor=actor_of(pair.field), at=AT + 2 * HOUR, **more)


def fields(request: Request) -> dict[str, Any]:
    """All that a request holds, but for its version."""
    row: dict[str, Any] = {**Request.objects.filter(pk=request.pk).values().get()}
    return {name: value for name, value in row.items() if name != "version"}


def test_both_are_as_they_were(pair: Pair) -> None:
    first, second = taken(pair), taken(pair, wish="Wo bleibt er?")
    Request.objects.filter(pk=second.pk).update(due_at=AT + HOUR, snoozed_until=AT + HOUR / 2)
    second.refresh_from_db()
    third = a_request(pair.customer, pair.tandem, closed_at=AT, merged_into=second)
    file = Attachment.objects.create(
        about_kind="request", about_id=second.pk, name="a.txt", size=1, digest="0" * 64, added_at=AT
    )
    before = [fields(one) for one in (first, second, third)]
    steps = set(NextStep.objects.values_list("object_id", "due_at"))
    event = merge_requests(first, second, actor=actor_of(pair.field), at=AT)
    undone = undo(event, pair)
    assert [fields(one) for one in (first, second, third)] == before
    assert {key for key, _due in steps} == set(NextStep.objects.values_list("object_id", flat=True))
    assert Attachment.objects.get(pk=file.pk).about_id == second.pk
    assert set(SearchRow.objects.filter(kind="request").values_list("object_id", flat=True)) == {first.pk, second.pk}
    assert undone.verb == "request.merged.undone"
    assert {key for kind, key in undone.subjects.values_list("kind", "object_id") if kind == "request"} == {
        first.pk,
        second.pk,
    }


def test_a_file_that_came_since_stays_with_the_survivor(pair: Pair) -> None:
    first, _second, event = merged(pair)
    late = Attachment.objects.create(
        about_kind="request", about_id=first.pk, name="b.txt", size=1, digest="1" * 64, added_at=AT
    )
    undo(event, pair)
    assert Attachment.objects.get(pk=late.pk).about_id == first.pk


def test_its_hand_off_goes_on(pair: Pair) -> None:
    first, second = taken(pair), taken(pair)
    offer = Offer("Rückruf", "Ist zurückgerufen", AT + timedelta(1))
    offer_handoff(
        pair.customer, offer, taker=pair.field, about=("request", second.pk), actor=actor_of(pair.inside), at=AT
    )
    event = merge_requests(first, second, actor=actor_of(pair.field), at=AT)
    assert Handoff.objects.get().state == "withdrawn"
    undo(event, pair)
    assert Handoff.objects.get().state == "offered"


def answered(first: Request, pair: Pair) -> None:
    answer_request(first, kind="call", text="Montag", actor=actor_of(pair.inside), at=AT + HOUR)


def closed(first: Request, pair: Pair) -> None:
    close_request(first, reason="Hat sich erledigt", actor=actor_of(pair.inside), at=AT + HOUR)


def merged_on(first: Request, pair: Pair) -> None:
    merge_requests(taken(pair), first, actor=actor_of(pair.inside), at=AT + HOUR)


def promised_anew(first: Request, pair: Pair) -> None:
    Request.objects.filter(pk=first.pk).update(due_at=AT + 5 * HOUR)


@pytest.mark.parametrize(
    ("since", "kind", "code"),
    [
        (answered, Refused, "answered_since"),
        (closed, Refused, "closed_already"),
        (merged_on, Refused, "merged_already"),
        (promised_anew, Conflict, "changed_since"),
    ],
)
def test_what_came_on_top_stands_in_the_way(pair: Pair, since: Any, kind: type[TandemError], code: str) -> None:
    first, _second, event = merged(pair)
    first.refresh_from_db()
    since(first, pair)
    before = state()
    with pytest.raises(kind) as error:
        undo(event, pair)
    assert error.value.code == code
    assert state() == before


def test_a_note_for_colleagues_does_not(pair: Pair) -> None:
    first, second, event = merged(pair)
    answer_request(first, kind="note", text="Werk gefragt", actor=actor_of(pair.inside), at=AT + HOUR)
    undo(event, pair)
    assert Request.objects.get(pk=second.pk).state == "open"


def test_it_is_taken_back_once_and_by_who_did_it(pair: Pair) -> None:
    _first, _second, event = merged(pair)
    with pytest.raises(Refused):
        undo_event(event, actor=actor_of(pair.inside), at=AT + HOUR)
    undo(event, pair)
    with pytest.raises(Refused) as error:
        undo(event, pair)
    assert error.value.code == "undone_already"


def test_the_page_offers_it(pair: Pair) -> None:
    client, now = signed_in_client(pair.inside), timezone.now()
    one, two = (a_request(pair.customer, pair.tandem, received_at=now, due_at=now + HOUR) for _ in range(2))
    answer = submit(client, f"/requests/{one.pk}/merge/", other=two.pk)
    event = Event.objects.get(verb="request.merged")
    assert f"/undo/{event.pk}/" in client.get(answer.headers["Location"]).content.decode()
    assert client.post(f"/undo/{event.pk}/").status_code == 302
    assert Request.objects.filter(closed_at=None).count() == 2
