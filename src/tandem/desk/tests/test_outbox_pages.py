"""Events and deliveries for administration: what is stuck, why, and a way to try again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from tandem.core.events import record
from tandem.core.models import Delivery
from tandem.core.tests.browser import submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import World
from tandem.people.tests.factories import signed_in_client

LIST = "/administration/outbox/"


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def admin(world: World) -> Client:
    """Administration is signed in, and what follows from making the world has been done."""
    Delivery.objects.all().delete()
    return signed_in_client(world.admin)


def delivery(world: World, **fields: Any) -> Delivery:
    """One of an order of the tandem's customer, in whatever state."""
    event = record("order.captured", world.customer, actor=system(), at=AT, data={"number": "26-1"})
    Delivery.objects.filter(event=event).update(**fields)
    return event.deliveries.get()


def test_done_open_and_parked_ones_are_told_apart(world: World, admin: Client) -> None:
    now = timezone.now()
    parked = delivery(world, parked_at=now, attempts=5, error="Traceback\nValueError: x")
    delivery(world, done_at=now)
    delivery(world, attempts=2, next_at=now + timedelta(hours=1))
    page = text_of(admin.get(LIST))
    assert "1 delivery is parked: its handler failed five times." in page
    for query, count in (("", 3), ("?state=parked", 1), ("?state=open", 1), ("?state=done", 1), ("?state=lost", 3)):
        assert f"of {count}" in text_of(admin.get(LIST + query))
    assert str(parked.pk) in text_of(admin.get(f"{LIST}?state=parked"))


def test_the_worker_keeps_up_or_is_late(world: World, admin: Client) -> None:
    waiting = delivery(world, next_at=timezone.now())
    assert "The worker keeps up: 1 open, none parked." in text_of(admin.get(LIST))
    Delivery.objects.filter(pk=waiting.pk).update(next_at=timezone.now() - timedelta(minutes=2))
    assert "1 delivery has waited for more than a minute. Is the worker running" in text_of(admin.get(LIST))


def test_by_handler(world: World, admin: Client) -> None:
    delivery(world)
    delivery(world)
    handler = Delivery.objects.first()
    assert handler
    assert "of 2" in text_of(admin.get(LIST, {"handler": handler.handler}))


def test_one_delivery_says_why_it_failed_and_whom_it_concerns_by_number_only(world: World, admin: Client) -> None:
    parked = delivery(world, parked_at=timezone.now(), attempts=5, error="Traceback\nValueError: <broken>")
    page = text_of(admin.get(f"{LIST}{parked.pk}/"))
    assert "ValueError: <broken>" in page
    assert f"customer {world.customer.pk}" in page
    assert "Hansen" not in page


def test_a_parked_one_is_tried_again(world: World, admin: Client) -> None:
    parked = delivery(world, parked_at=timezone.now(), attempts=5, error="x")
    answer: Any = submit(admin, f"{LIST}{parked.pk}/retry/", page=f"{LIST}{parked.pk}/")
    assert (answer.status_code, answer.url) == (302, LIST)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["It is in the queue again."]
    parked.refresh_from_db()
    assert (parked.parked_at, parked.attempts, parked.error) == (None, 0, "")


def test_what_is_not_parked_is_not_tried_again(world: World, admin: Client) -> None:
    for fields in ({}, {"done_at": timezone.now()}):
        one = delivery(world, **fields)
        with unchanged():
            assert admin.post(f"{LIST}{one.pk}/retry/").status_code == 403


def test_nobody_else_looks_or_tries(world: World) -> None:
    parked = delivery(world, parked_at=timezone.now())
    for who in (*world.owners.values(), world.stranger, world.payroll, world.council):
        client = signed_in_client(who)
        assert client.get(LIST).status_code == 403
        assert client.get(f"{LIST}{parked.pk}/").status_code == 403
        with unchanged():
            assert client.post(f"{LIST}{parked.pk}/retry/").status_code == 403


def test_what_is_not_there(admin: Client) -> None:
    assert admin.get(f"{LIST}999999/").status_code == 404
    assert admin.post(f"{LIST}999999/retry/").status_code == 404
    assert admin.get(f"{LIST}{'9' * 30}/").status_code == 404
