"""Ways in that need a browser or a mail: a passkey, and the link for a forgotten password in the demo's post."""

from __future__ import annotations

import re
import time
from email import message_from_bytes, policy
from itertools import count

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import PASSWORD, House, Open, assert_accessible, sign_in

_numbers = count(1)
NEW_PASSWORD = "ein-ganz-neues-Kennwort"
HIRE = """
from django.utils import timezone
from tandem.core.actor import Actor
from tandem.people.actions import hire_employee
at = timezone.now()
person = hire_employee(email="{email}", first_name="Kim", last_name="Neu", roles=["payroll"], language="en",
                       actor=Actor.system(at, "journey"), at=at)
person.set_password("{password}")
person.save()
"""


@pytest.fixture
def newcomer(house: House) -> str:
    """The e-mail of somebody who has signed in nowhere yet."""
    email = f"kim{next(_numbers)}.{int(time.time())}@nordwelle-antriebe.example"
    house.run(HIRE.format(email=email, password=PASSWORD))
    return email


def test_a_passkey_replaces_the_password_and_is_a_second_factor(house: House, visit: Open, newcomer: str) -> None:
    page = visit()
    by_name = house.url.replace("127.0.0.1", "localhost")  # browsers bind passkeys to names, not to addresses
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    page.goto(f"{by_name}/accounts/login/")
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{by_name}/accounts/second-factor/")
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the key").fill("Laptop")
    assert_accessible(page)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert_accessible(page)

    page.goto(f"{by_name}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".t-side footer")).to_contain_text("Kim Neu")

    page.goto(f"{by_name}/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.locator(".t-side footer")).to_contain_text("Kim Neu")


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(house: House, visit: Open, newcomer: str) -> None:
    page = visit()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(_link_to(house, newcomer))
    assert_accessible(page)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("New password again").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.locator("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_label("Password").fill(NEW_PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.locator(".t-side footer")).to_contain_text("Kim Neu")


def _link_to(house: House, email: str) -> str:
    """The link in the mail that the worker has kept."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for path in (house.home / "mail").glob("*.eml"):
            mail = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
            text = mail.get_content() if mail else ""
            found = re.search(r"http\S+/accounts/password/reset/key/\S+/", text)
            if found and email in path.read_text():
                return found.group()
        time.sleep(0.2)
    raise AssertionError("no mail was kept")


def test_who_leaves_is_out_at_the_next_click(house: House, visit: Open, newcomer: str) -> None:
    page = visit()
    sign_in(page, newcomer)
    house.run(
        "from django.utils import timezone\n"
        "from tandem.core.actor import Actor\n"
        "from tandem.people.actions import end_employment\n"
        "from tandem.people.models import Employee\n"
        "at = timezone.now()\n"
        f"person = Employee.objects.get(email='{newcomer}')\n"
        "end_employment(person, left_on=timezone.localdate(), version=person.version,"
        " actor=Actor.system(at, 'journey'), at=at)\n"
    )
    page.goto("/people/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    page.get_by_label("E-mail").fill(newcomer)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Password").press("Enter")
    expect(page.locator("main")).to_contain_text("not correct")
