"""One is told what concerns one: a mention rings the partner's bell; a file chosen stands on both their pages."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect
from tests.journeys.conftest import House, Open, assert_accessible

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
AWAKE = """
from tandem.desk.models import NoticeSettings
from tandem.people.models import Employee
NoticeSettings.objects.update_or_create(employee=Employee.objects.get(email="%s"), defaults={"quiet": False})
"""


def own_customer(page: Page, number: int) -> str:
    page.goto("/customers/?scope=mine")
    url = page.locator("tbody th a").nth(number).get_attribute("href")
    assert url
    return url


def test_a_mention_picked_by_keyboard_rings_the_partners_bell(visit: Open, house: House) -> None:
    house.run(AWAKE % FIELD)
    desk, field = visit(INSIDE), visit(FIELD)
    url = own_customer(desk, 2)
    field.goto("/products/")
    desk.goto(url)
    desk.keyboard.press("n")
    text = desk.get_by_label("text")
    text.press_sequentially("Please call them, @mal", delay=30)
    expect(desk.get_by_role("option", name="Malte Brandt")).to_be_visible()
    desk.keyboard.press("Enter")
    text.press_sequentially("today", delay=30)
    expect(text).to_have_value("Please call them, @Malte Brandt today")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#timeline").get_by_role("link", name="@Malte Brandt")).to_be_visible()
    toast = field.locator("[data-toast]").filter(has_text="mentioned you")
    expect(toast).to_be_visible(timeout=40000)  # what the demo's people are told at first comes before
    expect(field.locator("#bell")).to_contain_text("unread")
    toast.get_by_role("link", name="Open").click()
    expect(field).to_have_url(f"{house.url}{url}")
    field.goto("/notices/")
    assert_accessible(field)


def test_a_picture_stands_on_both_pages_and_can_be_taken_back(visit: Open, tmp_path: Path) -> None:
    desk, field = visit(INSIDE), visit(FIELD, phone=True)
    url = own_customer(desk, 3)
    Image.new("RGB", (1600, 900), "teal").save(tmp_path / "gearbox.jpg")
    desk.goto(url)
    field.goto(url)
    files = desk.locator("#files")
    expect(files.locator("form")).to_be_visible()
    expect(field.locator("#files form")).to_be_attached()
    files.locator("input[type=file]").first.set_input_files(tmp_path / "gearbox.jpg")
    expect(files.get_by_role("link", name="gearbox.jpg")).to_be_visible()
    desk.get_by_role("button", name="Undo").hover()  # what is pointed at stays
    assert files.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    expect(field.locator("#files")).to_contain_text("gearbox.jpg")
    assert_accessible(desk)
    assert_accessible(field)
    desk.get_by_role("button", name="Undo").click()
    expect(desk.locator("#files form")).to_be_visible()
    expect(desk.locator("#files")).not_to_contain_text("gearbox.jpg")
    expect(desk).to_have_url(desk.url.partition("/customers/")[0] + url)
