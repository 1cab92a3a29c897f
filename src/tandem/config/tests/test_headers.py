"""What every answer carries so that browsers keep others out, and keep nothing for the next person."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tandem.people.tests.factories import PASSWORD, an_employee, signed_in_client

pytestmark = pytest.mark.django_db
PAGES = ["/", "/customers/", "/people/", "/me/", "/nowhere/", "/customers/nobody/", "/customers/new/"]


@pytest.fixture
def browser() -> Client:
    """Somebody from inside sales."""
    return signed_in_client(an_employee(["inside"]))


def policy(answer: Any) -> dict[str, set[str]]:
    parts = [part.split() for part in answer.headers["Content-Security-Policy"].split(";")]
    return {words[0]: set(words[1:]) for words in parts if words}


@pytest.mark.parametrize("path", PAGES)
def test_pages_run_nothing_but_our_own(browser: Client, path: str) -> None:
    for client in (browser, Client()):
        found = policy(client.get(path))
        assert found["default-src"] == {"'none'"}
        assert found["script-src"] == found["style-src"] == found["form-action"] == {"'self'"}
        assert found["frame-ancestors"] == found["base-uri"] == {"'none'"}
        assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & set().union(*found.values())


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_a_signed_in_person_stays_in_a_cache(browser: Client, path: str) -> None:
    assert browser.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/nowhere/"])
def test_no_frames_no_guessing_no_referrer(browser: Client, path: str) -> None:
    for client in (browser, Client()):
        headers = client.get(path).headers
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_form_without_its_token_is_not_taken(browser: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    answer = strict.post("/customers/new/", {"name": "x"})
    assert answer.status_code == 403
    assert b"This form had expired" in answer.content or "abgelaufen" in answer.content.decode()


def test_cookies_are_out_of_reach_of_scripts_and_other_sites() -> None:
    person, client = an_employee(["inside"], password=PASSWORD), Client()
    assert client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}).status_code == 302
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_an_address_with_a_nul_is_not_there(browser: Client) -> None:
    for path in ("/customers/%00/", "/customers/?q=%00", "/palette/?q=a%00b", "/accounts/login/?next=%00"):
        for client in (browser, Client()):
            assert client.get(path).status_code == 404
