"""The way in: links that are used by a button and once, sessions that end at once, nothing that tells who is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.customers.actions.contacts import edit_contact, retire_contact
from tandem.customers.models import Contact
from tandem.customers.tests.factories import a_contact
from tandem.people.tests.factories import a_team, an_employee, signed_in_client
from tandem.portal.actions.accesses import invite_contact, revoke_access, set_rights
from tandem.portal.middleware import COOKIE, PATH
from tandem.portal.models import Access, Link, Purpose, Session
from tandem.portal.reactions import sweep_portal
from tandem.portal.secrets import digest_of, token_of

from .world import World, newest_link, signed_in, token_for

pytestmark = pytest.mark.django_db


def sent() -> list[Any]:
    """All mails, once the worker has been through."""
    while deliver_due(at=timezone.now()):
        pass
    return mail.outbox


def ask(browser: Client, address: str, **more: Any) -> Any:
    return browser.post("/portal/sign-in/", {"email": address}, **more)


def test_an_invitation_brings_a_link_that_opens_the_portal_by_its_button(world: World) -> None:
    text = next(one.body for one in sent() if one.to == [world.ours.contact.email])
    address = next(line for line in text.splitlines() if "/portal/enter/" in line)
    path, _mark, token = address.partition("#")
    assert path.endswith("/portal/enter/")
    browser = Client()
    for _look in range(3):  # a mail scanner, a preview, the person
        assert browser.get("/portal/enter/").status_code == 200
    assert Link.objects.filter(used_at=None).count() == 4
    assert not Session.objects.exists()
    answer = browser.post("/portal/enter/", {"token": token})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/")
    cookie = answer.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (PATH, True, "Lax")
    assert browser.get("/portal/").status_code == 200
    assert Session.objects.get().digest == digest_of(cookie.value)
    access = Access.objects.get(pk=world.ours.access.pk)
    assert access.first_at == access.last_at is not None
    assert Event.objects.filter(verb="portal.signed_in").count() == 1


def test_the_cookie_is_for_encrypted_lines_only_in_production(world: World, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = Client().post("/portal/enter/", {"token": token_for(world.ours.access)})
    assert answer.cookies[COOKIE]["secure"]


def test_no_secret_stands_in_the_database_or_an_event(world: World) -> None:
    token = token_for(world.ours.access)
    browser = Client()
    secret = browser.post("/portal/enter/", {"token": token}).cookies[COOKIE].value
    told = str([*Event.objects.values(), *Delivery.objects.values(), *Link.objects.values(), *Session.objects.values()])
    assert token not in told
    assert secret not in told


@pytest.mark.parametrize(
    "spoil", ["used", "expired", "withdrawn", "revoked", "left", "forged", "other purpose", "empty"]
)
def test_a_link_that_is_no_good_opens_nothing(world: World, spoil: str) -> None:
    link, token = newest_link(world.ours.access), token_for(world.ours.access)
    now = timezone.now()
    if spoil == "used":
        Client().post("/portal/enter/", {"token": token})
    elif spoil == "expired":
        Link.objects.filter(pk=link.pk).update(expires_at=now)
    elif spoil == "withdrawn":
        Link.objects.filter(pk=link.pk).update(withdrawn_at=now)
    elif spoil == "revoked":
        revoke_access(world.ours.access, actor=world.me, at=now)
    elif spoil == "left":
        retire_contact(world.ours.contact, actor=world.me, at=now)
    elif spoil == "forged":
        token = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    elif spoil == "other purpose":
        token = token_of(Purpose.SIGN_IN, link.nonce)
    else:
        token = ""
    sessions, browser = Session.objects.count(), Client()
    answer = browser.post("/portal/enter/", {"token": token})
    assert answer.status_code == (422 if spoil == "empty" else 403)
    assert COOKIE not in answer.cookies
    assert Session.objects.count() == sessions
    assert browser.get("/portal/").headers["Location"] == "/portal/sign-in/"


def test_who_reads_the_former_mailbox_is_not_who_was_invited_any_more(world: World) -> None:
    token, contact = token_for(world.ours.access), Contact.objects.get(pk=world.ours.contact.pk)
    now, values = timezone.now(), {"email": "neu@hansen.example"}
    edit_contact(contact, values=values, version=contact.version, actor=world.me, at=now)
    assert Client().post("/portal/enter/", {"token": token}).status_code == 403
    assert not Session.objects.exists()


def test_a_link_that_waits_goes_to_no_other_address_than_it_was_made_for(world: World) -> None:
    Contact.objects.filter(pk=world.ours.contact.pk).update(email="neu@hansen.example")
    assert [one.to for one in sent() if one.to == ["neu@hansen.example"] and "/portal/enter/" in one.body] == []


def test_who_only_notes_another_address_lets_nobody_in(world: World) -> None:
    """Everybody in sales may do that; letting in is for the owners."""
    contact, address = Contact.objects.get(pk=world.ours.contact.pk), "fremd@anderswo.example"
    seller = Actor.of(an_employee(["inside"], team=a_team()), timezone.now())
    edit_contact(contact, values={"email": address}, version=contact.version, actor=seller, at=seller.at)
    sent()
    mail.outbox.clear()
    assert ask(Client(), address).status_code == 200
    assert sent() == []
    desk, number = signed_in_client(world.inside), world.ours.customer.number
    assert "invited at another address" in desk.get(f"/customers/{number}/portal/").content.decode()
    again = invite_contact(Contact.objects.get(pk=contact.pk), rights=["orders"], actor=world.me, at=timezone.now())
    assert (again.pk, again.email) == (world.ours.access.pk, address)
    assert [one.to for one in sent()] == [[address]]
    assert signed_in(again).get("/portal/").status_code == 200


def test_what_a_shared_link_is_for_it_cannot_be_used_to_sign_in(world: World) -> None:
    nonce = "n" * 43
    Link.objects.create(
        purpose=Purpose.SHARED, contact=world.ours.contact, about_kind="quote", about_id=1, nonce=nonce,
        email=world.ours.contact.email, digest=digest_of(token_of(Purpose.SHARED, nonce)), created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    browser = Client()
    answer = browser.post("/portal/enter/", {"token": token_of(Purpose.SHARED, nonce)})
    assert COOKIE not in answer.cookies
    assert browser.get("/portal/").status_code == 302
    browser.cookies[COOKIE] = answer.cookies["tandem_portal_shared"].value
    assert browser.get("/portal/").status_code == 302, "a shared link's session is nobody's sign-in"


def test_asking_answers_the_same_whether_somebody_is_there(world: World) -> None:
    known, unknown = world.ours.contact.email, "niemand@nirgends.example"
    answers = [ask(Client(), address) for address in (known, unknown)]
    pages = [
        answer.content.decode().replace(address, "·") for answer, address in zip(answers, (known, unknown), strict=True)
    ]
    for index, page in enumerate(pages):
        pages[index] = "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert pages[0] == pages[1]
    assert answers[0].headers.keys() == answers[1].headers.keys()
    assert [one.to for one in sent() if "Sign in" in one.subject or "20 m" in one.body] == [[known]]


@pytest.mark.parametrize("state", ["revoked", "left", "no access"])
def test_who_has_no_access_gets_no_mail(world: World, state: str) -> None:
    sent()
    mail.outbox.clear()
    address = world.ours.contact.email
    if state == "revoked":
        revoke_access(world.ours.access, actor=world.me, at=timezone.now())
    elif state == "left":
        retire_contact(world.ours.contact, actor=world.me, at=timezone.now())
    else:
        address = a_contact(world.ours.customer, email="neu@hansen.example").email
    assert ask(Client(), address).status_code == 200
    assert sent() == []


def test_asking_again_and_again_fills_no_mailbox(world: World) -> None:
    sent()
    mail.outbox.clear()
    for _time in range(8):
        assert ask(Client(), world.ours.contact.email.upper()).status_code == 200
    assert len(sent()) == 3


@time_machine.travel("2026-11-27T11:01:00Z", tick=False)  # a quarter of an hour may not end in between
def test_one_network_may_not_try_forever(world: World) -> None:
    found = [ask(Client(), f"a{n}@b.example", REMOTE_ADDR=f"10.1.2.{n % 250}").status_code for n in range(62)]
    assert (found.count(200), found.count(429)) == (60, 2)
    assert ask(Client(), "z@b.example", REMOTE_ADDR="10.1.3.1").status_code == 200
    tried = [Client().post("/portal/enter/", {"token": f"x{n}"}, REMOTE_ADDR="10.9.9.9").status_code for n in range(62)]
    assert (tried.count(403), tried.count(429)) == (60, 2)


def test_a_revoked_contact_is_out_at_once(world: World) -> None:
    browser = signed_in(world.ours.access)
    assert browser.get("/portal/orders/").status_code == 200
    revoke_access(world.ours.access, actor=world.me, at=timezone.now())
    assert browser.get("/portal/orders/").headers["Location"] == "/portal/sign-in/"
    assert browser.post("/portal/requests/new/", {"wish": "x"}).headers["Location"] == "/portal/sign-in/"


@pytest.mark.parametrize("change", ["address", "left", "merged", "expired"])
def test_a_session_ends_with_what_it_rests_on(world: World, change: str) -> None:
    browser, contact = signed_in(world.ours.access), world.ours.contact
    changes: dict[str, dict[str, Any]] = {
        "address": {"email": "andere@hansen.example"},
        "left": {"left_at": timezone.now()},
        "merged": {"merged_into": world.ours.plain},
    }
    values = changes.get(change, {})
    Contact.objects.filter(pk=contact.pk).update(**values) if values else Session.objects.update(
        expires_at=timezone.now()
    )
    assert browser.get("/portal/").headers["Location"] == "/portal/sign-in/"


def test_rights_hold_from_the_next_click_on(world: World) -> None:
    browser = signed_in(world.ours.access)
    access = Access.objects.get(pk=world.ours.access.pk)
    set_rights(access, rights=["documents"], version=access.version, actor=world.me, at=timezone.now())
    assert browser.get("/portal/orders/").status_code == 404
    assert browser.get("/portal/documents/").status_code == 200


def test_signing_out_ends_the_session_and_the_cookie(world: World) -> None:
    browser = signed_in(world.ours.access)
    kept = browser.cookies[COOKIE].value
    answer = browser.post("/portal/sign-out/")
    assert answer.cookies[COOKIE]["max-age"] == 0
    browser.cookies[COOKIE] = kept
    assert browser.get("/portal/").status_code == 302


def test_inviting_needs_an_address_and_somebody_who_is_there(world: World) -> None:
    now = timezone.now()
    nobody = a_contact(world.ours.customer, email="")
    with pytest.raises(Invalid, match="note the address"):
        invite_contact(nobody, rights=["orders"], actor=world.me, at=now)
    with pytest.raises(Invalid):
        invite_contact(world.ours.plain, rights=["everything"], actor=world.me, at=now)
    retire_contact(world.ours.plain, actor=world.me, at=now)
    with pytest.raises(Refused, match="has left"):
        invite_contact(world.ours.plain, rights=["orders"], actor=world.me, at=now)
    assert Access.objects.count() == 4


def test_inviting_again_keeps_one_access_and_revoking_twice_is_refused(world: World) -> None:
    now = timezone.now()
    again = invite_contact(world.ours.contact, rights=["orders"], actor=world.me, at=now)
    assert (again.pk, again.rights) == (world.ours.access.pk, {"orders"})
    revoke_access(again, actor=world.me, at=now)
    with pytest.raises(Refused, match="revoked already"):
        revoke_access(again, actor=world.me, at=now)
    anew = invite_contact(world.ours.contact, rights=["orders"], actor=world.me, at=now)
    assert anew.pk != again.pk


def test_the_desk_invites_and_revokes(world: World) -> None:
    browser = signed_in_client(world.inside)
    number, fresh = world.ours.customer.number, a_contact(world.ours.customer, email="neu@hansen.example")
    page = f"/customers/{number}/contacts/{fresh.pk}/portal/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"rights": ["orders", "prices"]}).status_code == 302
    access = Access.objects.get(contact=fresh)
    assert (access.rights, access.invited_by) == ({"orders", "prices"}, world.inside)
    assert "neu@hansen.example" in browser.get(f"/customers/{number}/portal/").content.decode()
    assert browser.post(f"/customers/{number}/portal/{access.pk}/revoke/").status_code == 302
    assert Access.objects.get(pk=access.pk).revoked_by == world.inside


def test_the_worker_forgets_what_has_run_out(world: World) -> None:
    signed_in(world.ours.access)
    sweep_portal(Event(), timezone.now() + timedelta(days=15))
    assert not Link.objects.exists()
    assert not Session.objects.exists()
