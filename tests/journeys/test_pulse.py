"""The pulse stays between two, and the company's survey shows nothing while too few have answered."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.journeys.conftest import House, Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
MANAGER = "katrin.asmussen@nordwelle-antriebe.example"
QUESTIONS = 5


def choose(page: Page, score: int) -> None:
    """The same answer to all questions."""
    for number in range(QUESTIONS):
        page.locator("main form fieldset").nth(number).locator(f"input[value='{score}']").check()


def answer(page: Page, score: int) -> None:
    page.goto("/room/")
    page.get_by_role("link", name=re.compile("Answer this month's questions|Trend, talk, help")).click()
    choose(page, score)
    page.get_by_label("Share with my partner").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Your answers of this month")


def test_two_answer_and_both_see_their_mean(visit: Open) -> None:
    desk, field, boss = visit(INSIDE), visit(FIELD), visit(MANAGER)
    answer(desk, 2)
    answer(field, 4)
    desk.reload()
    expect(desk.locator("main")).to_contain_text("Mean of your two answers")
    expect(desk.locator("main")).to_contain_text("Worth a talk")
    desk.get_by_role("button", name="Onto the next agenda").click()
    expect(desk.locator("main")).to_contain_text("Pulse:")
    assert boss.request.get(field.url).status == 403


def test_a_survey_below_the_group_size_shows_nothing(visit: Open, house: House) -> None:
    told = house.run(
        "from tandem.together.models import Survey; one = Survey.objects.latest('opens_on');"
        "one.answers.all().delete(); one.parts.update(took_part=False); print('key', one.pk)"
    )
    found = re.search(r"key (\d+)", told)
    assert found
    desk, boss = visit(INSIDE), visit(MANAGER)
    desk.goto("/surveys/")
    desk.get_by_role("link", name="Take part").click()
    choose(desk, 1)
    desk.get_by_role("button", name="Send anonymously").click()
    expect(desk.locator("body")).to_contain_text("nobody knows which are yours")
    boss.goto(f"/surveys/{found[1]}/")
    expect(boss.locator("main")).to_contain_text("too few have taken part")
    expect(boss.locator("main")).to_contain_text("Nothing to show yet")
    expect(boss.locator("main table")).to_have_count(0)
