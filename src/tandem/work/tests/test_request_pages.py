"""Pages of requests, through the URL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.tests.browser import changed, forms_of, main_form, submit, text_of
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.orders.tests.factories import Pair, a_pair, actor_of
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.work.actions.answers import answer_request
from tandem.work.actions.requests import open_request
from tandem.work.listing.requests import REQUESTS
from tandem.work.models import Answer, NextStep, Request
from tandem.work.views import requests as views

from .factories import a_kind, a_request

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def pair() -> Pair:
    return a_pair(customer_class="A")


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def now_request(pair: Pair, **values: Any) -> Request:
    """One that came in just now."""
    now = timezone.now()
    given = {"received_at": now, "created_at": now, "due_at": now + 2 * HOUR, **values}
    return a_request(pair.customer, pair.tandem, **given)


def rows(client: Client, query: str = "") -> list[str]:
    """The wishes that the inbox shows, in its order."""
    page = client.get(f"/requests/{query}").context["page"]
    return [str(row) for row in page.rows]


def test_choose_a_customer_then_write_it_down_once(client: Client, pair: Pair) -> None:
    number = pair.customer.number
    assert client.get("/requests/new/").status_code == 200
    assert client.get(f"/requests/new/?customer={pair.customer.name}")["Location"].endswith(f"?customer={number}")
    assert "No customer found" in text_of(client.get("/requests/new/?customer=zzzz"))
    assert pair.customer.label in client.get(f"/requests/customers/?customer={pair.customer.name[:8]}").content.decode()
    contact = a_contact(pair.customer, is_first=True)
    url = f"/requests/new/?customer={number}"
    form = main_form(client.get(url))
    assert form.values["contact"] == [str(contact.pk)]
    assert form.values["holder"] == [str(pair.inside.pk)] or form.values["holder"] == [str(pair.field.pk)]
    assert client.post(url, changed(form, wish="")).status_code == 422
    assert not Request.objects.exists()
    sent = changed(form, wish="Wann kommt der Motor?", kind=a_kind().pk, source="mail", holder=pair.field.pk)
    answers = [client.post(url, sent) for _time in range(2)]
    request = Request.objects.get()
    assert {answer["Location"] for answer in answers} == {request.get_absolute_url()}
    assert (request.holder, request.contact, request.source) == (pair.field, contact, "mail")


def test_the_inbox_shows_who_waits_longest_first(client: Client, pair: Pair) -> None:
    far = a_pair()
    now_request(pair, wish="b", holder=pair.inside)
    now_request(pair, wish="a", due_at=timezone.now() - HOUR, kind=a_kind("delivery"))
    now_request(pair, wish="answered", answered_at=timezone.now())
    now_request(pair, wish="closed", closed_at=timezone.now(), answered_at=timezone.now())
    now_request(far, wish="far")
    assert rows(client) == ["a", "b"]
    assert rows(client, "?sort=-due") == ["b", "a"]
    assert set(rows(client, "?scope=all")) == {"a", "b", "far"}
    assert rows(client, "?scope=team") == ["a", "b"]
    assert rows(client, "?scope=tandem") == ["a", "b"]
    assert rows(client, "?state=late") == ["a"]
    assert rows(client, "?state=answered") == ["answered"]
    assert rows(client, "?state=closed") == ["closed"]
    assert set(rows(client, "?state=any")) == {"a", "b", "answered", "closed"}
    assert rows(client, f"?kind={a_kind('delivery').pk}") == ["a"]
    assert rows(client, f"?held={pair.inside.pk}") == ["b"]
    assert rows(client, "?held=none") == ["a"]
    assert rows(client, f"?held={pair.field.pk}") == ["a", "b"]  # nobody else's list is offered
    text = text_of(client.get("/requests/"))
    assert "1:00 h late" in text
    assert "nobody yet" in text


def test_the_chip_of_what_waits_can_be_taken_off(client: Client, pair: Pair) -> None:
    now_request(pair)
    page = client.get("/requests/").context["page"]
    assert [(str(value), url) for _label, value, url in page.chips] == [("waits for an answer", "?state=any")]
    assert client.get("/requests/?state=any").context["page"].chips == []
    empty = signed_in_client(a_pair().inside).get("/requests/?scope=all&state=late")
    assert "Nothing matches" in text_of(empty)


def test_the_inbox_finds_by_wish_and_by_customer(client: Client, pair: Pair) -> None:
    other = a_customer(pair.tandem, name="Lindhorst AG")
    for customer, wish in ((pair.customer, "Getriebe wackelt"), (other, "Motor brummt")):
        open_request(customer, kind=a_kind(), wish=wish, actor=actor_of(pair.inside, timezone.now()), at=timezone.now())
    assert rows(client, "?q=getriebe") == ["Getriebe wackelt"]
    assert rows(client, "?q=lindhorst") == ["Motor brummt"]
    assert "Motor brummt" in client.get("/palette/?q=brummt").content.decode()
    assert "Motor" not in signed_in_client(an_employee(["admin"])).get("/palette/?q=brummt").content.decode()


def test_very_many_are_counted_only_so_far(client: Client, pair: Pair, monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "REQUESTS", replace(REQUESTS, most=2, size=2))
    for _number in range(2):
        now_request(pair)
    page = client.get("/requests/").context["page"]
    assert (page.count, page.more) == (2, False)
    now_request(pair)
    answer = client.get("/requests/")
    assert (answer.context["page"].count, answer.context["page"].more) == (2, True)
    assert "1–2 of more than 2" in text_of(answer)


def test_one_click_claims_and_the_second_person_reads_who_was_faster(client: Client, pair: Pair) -> None:
    request = now_request(pair)
    url = f"/requests/{request.pk}/"
    assert client.post(f"{url}claim/")["Location"] == url
    assert "You hold it." in text_of(client.get(url))
    assert client.post(f"{url}claim/").status_code == 302
    other = signed_in_client(pair.field).post(f"{url}claim/")
    assert other.status_code == 409
    assert f"{pair.inside} holds this" in text_of(other)
    assert Request.objects.get().holder == pair.inside


def test_who_is_free_is_offered_and_takes_it_in_one_click(client: Client, pair: Pair) -> None:
    request = now_request(pair, holder=pair.inside)
    url = f"/requests/{request.pk}/"
    page = client.get(f"{url}holders/")
    form = next(form for form in forms_of(page) if form.values.get("holder") == [str(pair.field.pk)])
    assert client.post(form.action, form.values).status_code == 302
    assert Request.objects.get().holder == pair.field
    assert client.post(form.action, form.values).status_code == 302  # sent twice
    back = client.post(f"{url}giving/", {"holder": pair.inside.pk, "seen": pair.field.pk})
    assert (back.status_code, "Say why" in text_of(back)) == (422, True)
    stale = client.post(f"{url}giving/", {"holder": pair.inside.pk, "seen": 0, "reason": "x"})
    assert (stale.status_code, str(pair.field) in text_of(stale)) == (409, True)
    assert submit(client, f"{url}giving/", holder=pair.inside.pk, reason="Fährt").status_code == 302
    assert Request.objects.get().holder == pair.inside


def test_taking_it_from_somebody_asks_why_and_is_told_as_that(client: Client, pair: Pair) -> None:
    request = now_request(pair, holder=pair.field)
    url = f"/requests/{request.pk}/giving/"
    page = client.get(f"{url}?holder={pair.inside.pk}")
    assert ("Take the request over" in text_of(page), "Reason optional" in text_of(page)) == (True, False)
    assert submit(client, url, holder=pair.inside.pk, reason="Am Platz").status_code == 302
    brief = text_of(client.get(f"/customers/{pair.customer.number}/timeline/"))
    assert f"took over a request from {pair.field}" in brief
    assert "Reason optional" in text_of(client.get(url))  # one's own needs none


def test_it_is_passed_to_the_tandem_before_anybody_else(client: Client, pair: Pair) -> None:
    an_employee(team=pair.inside.team, first_name="Aaron", last_name="Aal")
    request = now_request(pair, holder=pair.inside)
    form = next(form for form in forms_of(client.get(f"/requests/{request.pk}/giving/")) if "holder" in form.values)
    assert form.values["holder"] == [str(pair.field.pk)]


def test_an_answer_is_written_once_and_two_never_reply(client: Client, pair: Pair) -> None:
    request = now_request(pair)
    url = f"/requests/{request.pk}/"
    mine = main_form(client.get(url), f"{url}answers/")
    theirs = main_form(signed_in_client(pair.field).get(url), f"{url}answers/")
    sent = changed(mine, text="Am Montag", kind="call")
    assert [client.post(f"{url}answers/", sent).status_code for _time in range(2)] == [302, 302]
    assert Answer.objects.count() == 1
    field = signed_in_client(pair.field)
    refused = field.post(f"{url}answers/", changed(theirs, text="Am Dienstag", kind="mail"))
    assert refused.status_code == 409
    text = text_of(refused)
    assert f"{pair.inside} answered this meanwhile" in text
    assert "Am Montag" in text
    again = main_form(refused, f"{url}answers/")
    assert again.values["text"] == ["Am Dienstag"]
    assert Answer.objects.count() == 1
    assert field.post(f"{url}answers/", again.values).status_code == 302
    assert list(Answer.objects.order_by("pk").values_list("text", flat=True)) == ["Am Montag", "Am Dienstag"]


def test_an_empty_answer_is_asked_again(client: Client, pair: Pair) -> None:
    url = f"/requests/{now_request(pair).pk}/"
    form = main_form(client.get(url), f"{url}answers/")
    assert client.post(f"{url}answers/", changed(form, text="")).status_code == 422
    assert not Answer.objects.exists()


def test_put_off_close_and_reopen(client: Client, pair: Pair) -> None:
    request = now_request(pair, due_at=timezone.now() + 100 * HOUR)
    url = f"/requests/{request.pk}/"
    form = next(
        form for form in forms_of(client.get(url)) if form.action == f"{url}snooze/" and form.values["until"][0]
    )
    assert client.post(form.action, form.values).status_code == 302
    assert NextStep.objects.get().due_at < timezone.now() + 2 * HOUR
    for until in ("", "x", "2020-01-01T00:00", "9999-12-31T00:00"):
        assert client.post(f"{url}snooze/", {"until": until}).status_code == 422
    assert client.post(f"{url}closing/", {"reason": ""}).status_code == 422
    assert submit(client, f"{url}closing/", reason="Werbung").status_code == 302
    assert "Closed by" in text_of(client.get(url))
    assert client.get(f"{url}edit/").status_code == 302
    assert submit(client, f"{url}reopening/", reason="Doch nicht").status_code == 302
    assert Request.objects.get().state == "open"
    answer_request(
        Request.objects.get(), kind="call", text="x", actor=actor_of(pair.inside, timezone.now()), at=timezone.now()
    )
    form = main_form(client.get(url), f"{url}closing/")
    assert client.post(form.action, form.values).status_code == 302
    assert Request.objects.get().state == "closed"


def test_change_it_with_both_values_where_somebody_was_faster(client: Client, pair: Pair) -> None:
    url = f"/requests/{now_request(pair).pk}/edit/"
    form = main_form(client.get(url))
    assert client.post(url, changed(form, wish="Neu")).status_code == 302
    late = client.post(url, changed(form, wish="Anders"))
    assert late.status_code == 409
    assert "Neu" in text_of(late)
    assert Request.objects.get().wish == "Neu"


def test_a_merged_one_leads_to_its_survivor(client: Client, pair: Pair) -> None:
    one, two = now_request(pair, wish="Motor?"), now_request(pair, wish="Nochmal: Motor?")
    answer_request(
        two, kind="note", text="Werk gefragt", actor=actor_of(pair.inside, timezone.now()), at=timezone.now()
    )
    url = f"/requests/{one.pk}/"
    assert "Nochmal: Motor?" in text_of(client.get(url))
    assert submit(client, f"{url}merge/", other=two.pk).status_code == 302
    assert client.get(f"/requests/{two.pk}/")["Location"] == url
    text = text_of(client.get(url))
    assert "Werk gefragt" in text
    assert "Nochmal: Motor?" in text


def test_why_it_is_due_then_is_told_day_by_day(client: Client, pair: Pair) -> None:
    request = now_request(pair, answer_minutes=120, rules_version=3)
    text = text_of(client.get(f"/requests/{request.pk}/clock/"))
    assert "2:00 h of working time" in text
    assert "version 3" in text
    assert str(pair.inside) in text
    assert str(pair.field) in text


@pytest.mark.parametrize("part", ["", "peek/", "head/", "thread/", "holders/", "clock/", "edit/", "giving/", "merge/"])
def test_of_a_restricted_customer_strangers_find_nothing(part: str) -> None:
    pair = a_pair(restricted=True)
    request = now_request(pair)
    for person, status in ((pair.field, 200), (a_pair().inside, 404), (an_employee(["admin"]), 404)):
        assert signed_in_client(person).get(f"/requests/{request.pk}/{part}").status_code == status
    assert rows(signed_in_client(a_pair().inside), "?scope=all") == []
    assert rows(signed_in_client(pair.field), "?scope=all") == ["Wann kommt der Motor?"]


@pytest.mark.parametrize("path", ["", "{}/", "{}/peek/", "{}/head/", "{}/thread/", "{}/holders/", "{}/clock/"])
@pytest.mark.parametrize("who", ["inside", "manager"])
def test_statements_stay_as_many_with_more_rows(pair: Pair, path: str, who: str) -> None:
    request, client = now_request(pair), signed_in_client(getattr(pair, who))
    url = f"/requests/{path.format(request.pk)}"

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    one = count()
    for number in range(3):
        now_request(pair, wish=str(number), holder=pair.field)
        actor = actor_of(pair.field, timezone.now())
        answer_request(request, kind="note", text="x", actor=actor, at=timezone.now())
    assert count() == one
    assert one <= 12
