"""The two agree on their rules of play and hold their weekly meeting, each in a browser of their own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"


def write(page: Page, text: str, kind: str = "Note") -> None:
    page.get_by_label("Text").fill(text)
    page.get_by_label(kind, exact=True).check()
    page.get_by_role("button", name="Write it down").click()


def open_meeting(page: Page) -> None:
    """The next one, by way of the tandem room; planned where none is set."""
    page.goto("/room/")
    plan = page.get_by_role("button", name="Plan the next meeting")
    if plan.count():
        plan.click()
    else:
        page.get_by_role("link", name="Open the meeting").click()
    expect(page).to_have_url(re.compile(r"/meetings/\d+/$"))


def test_rules_hold_once_both_have_agreed(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    desk.goto("/room/")
    desk.get_by_role("link", name="All rules").click()
    desk.get_by_role("link", name=re.compile("Propose a change|Change the proposal")).click()
    desk.get_by_label("Accept a hand-off within").fill("0:45")
    desk.get_by_role("button", name="Propose").click()
    expect(desk.locator("main")).to_contain_text("0:45 h of working time")
    field.goto("/room/")
    field.get_by_role("link", name="Compare").click()
    field.get_by_role("button", name="Agree").click()
    expect(field.locator("main")).to_contain_text("in force since")
    field.goto("/room/")
    expect(field.locator("main")).to_contain_text("0:45 h")


def test_both_write_at_once_and_nothing_is_lost(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    open_meeting(desk)
    field.goto(desk.url)
    field.get_by_label("Text").fill("half a sentence")
    write(desk, "Hansen waits for a drawing")
    expect(field.locator("#minutes")).to_contain_text("Hansen waits for a drawing")
    expect(field.get_by_label("Text")).to_have_value("half a sentence")
    expect(desk.get_by_label("Text")).to_have_value("")
    write(field, "The report comes the same evening", "Promise")
    expect(desk.locator("#minutes")).to_contain_text("The report comes the same evening")


def test_one_line_changed_by_both_shows_mine_and_theirs(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    open_meeting(desk)
    write(desk, "Visit in week 49")
    line = desk.locator("#minutes li", has_text="Visit in week 49")
    url = line.get_by_role("link", name="Change this line").get_attribute("href")
    assert url
    for page in (desk, field):
        page.goto(url)
    desk.get_by_label("Text").fill("Visit in week 50")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#minutes")).to_contain_text("Visit in week 50")
    field.get_by_label("Text").fill("Visit in week 51")
    field.get_by_role("button", name="Save").click()
    expect(field.locator("main")).to_contain_text("Visit in week 50")
    expect(field.get_by_label("Text")).to_have_value("Visit in week 51")
    field.get_by_role("button", name="Save").click()
    expect(desk.locator("#minutes")).to_contain_text("Visit in week 51")
