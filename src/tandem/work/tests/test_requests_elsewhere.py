"""What other pages tell of requests: the customer page, the menu, a person's history."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.tests.browser import changed, main_form, text_of
from tandem.orders.tests.factories import Pair, a_pair
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.work.models import NextStep, Request

from .test_request_pages import HOUR, now_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair(customer_class="A")


@pytest.fixture
def client(pair: Pair) -> Client:
    return signed_in_client(pair.inside)


def test_the_customer_page_says_that_and_until_when_somebody_waits(client: Client, pair: Pair) -> None:
    url = f"/customers/{pair.customer.number}/"
    assert "New request" in text_of(client.get(url))
    now_request(pair, due_at=timezone.now() - HOUR, wish="Zu spät")
    now_request(pair, wish="Neu", answered_at=timezone.now())
    text = text_of(client.get(url))
    assert "Still waits for an answer promised by" in text
    assert "Zu spät" in text
    assert "Neu" in text
    Request.objects.all().delete()
    NextStep.objects.all().delete()
    now_request(pair, due_at=timezone.now() + 48 * HOUR)
    now_request(pair, due_at=timezone.now() + 72 * HOUR)
    text = text_of(client.get(url))
    assert "Waits for an answer until" in text
    assert "(and for 1 more)" in text


def test_the_menu_counts_what_is_open_for_ones_tandems(client: Client, pair: Pair) -> None:
    now_request(pair)
    now_request(a_pair())
    nav = client.get("/requests/").content.decode().partition('data-key="g r"')[2][:400]
    assert '<span class="t-count">1<' in nav


def test_a_persons_history_tells_no_wishes_to_administration(client: Client, pair: Pair) -> None:
    request = now_request(pair, wish="Geheimes Getriebe")
    url = f"/requests/{request.pk}/"
    client.post(f"{url}claim/")
    form = main_form(client.get(f"{url}edit/"))
    client.post(f"{url}edit/", changed(form, wish="Noch geheimer"))
    admin = signed_in_client(an_employee(["admin"]))
    told = admin.get(f"/history/employee/{pair.inside.pk}/").content.decode()
    assert "Request claimed" in told
    assert "geheim" not in told.lower()
