"""Invitations, forgotten passwords, and what is told by mail."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client
from django.utils import timezone

from tandem.core.errors import Refused
from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.core.tests.snapshots import unchanged
from tandem.people import actions
from tandem.people.models import Employee

from .factories import PASSWORD, an_employee, as_actor
from .world import ROLES, World, last_event, verbs

NEW_PASSWORD = "ein-ganz-neues-Kennwort"
LINK = re.compile(r"http\S+/accounts/password/reset/key/\S+/")


def deliver(after: timedelta = timedelta(0)) -> list[Any]:
    """Let the worker run; returns the mails it sent."""
    mail.outbox.clear()
    deliver_due(at=timezone.now() + after)
    assert not Delivery.objects.exclude(error="").exists(), Delivery.objects.exclude(error="").first().error  # type: ignore[union-attr]
    return list(mail.outbox)


def link_in(message: Any) -> str:
    found = LINK.search(message.body)
    assert found, message.body
    return "/accounts/" + found.group().partition("/accounts/")[2]


def set_password(link: str, password: str = NEW_PASSWORD) -> Any:
    """Follow the link in a browser of one's own and set a password."""
    browser = Client()
    page = browser.get(link, follow=True)
    if page.redirect_chain:
        return browser.post(page.redirect_chain[-1][0], {"password1": password, "password2": password}, follow=True)
    return page


def may_sign_in(employee: Employee, password: str) -> bool:
    browser = Client()
    browser.post("/accounts/login/", {"login": employee.email, "password": password})
    return browser.get("/me/").status_code == 200


def invite(world: World, employee: Employee) -> Event:
    return actions.invite_employee(employee, actor=as_actor(world.admin), at=timezone.now())


def test_an_invitation_brings_a_link_that_sets_the_password_once(world: World) -> None:
    event = invite(world, world.inside)
    assert mail.outbox == []
    [message] = deliver()
    assert message.to == [world.inside.email]
    assert message.subject == "Your access to Tandem at Tandem"
    assert message.extra_headers["Message-ID"].startswith(f"<event-{event.pk}-")
    assert "The link works once and for 3 days." in message.body
    link = link_in(message)
    assert "The password is set" in set_password(link).content.decode()
    assert may_sign_in(world.inside, NEW_PASSWORD)
    assert "This link no longer works" in set_password(link, "noch-ein-anderes-Kennwort").content.decode()
    assert may_sign_in(world.inside, NEW_PASSWORD)


def test_the_mail_speaks_the_readers_language(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(language="de", first_name="Änne & Co")
    invite(world, world.inside)
    [message] = deliver()
    assert "Änne & Co" in message.body
    assert "&amp;" not in message.body + message.subject


def test_no_link_and_no_password_stands_in_any_event(world: World) -> None:
    invite(world, world.inside)
    [message] = deliver()
    token = link_in(message).rstrip("/").rpartition("/")[2]
    kept = "".join(str(row) for row in Event.objects.values()) + "".join(str(row) for row in Delivery.objects.values())
    assert token not in kept


def test_who_has_a_password_or_has_left_is_not_invited(world: World) -> None:
    known = an_employee(password=PASSWORD)
    gone = an_employee(is_active=False)
    for person in (known, gone):
        with unchanged(), pytest.raises(Refused):
            invite(world, person)


def test_a_password_set_meanwhile_makes_the_mail_needless(world: World) -> None:
    invite(world, world.inside)
    world.inside.set_password(PASSWORD)
    world.inside.save()
    assert deliver() == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_administration_lets_people_in(world: World, role: str) -> None:
    actor = as_actor(getattr(world, role))
    with unchanged():
        with pytest.raises(Refused):
            actions.invite_employee(world.stranger, actor=actor, at=actor.at)
        with pytest.raises(Refused):
            actions.reset_sign_in(world.stranger, actor=actor, at=actor.at)


def test_a_new_start_ends_all_that_was_and_sends_a_link(world: World) -> None:
    lost = an_employee(password=PASSWORD)
    Authenticator.objects.create(user=lost, type="totp", data={"secret": "x"})
    browser = Client()
    browser.post("/accounts/login/", {"login": lost.email, "password": PASSWORD})
    actions.reset_sign_in(lost, actor=as_actor(world.admin), at=timezone.now())
    assert browser.get("/me/").status_code == 302
    assert not Authenticator.objects.filter(user=lost).exists()
    assert not may_sign_in(lost, PASSWORD)
    [message] = deliver()
    set_password(link_in(message))
    assert may_sign_in(lost, NEW_PASSWORD)


def ask_for_reset(email: str) -> Any:
    return Client().post("/accounts/password/reset/", {"email": email}, follow=True)


def test_a_forgotten_password_is_replaced_by_mail(world: World) -> None:
    person = an_employee(password=PASSWORD)
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    answer = ask_for_reset(person.email.upper())
    assert "Look into your mail" in answer.content.decode()
    assert last_event().verb == "password.reset_asked"
    [message] = deliver()
    set_password(link_in(message))
    assert may_sign_in(person, NEW_PASSWORD)
    assert not may_sign_in(person, PASSWORD)
    assert elsewhere.get("/me/").status_code == 302
    [told] = deliver()
    assert "A new password was set by a link from a mail." in told.body


@pytest.mark.parametrize("who", ["nobody", "never invited", "left"])
def test_strangers_learn_nothing_and_get_no_mail(world: World, who: str) -> None:
    person = an_employee(password=PASSWORD if who == "left" else "", is_active=who != "left")
    email = "nobody@example.com" if who == "nobody" else person.email
    with unchanged():
        answer = ask_for_reset(email)
    assert "Look into your mail" in answer.content.decode()
    assert deliver() == []


def test_who_was_invited_may_ask_for_the_link_again(world: World) -> None:
    invite(world, world.inside)
    deliver()
    ask_for_reset(world.inside.email)
    [message] = deliver()
    set_password(link_in(message))
    assert may_sign_in(world.inside, NEW_PASSWORD)


def test_a_link_dies_with_the_employment(world: World) -> None:
    invite(world, world.inside)
    [message] = deliver()
    today = timezone.localdate()
    actions.end_employment(world.inside, left_on=today, version=1, actor=as_actor(world.admin), at=timezone.now())
    assert "This link no longer works" in set_password(link_in(message)).content.decode()
    assert not may_sign_in(world.inside, NEW_PASSWORD)


def test_a_link_dies_of_age(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    invite(world, world.inside)
    [message] = deliver()
    later = datetime.now() + timedelta(days=4)  # noqa: DTZ005  what Django's token generator asks
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: later)
    assert "This link no longer works" in set_password(link_in(message)).content.decode()


def test_both_addresses_are_told_when_administration_changes_one(world: World) -> None:
    values = {"email": "anna.neu@example.com"}
    actions.edit_employee(world.inside, values=values, version=1, actor=as_actor(world.admin), at=timezone.now())
    found = deliver()
    assert [message.to for message in found] == [[world.inside.email], ["anna.neu@example.com"]]
    assert len({message.extra_headers["Message-ID"] for message in found}) == 2
    actions.edit_employee(
        world.inside, values={"phone": "1"}, version=2, actor=as_actor(world.admin), at=timezone.now()
    )
    assert deliver() == []


def test_a_mail_server_that_is_away_is_tried_again(world: World, settings: Any) -> None:
    invite(world, world.inside)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    deliver_due(at=timezone.now())
    [delivery] = Delivery.objects.all()
    assert (delivery.attempts, delivery.done_at) == (1, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_due(at=timezone.now() + timedelta(minutes=1))
    assert [message.to for message in mail.outbox] == [[world.inside.email]]
    assert verbs() == ["employee.invited"]
