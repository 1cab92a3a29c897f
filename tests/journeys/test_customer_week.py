"""One customer's week in two browsers: a request by phone, a visit, a hand-off that goes back once, and both Todays."""

from __future__ import annotations

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from tests.journeys.conftest import Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
WISH = "Ersatzmotor für Sichter 2: wann kann er hier sein?"
TASK = "Sichter 2 vor Ort ausmessen"


def test_a_request_by_phone_becomes_a_visit_and_a_promise_kept(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    customer = _customer(desk)

    # The customer rings; the desk writes the wish down while talking. Both see it, the clock runs.
    desk.goto(customer)
    desk.keyboard.press("w")
    desk.get_by_label("what the customer wants").fill(WISH)
    _choose(desk, "who holds it", "Aylin")
    desk.get_by_role("button", name="Write down").click()
    desk.wait_for_url(re.compile(r"/requests/\d+/$"))
    expect(desk.locator("main")).to_contain_text(WISH)
    request = desk.url
    for page in (desk, field):
        page.goto("/?span=week")
        expect(_row(page, WISH)).to_contain_text("Aylin")

    # It is answered on the phone: the clock stops, the request stays until the customer has what they want.
    desk.goto(request)
    desk.get_by_label("Call", exact=True).check()
    desk.get_by_role("textbox", name="what was said").fill("Ausmessen nötig; Malte kommt vorbei.")
    desk.get_by_role("button", name="Write down").click()
    expect(desk.locator("main")).to_contain_text("answered by phone")
    expect(desk.get_by_role("textbox", name="what was said")).to_have_value("")  # written once, not offered again
    desk.goto("/?span=week")
    expect(_row(desk, WISH)).to_contain_text("Answered")

    # A visit is booked into the partner's calendar; it stands in both lists.
    desk.goto(customer)
    desk.get_by_role("link", name="Appointment B").click()
    desk.get_by_label("What it is about").fill("Ausmessen Sichter 2")
    _choose(desk, "In whose calendar", "Malte")
    desk.get_by_label("Day").fill((timezone.localdate() + timedelta(3)).isoformat())
    desk.get_by_label("From").fill("11:15")
    desk.get_by_label("To", exact=True).fill("12:00")
    _send(desk, "Book it")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Ausmessen Sichter 2")
    for page in (desk, field):
        page.goto("/?span=week")
        expect(_row(page, "Ausmessen Sichter 2")).to_contain_text("Malte")

    # The work is handed over with a promise, returned with a reason, offered again, accepted and done.
    _hand_over(desk, customer)
    field.goto("/?span=week")
    offered = _row(field, TASK)
    expect(offered).to_contain_text("Hand-off to you")
    offered.get_by_role("link", name=TASK).click()
    field.get_by_role("button", name="Return with a reason").click()
    field.get_by_role("dialog").get_by_label("reason").fill("Die Zeichnung fehlt noch.")
    field.keyboard.press("Control+Enter")
    expect(field.locator("main")).to_contain_text("Die Zeichnung fehlt noch.")
    field.goto("/?span=week")
    expect(_row(field, TASK)).to_have_count(0)
    desk.goto(customer)
    expect(desk.locator("#timeline")).to_contain_text("Die Zeichnung fehlt noch.")

    _hand_over(desk, customer)
    field.goto("/?span=week")
    offered = _row(field, TASK)
    offered.click()
    offered.get_by_role("button", name="Accept").click()
    expect(_row(field, TASK)).to_contain_text("Promised to Aylin")
    expect(_row(desk, TASK)).to_have_count(0)
    desk.goto("/?span=week&who=partner")
    expect(_row(desk, TASK)).to_contain_text("Malte")
    field.locator(".t-row", has_text=TASK).click()
    _row(field, TASK).get_by_role("button", name="Done").click()
    expect(_row(field, TASK)).to_have_count(0)
    expect(_row(desk, TASK)).to_have_count(0)  # without reload

    # The customer has what they want.
    desk.goto("/?span=week")
    _row(desk, WISH).click()
    _row(desk, WISH).get_by_role("button", name="Close").click()
    expect(_row(desk, WISH)).to_have_count(0)
    desk.get_by_role("button", name="Undo").click()
    expect(_row(desk, WISH)).to_have_count(1)


def test_what_one_takes_over_the_other_sees_without_reload(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    desk.goto(_customer(desk))
    desk.keyboard.press("w")
    desk.get_by_label("what the customer wants").fill("Welches Fett für Sichter 9?")
    _choose(desk, "who holds it", "Aylin")
    desk.get_by_role("button", name="Write down").click()
    desk.wait_for_url(re.compile(r"/requests/\d+/$"))
    for page in (desk, field):
        page.goto("/?span=week")
        expect(_row(page, "Welches Fett")).to_contain_text("Aylin")
    _row(field, "Welches Fett").click()
    field.keyboard.press("t")
    expect(_row(field, "Welches Fett")).to_contain_text("Malte")
    expect(_row(desk, "Welches Fett")).to_contain_text("Malte")


def _customer(page: Page) -> str:
    """The address of one of the tandem's customers."""
    page.goto("/customers/?scope=mine")
    url = page.locator("tbody th a").nth(2).get_attribute("href")
    assert url
    return url


def _row(page: Page, text: str) -> Locator:
    return page.locator("#today .t-row", has_text=text)


def _choose(page: Page, label: str, name: str) -> None:
    """The option whose words begin with the name."""
    box = page.get_by_label(label)
    values = box.locator("option").filter(has_text=name)
    box.select_option(values.first.get_attribute("value"))


def _send(page: Page, name: str) -> None:
    """Send; where something speaks against it, say that it is meant so."""
    page.get_by_role("button", name=name).click()
    anyway = page.get_by_label("anyway")
    if anyway.count():
        anyway.first.check()
        page.get_by_role("button", name=name).click()


def _hand_over(page: Page, customer: str) -> None:
    page.goto(customer)
    page.keyboard.press("h")
    page.get_by_label("what it is about").fill(TASK)
    page.get_by_label("expected result").fill("Maße und Fotos liegen vor.")
    page.locator("main [name=day]").fill((timezone.localdate() + timedelta(4)).isoformat())
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main")).to_contain_text(TASK)
