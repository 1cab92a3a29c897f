"""Both partners at one customer: what one does the other sees without reload; a lost race loses nothing."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.journeys.conftest import Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"


def test_partner_sees_the_note_without_reload(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    desk.goto("/customers/?scope=mine")
    url = desk.locator("tbody th a").first.get_attribute("href")
    assert url
    desk.goto(url)
    field.goto(url)
    desk.keyboard.press("n")
    desk.get_by_label("text").fill("Drawing of line 4 has arrived.")
    desk.keyboard.press("Control+Enter")
    expect(field.locator("#timeline")).to_contain_text("Drawing of line 4 has arrived.")


def test_second_save_shows_mine_and_theirs(visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    desk.goto("/customers/?scope=mine")
    url = desk.locator("tbody th a").nth(1).get_attribute("href")
    assert url
    for page in (desk, field):
        page.goto(f"{url}edit/")
    desk.get_by_label("industry").fill("Intralogistik")
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    field.get_by_label("industry").fill("Fördertechnik")
    field.get_by_role("button", name="Save").click()
    main = field.locator("main")
    expect(main).to_contain_text("Intralogistik")
    expect(field.get_by_label("industry")).to_have_value("Fördertechnik")
    field.get_by_role("button", name="Save").click()
    field.goto(f"{url}edit/")
    expect(field.get_by_label("industry")).to_have_value("Fördertechnik")


def test_a_page_that_is_one_form_begins_in_it(visit: Open) -> None:
    desk, phone = visit(INSIDE), visit(INSIDE, phone=True)
    for address in ("/todos/new/", "/handoffs/new/"):
        desk.goto(address)
        expect(desk.locator("main form [name=title]")).to_be_focused()
    desk.locator("main form [name=title]").fill("Ablage")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("main form [name=expected]")).to_be_focused()
    phone.goto("/todos/new/")
    expect(phone.locator("main form [name=title]")).not_to_be_focused()
