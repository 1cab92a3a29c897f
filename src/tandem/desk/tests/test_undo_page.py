"""The way back behind a toast: one's own changes only, and back to where one was."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import add_note, edit_customer
from tandem.customers.models import Customer
from tandem.customers.tests.world import World, of
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client


def edited(world: World, who: Employee | None = None) -> Event:
    """An edit of a moment ago."""
    now = timezone.now()
    actor = of(who or world.inside, now)
    fresh = Customer.objects.get(pk=world.customer.pk)
    event = edit_customer(
        fresh, values={"industry": f"Bau {fresh.version}"}, version=fresh.version, actor=actor, at=now
    )
    assert event
    return event


def test_it_goes_back_to_where_one_was(world: World, browser: Client) -> None:
    answer: Any = browser.post(f"/undo/{edited(world).pk}/", {"next": "/customers/?class=A"})
    assert (answer.status_code, answer.url) == (302, "/customers/?class=A")
    assert Customer.objects.get(pk=world.customer.pk).industry == ""


@pytest.mark.parametrize(
    "back", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_it_never_leads_away(world: World, browser: Client, back: str) -> None:
    answer: Any = browser.post(f"/undo/{edited(world).pk}/", {"next": back})
    assert (answer.status_code, answer.url) == (302, "/")


def test_twice_is_said(world: World, browser: Client) -> None:
    event = edited(world)
    browser.post(f"/undo/{event.pk}/")
    with unchanged():
        answer = browser.post(f"/undo/{event.pk}/")
    assert (answer.status_code, "taken back already" in answer.content.decode()) == (403, True)


def test_changed_since_is_a_conflict(world: World, browser: Client) -> None:
    event = edited(world)
    edited(world, world.field)
    with unchanged():
        answer = browser.post(f"/undo/{event.pk}/")
    assert (answer.status_code, "changed again since" in answer.content.decode()) == (409, True)


def test_what_others_did_is_not_there(world: World) -> None:
    event = edited(world)
    for who in (world.field, world.manager, world.cover, world.stranger, *world.outsiders.values()):
        client = signed_in_client(who)
        with unchanged():
            assert client.post(f"/undo/{event.pk}/").status_code == 404


def test_not_by_following_a_link(world: World, browser: Client) -> None:
    event = edited(world)
    with unchanged():
        assert browser.get(f"/undo/{event.pk}/").status_code == 405
    assert browser.post("/undo/999999/").status_code == 404
    assert browser.post(f"/undo/{'9' * 30}/").status_code == 404


def test_htmx_is_sent_on(world: World, browser: Client) -> None:
    answer = browser.post(f"/undo/{edited(world).pk}/", {"next": "/customers/"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/customers/")


def test_a_verb_without_a_way_back(world: World, browser: Client) -> None:
    event = Event.objects.filter(verb="customer.created").first()
    assert event
    Event.objects.filter(pk=event.pk).update(actor_kind="employee", actor_id=world.inside.pk, at=timezone.now())
    with unchanged():
        assert browser.post(f"/undo/{event.pk}/").status_code == 403


def test_the_toast_offers_it(world: World, browser: Client) -> None:
    now = timezone.now()
    note = {"note-kind": "note", "note-text": "Hallo"}
    browser.post(f"/customers/{world.customer.number}/notes/new/", note)
    page = browser.get(f"/customers/{world.customer.number}/").content.decode()
    event = Event.objects.get(verb="note.added")
    assert f'action="/undo/{event.pk}/"' in page
    add_note(world.customer, values={"text": "x"}, actor=of(world.inside, now), at=now)
    assert f'action="/undo/{event.pk}/"' not in browser.get(f"/customers/{world.customer.number}/").content.decode()
