"""The door: whatever an action refuses becomes a page, or for htmx a toast, with its status and in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import pytest
from django.http import HttpRequest
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

import tandem.config.urls
from tandem.core.errors import Conflict, Invalid, Refused, TandemError
from tandem.core.models import Event
from tandem.people.models import Role
from tandem.people.tests.factories import an_employee, signed_in_client

pytestmark = pytest.mark.django_db
SAID = "The bridge is up. Nothing was changed."
ERRORS: dict[str, Callable[[], TandemError]] = {
    "TandemError": lambda: TandemError("bridge_up", SAID),
    "Refused": lambda: Refused("bridge_up", SAID),
    "Invalid": lambda: Invalid("bridge_up", SAID, {"bridge": "up"}),
    "Conflict": lambda: Conflict("bridge_up", SAID),
}
STATUS = {"TandemError": 400, "Refused": 403, "Invalid": 422, "Conflict": 409}


def fall(request: HttpRequest, name: str) -> NoReturn:
    """A view whose action says no."""
    Event.objects.create(verb="test.begun", at="2026-11-24T09:00:00Z", actor_kind="system")
    raise ERRORS[name]()


def crash(request: HttpRequest) -> NoReturn:
    """A view with a fault in it."""
    raise ZeroDivisionError("secret")


urlpatterns = [*tandem.config.urls.urlpatterns, path("fall/<str:name>/", fall), path("crash/", crash)]


@pytest.fixture
def browser(settings: Settings) -> Client:
    settings.ROOT_URLCONF = __name__
    browser = signed_in_client(an_employee(["inside"]))
    browser.raise_request_exception = False
    return browser


def subclasses(of: type[TandemError]) -> set[str]:
    return {of.__name__}.union(*(subclasses(kind) for kind in of.__subclasses__()))


def test_every_error_of_the_house_is_known_here() -> None:
    assert subclasses(TandemError) == ERRORS.keys() == STATUS.keys()


@pytest.mark.parametrize("name", ERRORS)
def test_a_page_says_what_happened(browser: Client, name: str) -> None:
    for answer in (browser.get(f"/fall/{name}/"), browser.post(f"/fall/{name}/")):
        shown = answer.content.decode()
        assert answer.status_code == STATUS[name]
        assert SAID in shown
        assert 'id="content"' in shown
        assert "bridge_up" not in shown
        assert "Traceback" not in shown
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ERRORS)
def test_htmx_gets_a_toast_and_no_page(browser: Client, name: str) -> None:
    answer = browser.post(f"/fall/{name}/", headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert answer.status_code == STATUS[name]
    assert (answer.headers["HX-Retarget"], answer.headers["HX-Reswap"]) == ("#toasts", "beforeend")
    assert SAID in shown
    assert "<html" not in shown


@pytest.mark.parametrize("role", Role.values)
def test_the_page_suits_every_role(settings: Settings, role: str) -> None:
    settings.ROOT_URLCONF = __name__
    assert signed_in_client(an_employee([role])).get("/fall/Refused/").status_code == 403


def test_a_fault_shows_nothing_of_itself(browser: Client) -> None:
    answer = browser.get("/crash/")
    assert answer.status_code == 500
    assert b"secret" not in answer.content
    assert b"ZeroDivisionError" not in answer.content


def test_what_is_not_there_is_a_page_too(browser: Client) -> None:
    answer = browser.get("/nowhere/")
    assert answer.status_code == 404
    assert b'id="content"' in answer.content or b"<main" in answer.content
