"""Contracts in the portal: read by who may, signed by who is named, under exactly the document that was read."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tandem.contracts.models import Contract, Sending, Signature
from tandem.core.models import Event
from tandem.core.outbox import deliver_due
from tandem.core.tests.browser import forms_of, text_of
from tandem.desk.models import Notice
from tandem.portal.models import Access, Right

from .world import World, signed_in

pytestmark = pytest.mark.django_db


def place(world: World, rest: str = "") -> str:
    return f"/portal/contracts/{world.ours.contract.number}/{rest}"


def asked(browser: Client, world: World) -> dict[str, Any]:
    """Ask for the digits, and give what the second form sends."""
    answer = browser.post(place(world, "signature/"), {"step": "ask"})
    assert answer.status_code == 200
    form = next(form for form in forms_of(answer) if "step" in form.values)
    while deliver_due(at=timezone.now()):
        pass
    code = next(line for line in mail.outbox[-1].body.splitlines() if line.isdigit() and len(line) == 6)
    return {**form.values, "name": "Birte Thomsen", "consent": "on", "code": code}


def test_the_named_contact_signs_once(world: World) -> None:
    browser = signed_in(world.ours.access)
    assert "Waits for a signature" in text_of(browser.get("/portal/contracts/"))
    sent = asked(browser, world) | {"strokes": "[[[1, 2], [3, 4], [5, 6], [7, 8]]]"}
    answers = [browser.post(place(world, "signature/"), sent) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    row = Signature.objects.get()
    assert (row.contact, row.name, row.digest) == (world.ours.contact, "Birte Thomsen", world.ours.file.digest)
    assert "sign it for my company" in row.consent
    assert len(row.strokes[0]) == 4
    event = Event.objects.get(verb="contract.signed")
    assert (event.actor_kind, event.actor_id) == ("contact", world.ours.contact.pk)
    while deliver_due(at=timezone.now()):
        pass
    told = set(Notice.objects.filter(event=event).values_list("employee", "about_kind"))
    assert told == {(world.inside.pk, "contract"), (world.field.pk, "contract")}


@pytest.mark.parametrize("wrong", ["code", "digest", "consent", "withdrawn", "another's name on it"])
def test_nothing_is_signed_otherwise(world: World, wrong: str) -> None:
    browser = signed_in(world.ours.access)
    sent = asked(browser, world)
    if wrong == "code":
        sent["code"] = "000000" if sent["code"] != "000000" else "111111"
    elif wrong == "digest":
        sent["digest"] = "0" * 64
    elif wrong == "consent":
        del sent["consent"]
    elif wrong == "withdrawn":
        Sending.objects.update(withdrawn_at=timezone.now())
    else:
        Contract.objects.filter(pk=world.ours.contract.pk).update(contact=world.ours.plain)
    assert browser.post(place(world, "signature/"), sent).status_code in (403, 409, 422)
    assert not Signature.objects.exists()
    assert Contract.objects.get(pk=world.ours.contract.pk).status == "sent"


def test_who_is_not_named_reads_and_does_not_sign(world: World) -> None:
    Access.objects.filter(pk=world.ours.plain_access.pk).update(rights=frozenset({Right.CONTRACTS}))
    browser = signed_in(world.ours.plain_access)
    page = browser.get(place(world)).content.decode()
    assert "/signature/" not in page
    assert browser.post(place(world, "signature/"), {"step": "ask"}).status_code == 409


def test_a_draft_is_nobodys_business(world: World) -> None:
    Contract.objects.update(status="draft")
    browser = signed_in(world.ours.access)
    assert browser.get(place(world)).status_code == 404
    assert "Wartung" not in browser.get("/portal/contracts/").content.decode()
