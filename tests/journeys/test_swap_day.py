"""A pair plans a swap day at the desk, lives it with a phone in the hand, and closes it: each reads the other then."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.conftest import House, Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
MANAGER = "katrin.asmussen@nordwelle-antriebe.example"


def plan(page: Page) -> str:
    """On the first day that suits both, by way of the tandem room."""
    page.goto("/room/")
    page.get_by_role("link", name="Plan one").click()
    page.get_by_role("link", name="Take it", exact=True).first.click()
    page.get_by_label("What the guest wants to learn").fill("How a first talk goes")
    page.get_by_role("button", name="Plan it").click()
    expect(page).to_have_url(re.compile(r"/swap-days/\d+/$"))
    return page.url


def brought_to_today(house: House, url: str) -> None:
    """The day has come: what only waiting would bring about otherwise."""
    key = url.rstrip("/").rpartition("/")[2]
    house.run(
        "from datetime import timedelta; from django.utils import timezone; day = timezone.localdate();"
        "from tandem.together.models import SwapDay;"
        f"SwapDay.objects.filter(pk={key}).update(start=day, end=day + timedelta(1))"
    )


def write(page: Page, url: str, text: str) -> None:
    page.goto(url)
    page.get_by_role("link", name="How was the day?").click()
    page.get_by_label("What surprised me").fill(text)
    page.get_by_label("What should change").fill(f"Quotes before ten ({text})")
    page.get_by_role("button", name="Save").click()


def test_a_swap_day_is_planned_lived_and_closed(visit: Open, house: House) -> None:
    desk, phone = visit(INSIDE), visit(FIELD, phone=True)
    url = plan(desk)
    phone.goto(url)
    expect(phone.locator("main")).to_contain_text("How a first talk goes")
    expect(phone.locator("main")).to_contain_text("Pay, pulse and private notes stay closed")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    brought_to_today(house, url)
    write(phone, url, "37 calls before noon")
    desk.goto(url)
    expect(desk.locator("main")).not_to_contain_text("37 calls before noon")
    write(desk, url, "Four hours of driving")
    expect(desk.locator("main")).to_contain_text("37 calls before noon")
    phone.goto(url)
    expect(phone.locator("main")).to_contain_text("Four hours of driving")
    phone.get_by_role("link", name="Make it a to-do").first.click()
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator("main")).to_contain_text("is a to-do")
    desk.goto(url)
    desk.get_by_role("link", name="Propose a rule of play").first.click()
    expect(desk.get_by_label("Why this way")).to_have_value(re.compile("Quotes before ten"))


def test_their_manager_sees_that_it_takes_place_and_no_word_of_it(visit: Open, house: House) -> None:
    boss, desk = visit(MANAGER), visit(INSIDE)
    desk.goto("/room/")
    desk.get_by_role("link", name="All swap days").click()
    desk.locator("main li", has_text="both have written").get_by_role("link").first.click()
    expect(desk.locator("main")).to_contain_text("What surprised me")
    boss.goto(desk.url)
    expect(boss.locator("main")).to_contain_text("both have written")
    for hidden in ("In the evening", "What surprised me"):
        expect(boss.locator("main")).not_to_contain_text(hidden)
