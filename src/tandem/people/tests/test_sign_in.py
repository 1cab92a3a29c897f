"""Signing in: password, authenticator app, recovery codes, sessions, limits, and the doors that are not there."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.outbox import deliver_due
from tandem.core.tests.browser import text_of
from tandem.people.accounts import Backend
from tandem.people.models import Employee, Team
from tandem.people.queries import led_teams

from .factories import PASSWORD, a_team, an_employee
from .world import World, last_event

NEW_PASSWORD = "ein-ganz-neues-Kennwort"
LOGIN = "/accounts/login/"
SECOND = "/accounts/second-factor/"


@pytest.fixture
def person(world: World) -> Employee:
    """Somebody with a password."""
    return an_employee(["inside"], world.team, password=PASSWORD)


def sign_in(person: Employee, password: str = PASSWORD, client: Client | None = None, **more: Any) -> Client:
    browser = client or Client()
    browser.post(LOGIN, {"login": person.email, "password": password, **more})
    return browser


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def code_of(secret: str, step: int = 0) -> str:
    """What an authenticator app shows now, or some half minutes later (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    [value] = struct.unpack_from(">I", digest, digest[-1] & 0xF)
    return f"{(value & 0x7FFFFFFF) % 1_000_000:06d}"


def confirm(client: Client) -> None:
    """Say the password once more, as is asked before sign-in changes."""
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def with_app(person: Employee) -> tuple[str, list[str]]:
    """Set up an authenticator app as the pages ask; returns its secret and the recovery codes."""
    client = sign_in(person)
    confirm(client)
    page = client.get(f"{SECOND}app/activate/").content.decode()
    secret = re.search(r'class="t-code">([A-Z2-7]+)<', page)
    assert secret, page
    done = client.post(f"{SECOND}app/activate/", {"code": code_of(secret.group(1))}, follow=True)
    codes = re.findall(r"<li>(\d{8})</li>", done.content.decode())
    assert len(codes) == 10
    return secret.group(1), codes


def forget_used_codes() -> None:
    """A code works once; tests are faster than the half minute until the next."""
    cache.clear()


def test_by_e_mail_in_any_case_and_password(person: Employee) -> None:
    assert is_in(sign_in(person))
    browser = Client()
    answer = browser.post(
        f"{LOGIN}?next=/teams/", {"login": person.email.upper(), "password": PASSWORD, "next": "/teams/"}
    )
    assert answer.headers["Location"] == "/teams/"
    assert person.password.startswith("argon2")


def test_another_site_is_no_place_to_go_on(person: Employee) -> None:
    answer = Client().post(LOGIN, {"login": person.email, "password": PASSWORD, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("wrong", ["password", "stranger", "no password set"])
def test_a_refusal_never_says_what_was_wrong(world: World, person: Employee, wrong: str) -> None:
    email = {"stranger": "nobody@example.com", "no password set": world.inside.email}.get(wrong, person.email)
    answer = Client().post(LOGIN, {"login": email, "password": "falsch-falsch-falsch"})
    assert (answer.status_code, "_auth_user_id" in answer.wsgi_request.session) == (200, False)
    assert "not correct" in text_of(answer)


@pytest.mark.parametrize("fields", [{"is_active": False}, {"left_on": timezone.localdate()}])
def test_who_has_left_is_told_so_and_stays_out(world: World, fields: dict[str, Any]) -> None:
    gone = an_employee(password=PASSWORD, **fields)
    browser = Client()
    answer = browser.post(LOGIN, {"login": gone.email, "password": PASSWORD}, follow=True)
    assert "This access has ended." in text_of(answer)
    assert not is_in(browser)


def test_staying_signed_in_is_asked_for(person: Employee) -> None:
    short, long = sign_in(person), sign_in(person, remember="on")
    assert short.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == ""
    assert long.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 14 * 24 * 3600


def test_signing_out_takes_a_post(person: Employee) -> None:
    client = sign_in(person)
    client.get("/accounts/logout/")
    assert is_in(client)
    client.post("/accounts/logout/")
    assert not is_in(client)


def test_guessing_a_password_is_stopped(person: Employee) -> None:
    browser = Client()
    for _ in range(5):
        sign_in(person, "falsch-falsch-falsch", browser)
    answer = browser.post(LOGIN, {"login": person.email, "password": PASSWORD})
    assert "Too many failed login attempts" in text_of(answer)
    assert not is_in(browser)


def test_knocking_too_often_is_answered_by_a_page(person: Employee) -> None:
    answers = [Client().get(LOGIN).status_code for _ in range(3)]
    assert answers == [200] * 3
    found = [Client().post("/accounts/password/reset/", {"email": "nobody@example.com"}) for _ in range(6)]
    assert found[-1].status_code == 429
    assert "Too many tries" in text_of(found[-1])


def test_changing_the_password_ends_all_other_sessions(person: Employee) -> None:
    here, elsewhere = sign_in(person), sign_in(person)
    here.post("/accounts/password/change/", _new("falsch-falsch-falsch"))
    assert is_in(elsewhere)
    here.post("/accounts/password/change/", _new(PASSWORD))
    assert (is_in(here), is_in(elsewhere)) == (True, False)
    assert is_in(sign_in(person, NEW_PASSWORD))
    event = Event.objects.get(verb="sign_in.changed")
    assert event.data == {"what": "password_changed"}


def _new(old: str) -> dict[str, str]:
    return {"oldpassword": old, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


@pytest.mark.parametrize("weak", ["kurz", "passwort123", "password1234", "12345678901234"])
def test_weak_passwords_are_refused(person: Employee, weak: str) -> None:
    client = sign_in(person)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert Employee.objects.get(pk=person.pk).check_password(PASSWORD)


def test_all_other_sessions_end_by_one_button(person: Employee) -> None:
    here, elsewhere = sign_in(person), sign_in(person)
    page = text_of(here.get("/accounts/sessions/"))
    assert page.count("127.0.0.1") == 2
    assert page.count("this one") == 1
    here.post("/accounts/sessions/")
    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_with_the_app_the_password_alone_is_not_enough(person: Employee) -> None:
    secret, _codes = with_app(person)
    forget_used_codes()
    client = sign_in(person)
    assert not is_in(client)
    wrong = client.post(f"{SECOND}authenticate/", {"code": "000000"})
    assert "Incorrect code." in text_of(wrong)
    client.post(f"{SECOND}authenticate/", {"code": code_of(secret)})
    assert is_in(client)


def test_a_phone_whose_clock_is_off_by_half_a_minute_still_works(person: Employee) -> None:
    secret, _codes = with_app(person)
    for step, works in ((-1, True), (1, True), (-4, False), (4, False)):
        forget_used_codes()
        client = sign_in(person)
        client.post(f"{SECOND}authenticate/", {"code": code_of(secret, step)})
        assert is_in(client) == works, step


def test_a_code_works_once(person: Employee) -> None:
    secret, _codes = with_app(person)
    forget_used_codes()
    code = code_of(secret)
    first, second = sign_in(person), sign_in(person)
    first.post(f"{SECOND}authenticate/", {"code": code})
    second.post(f"{SECOND}authenticate/", {"code": code})
    assert (is_in(first), is_in(second)) == (True, False)


def test_recovery_codes_let_in_once_each_and_are_replaced(person: Employee) -> None:
    secret, codes = with_app(person)
    forget_used_codes()
    client = sign_in(person)
    client.post(f"{SECOND}authenticate/", {"code": codes[0]})
    assert is_in(client)
    again = sign_in(person)
    again.post(f"{SECOND}authenticate/", {"code": codes[0]})
    assert not is_in(again)
    assert "9 left" in text_of(client.get(SECOND))
    confirm(client)
    download = client.get(f"{SECOND}codes/download/").content.decode().split()
    assert download == codes[1:]
    client.post(f"{SECOND}codes/generate/")
    again.post(f"{SECOND}authenticate/", {"code": codes[1]})
    assert not is_in(again)
    assert secret


def test_guessing_codes_is_stopped(person: Employee) -> None:
    secret, _codes = with_app(person)
    forget_used_codes()
    client = sign_in(person)
    for _ in range(5):
        client.post(f"{SECOND}authenticate/", {"code": "000000"})
    client.post(f"{SECOND}authenticate/", {"code": code_of(secret)})
    assert not is_in(client)


def test_the_app_is_removed_only_after_confirming(person: Employee) -> None:
    secret, _codes = with_app(person)
    forget_used_codes()
    client = sign_in(person)
    client.post(f"{SECOND}authenticate/", {"code": code_of(secret)})
    asked = client.post(f"{SECOND}app/deactivate/", follow=True)
    assert "Is it you?" in text_of(asked)
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    confirm(client)
    client.post(f"{SECOND}app/deactivate/")
    assert not Authenticator.objects.filter(user=person, type="totp").exists()
    assert last_event().data["what"] == "totp_deactivated"


def test_every_change_of_sign_in_is_told_by_mail(
    person: Employee, mailoutbox: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with_app(person)
    assert mailoutbox == []
    deliver_due(at=timezone.now())
    told = [message.body for message in mailoutbox]
    assert [message.to for message in mailoutbox] == [[person.email]] * len(told)
    assert any("An authenticator app was added." in text for text in told)


def test_a_new_password_by_mail_does_not_pass_the_second_factor(person: Employee) -> None:
    with_app(person)
    person.refresh_from_db()
    person.set_password(NEW_PASSWORD)
    person.save()
    assert not is_in(sign_in(person, NEW_PASSWORD))


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/",
        "/accounts/signup/",
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/abc/",
        "/accounts/login/code/",
        "/accounts/login/code/confirm/",
        "/accounts/phone/change/",
        "/accounts/3rdparty/",
        "/accounts/2fa/",
        "/accounts/second-factor/keys/signup/",
        "/accounts/signup/passkey/",
    ],
)
def test_doors_that_are_not_there(person: Employee, path: str) -> None:
    assert sign_in(person).get(path).status_code == 404
    assert Client().get(path).status_code == 404


PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def test_only_these_doors_open_without_signing_in(person: Employee) -> None:
    """Of the routes below /accounts/; logging out and the second factor send a stranger to the sign-in too."""
    found = set()
    for pattern in _account_routes():
        path = re.sub(r"<int:pk>", "1", str(pattern.pattern))
        path = "password/reset/key/1-abc/" if "uidb36" in path else path
        answer = Client().get(f"/accounts/{path}")
        if answer.status_code == 200 or "next=" not in answer.headers.get("Location", "next="):
            found.add(pattern.name)
    assert found == PUBLIC


def _account_routes() -> list[URLPattern]:
    [accounts] = [
        item
        for item in get_resolver().url_patterns
        if isinstance(item, URLResolver) and str(item.pattern) == "accounts/"
    ]
    return [item for item in accounts.url_patterns if isinstance(item, URLPattern)]


def test_every_account_page_is_a_page(person: Employee) -> None:
    client = sign_in(person)
    confirm(client)
    for path in ("password/change/", "sessions/", "second-factor/", "second-factor/app/activate/"):
        assert client.get(f"/accounts/{path}").status_code == 200, path
    for path in ("second-factor/keys/", "second-factor/keys/add/", "reauthenticate/", "logout/"):
        assert client.get(f"/accounts/{path}").status_code == 200, path


def test_the_teams_that_somebody_leads_come_with_each_request_and_go_with_the_next(
    world: World, django_assert_num_queries: Any
) -> None:
    leader = an_employee(["manager"])
    teams = [a_team(leader), a_team(leader)]
    for led in (teams, teams[:1], []):
        Team.objects.filter(manager=leader).exclude(pk__in=[team.pk for team in led]).update(manager=None)
        with django_assert_num_queries(1):
            known = Backend().get_user(leader.pk)
            assert known is not None
            assert led_teams(known) == {team.pk for team in led}
        assert led_teams(leader) == {team.pk for team in led}
