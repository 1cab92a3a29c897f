"""The address of the portal in a mail: for who gets in and may see the thing, without a secret, and else none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.customers.models import Contact
from tandem.letters.models import TextTemplate
from tandem.letters.sources import sources
from tandem.people.tests.factories import signed_in_client
from tandem.portal.actions.accesses import revoke_access
from tandem.portal.addresses import address_of_contract, address_of_order, address_of_quote

from .world import Side, World, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES: dict[str, Callable[[Any, Contact], str]] = {
    "quote": address_of_quote,
    "contract": address_of_contract,
    "order": address_of_order,
}


@pytest.fixture
def world(settings: Any) -> World:
    settings.ADDRESS, settings.PORTAL_ADDRESS = "https://tandem.example", "https://kunden.example/"
    return a_world()


def addresses(side: Side, contact: Contact) -> dict[str, str]:
    return {name: find(getattr(side, name), contact) for name, find in ADDRESSES.items()}


def test_who_may_see_it_finds_it_at_its_page(world: World) -> None:
    side = world.ours
    assert addresses(side, side.contact) == {
        "quote": f"https://kunden.example/portal/quotes/{side.quote.number}/",
        "contract": f"https://kunden.example/portal/contracts/{side.contract.number}/",
        "order": f"https://kunden.example/portal/orders/{side.order.number}/",
    }


def test_without_the_right_or_the_access_there_is_none(world: World) -> None:
    side, nothing = world.ours, dict.fromkeys(ADDRESSES, "")
    assert addresses(side, side.plain) == nothing
    revoke_access(side.access, actor=world.me, at=timezone.now())
    assert addresses(side, side.contact) == nothing


def test_what_is_not_out_yet_has_none(world: World) -> None:
    side = world.ours
    side.quote.sent_at, side.contract.status = None, "draft"
    assert addresses(side, side.contact)["quote"] == addresses(side, side.contact)["contract"] == ""


def test_a_mail_bears_it_where_its_text_asks_for_it(world: World) -> None:
    side, client = world.ours, signed_in_client(world.inside)
    text = TextTemplate.objects.create(kind="quote", language="en", name="Link", subject="Quote", body="See {link} now")
    assert f"See https://kunden.example/portal/quotes/{side.quote.number}/ now" in _body(client, side, text)
    text.body = "Hello\n\n{link}\n\nBye"
    text.save()
    revoke_access(side.access, actor=world.me, at=timezone.now())
    assert "Hello\n\nBye" in _body(client, side, text)


def test_every_kind_that_mails_are_about_has_an_address() -> None:
    assert set(sources()) == set(ADDRESSES)


def _body(client: Client, side: Side, text: TextTemplate) -> str:
    query: dict[str, Any] = {"about": f"quote:{side.quote.pk}", "contact": side.contact.pk, "template": text.pk}
    return client.get("/letters/new/", query).content.decode()
