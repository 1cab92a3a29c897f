"""Two people at the same request at once: one holds it, one answers, nothing is lost."""

from __future__ import annotations

import pytest

from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.orders.tests.factories import a_pair, actor_of
from tandem.people.models import Employee
from tandem.work.actions.answers import answer_request
from tandem.work.actions.request_holding import claim_request
from tandem.work.actions.request_merges import merge_requests
from tandem.work.actions.requests import close_request, open_request
from tandem.work.models import Answer, NextStep, Request

from .factories import AT, a_kind, a_request

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def own(request: Request) -> Request:
    """A copy, as each visit has its own."""
    return Request.objects.select_related("customer").get(pk=request.pk)


def test_three_claim_at_once_and_one_holds_it() -> None:
    pair = a_pair()
    request = a_request(pair.customer, pair.tandem)
    copies = [(own(request), person) for person in (pair.inside, pair.field, pair.manager)]
    found = at_once(
        *(lambda copy=copy, who=who: claim_request(copy, actor=actor_of(who), at=AT) for copy, who in copies)
    )
    assert found == ["done", "held_already", "held_already"]
    assert Event.objects.filter(verb="request.claimed").count() == 1
    assert NextStep.objects.get().holder == Request.objects.get().holder


def test_two_answer_at_once_and_the_customer_hears_one() -> None:
    pair = a_pair()
    request = a_request(pair.customer, pair.tandem)

    def reply(copy: Request, who: Employee) -> Answer:
        return answer_request(copy, kind="call", text=str(who), close=True, actor=actor_of(who), at=AT)

    copies = [(own(request), who) for who in (pair.inside, pair.field)]
    found = at_once(*(lambda copy=copy, who=who: reply(copy, who) for copy, who in copies))
    assert found in (["answered_meanwhile", "done"], ["closed_already", "done"])
    assert Answer.objects.count() == 1
    assert Request.objects.get().closed_by == Answer.objects.get().author


def test_one_closes_and_one_merges_what_both_saw() -> None:
    pair = a_pair()
    one, two = a_request(pair.customer, pair.tandem), a_request(pair.customer, pair.tandem)
    first, second, other = own(one), own(two), own(two)
    found = at_once(
        lambda: merge_requests(first, second, actor=actor_of(pair.inside), at=AT),
        lambda: close_request(other, reason="x", actor=actor_of(pair.field), at=AT),
    )
    assert found in (["closed_already", "done"], ["done", "merged_already"])
    assert NextStep.objects.count() == 1


def test_two_merge_crosswise_and_one_of_them_goes_on() -> None:
    pair = a_pair()
    one, two = a_request(pair.customer, pair.tandem), a_request(pair.customer, pair.tandem)
    pairs = [(own(one), own(two)), (own(two), own(one))]
    found = at_once(
        *(lambda these=these: merge_requests(*these, actor=actor_of(pair.inside), at=AT) for these in pairs)
    )
    assert found == ["done", "merged_already"]
    assert Request.objects.filter(closed_at=None).count() == 1


def test_the_same_mail_read_twice_at_once_is_one_request() -> None:
    pair = a_pair()
    kind = a_kind()

    def take() -> Request:
        mail = {"kind": kind, "wish": "x", "source": "mail", "source_key": "<1@x>"}
        return open_request(pair.customer, **mail, actor=actor_of(pair.inside), at=AT)  # type: ignore[arg-type]

    assert at_once(take, take) == ["done", "done"]
    assert Request.objects.count() == 1
