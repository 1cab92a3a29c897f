"""The board in two browsers: a card is dragged by one, seen by the other, moved on by keyboard, and asked for."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, Route, expect
from tests.journeys.conftest import House, Open, assert_accessible

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from tandem.core.actor import Actor
from tandem.customers.models import Assignment
from tandem.pipeline.actions import create_opportunity
from tandem.pipeline.models import Stage
from tandem.tandems.models import Tandem
now = timezone.now()
owned = Assignment.objects.filter(tandem__name="Eider", end=None, customer__contacts__is_first=True)
customer = owned.order_by("pk")[0].customer
stages = list(Stage.objects.filter(pipeline__key="sales").order_by("position"))
values = {
    "title": "%s", "value_cents": %d, "close_on": timezone.localdate() + timedelta(days=1),
    "contact": customer.contacts.filter(left_at=None).first(), "text": "Vier Achsen",
}
actor = Actor.system(now, "demo")
made = create_opportunity(customer, stage=stages[0], values=values, actor=actor, at=now)
print(json.dumps([made.pk, [stage.pk for stage in stages]]))
"""

OPENED = """
window.opened = 0;
new MutationObserver(() => { window.opened += 1; })
  .observe(document.getElementById("move"), { attributes: true, attributeFilter: ["open"] });
"""


def made(house: House, title: str, cents: int = 100_00) -> tuple[str, list[int]]:
    """A card in the first stage of the tandem's board, and the stages."""
    key, stages = json.loads(house.run(MAKE % (title, cents)).strip().splitlines()[-1])
    return f"#card-{key}", stages


def lane(page: Page, stage: int) -> str:
    return f"[data-stage='{stage}']"


def test_dragged_by_one_and_seen_by_the_other(visit: Open, house: House) -> None:
    card, stages = made(house, "Gezogene Linie")
    desk, field = visit(INSIDE), visit(FIELD)
    for page in (desk, field):
        page.goto("/opportunities/?scope=mine")
        expect(page.locator(f"{lane(page, stages[0])} {card}")).to_be_visible()
    desk.locator(card).drag_to(desk.locator(f"{lane(desk, stages[2])} header"))
    expect(desk.locator(f"{lane(desk, stages[2])} {card}")).to_be_visible()
    expect(desk.locator("#toasts")).to_contain_text("Moved to Quote")
    expect(field.locator(f"{lane(field, stages[2])} {card}")).to_be_visible()
    desk.locator("[data-undo]").first.click()
    expect(desk.locator(f"{lane(desk, stages[0])} {card}")).to_be_visible()


def test_the_page_of_one_says_that_somebody_moved_it(visit: Open, house: House) -> None:
    card, _stages = made(house, "Gezeigte Linie")
    desk, field = visit(INSIDE), visit(FIELD)
    desk.goto("/opportunities/?scope=mine")
    field.goto(desk.locator(f"{card} a[href]").first.get_attribute("href") or "")
    desk.locator(card).focus()
    desk.keyboard.press("ArrowRight")
    told = field.locator("#toasts")
    expect(told).to_contain_text("This has just been changed.")
    told.get_by_role("button", name="Show it anew").click()
    expect(field.locator("main")).to_contain_text("Design the solution")
    expect(told).not_to_contain_text("This has just been changed.")


def test_moved_by_keyboard_alone(visit: Open, house: House) -> None:
    card, stages = made(house, "Getippte Linie")
    page = visit(INSIDE)
    page.goto("/opportunities/?scope=mine")
    page.evaluate(OPENED)
    page.locator(card).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{lane(page, stages[1])} {card}")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(f"{lane(page, stages[0])} {card}")).to_be_focused()
    assert page.evaluate("window.opened") == 0  # a dialog, however short, takes the focus and may lose it
    page.locator(f"{card} [data-move-menu]").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#move")
    expect(dialog.get_by_label("stage")).to_be_focused()
    with page.expect_response(lambda answer: "stage=" in answer.url):  # what the stage demands is asked first
        dialog.get_by_label("stage").select_option(str(stages[3]))
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    dialog.get_by_role("button", name="Move").press("Enter")
    expect(page.locator(f"{lane(page, stages[3])} {card}")).to_be_visible()


def test_what_a_stage_needs_is_asked_in_the_dialog(visit: Open, house: House) -> None:
    card, stages = made(house, "Linie ohne Wert", 0)
    page = visit(INSIDE)
    page.goto("/opportunities/?scope=mine")
    page.locator(card).drag_to(page.locator(f"{lane(page, stages[2])} header"))
    dialog = page.locator("#move")
    expect(dialog).to_be_visible()
    expect(page.locator(f"{lane(page, stages[0])} {card}")).to_be_attached()
    dialog.get_by_label("value").fill("12,500")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_be_hidden()
    expect(page.locator(f"{lane(page, stages[2])} {card}")).to_contain_text("€12,500")


def test_a_lost_race_opens_with_both(visit: Open, house: House) -> None:
    card, stages = made(house, "Umkämpfte Linie")
    desk, field = visit(INSIDE), visit(FIELD)
    for page in (desk, field):
        page.goto("/opportunities/?scope=mine")
        expect(page.locator(card)).to_be_visible()
    field.wait_for_timeout(2500)  # what was heard of the card itself is over
    # From now on it sees nothing new.
    field.route(re.compile("/opportunities/"), _only_moves)
    desk.locator(card).focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator(f"{lane(desk, stages[1])} {card}")).to_be_visible()
    field.locator(card).drag_to(field.locator(f"{lane(field, stages[2])} header"))
    expect(field.get_by_role("table", name="Both versions side by side")).to_contain_text("Design the solution")


def _only_moves(route: Route) -> None:
    if route.request.method == "GET":
        route.abort()
    else:
        route.continue_()


def test_everybody_can_use_it(visit: Open, house: House) -> None:
    for phone, dark in ((False, False), (True, True)):
        page = visit(INSIDE, phone=phone, dark=dark)
        for address in (
            "/opportunities/",
            "/opportunities/list/",
            "/opportunities/forecast/",
            "/leads/",
            "/pipelines/",
        ):
            page.goto(address)
            assert_accessible(page)
