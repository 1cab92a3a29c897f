"""A desk person's first day: find a customer, understand it, write down a call, take it back; by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"


def _open_palette(page: Page, query: str) -> None:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type(query)


def test_find_understand_note_undo(visit: Open) -> None:
    page = visit(INSIDE)
    expect(page.get_by_role("heading", name="Today", level=1)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Customers", level=1)).to_be_visible()
    name = page.locator("tbody th a").first.inner_text()
    _open_palette(page, name)
    expect(page.get_by_role("option").first).to_contain_text(name.split()[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name.split()[0])

    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="Note")
    dialog.get_by_label("kind").select_option("call")
    dialog.get_by_label("text").fill("Wants the comparison by Friday.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#timeline")).to_contain_text("Wants the comparison by Friday.")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#timeline")).not_to_contain_text("Wants the comparison by Friday.")


def test_an_act_on_today_leaves_the_keys_where_they_were(visit: Open) -> None:
    page = visit(INSIDE)
    chosen = page.locator("[data-today] .t-row.is-active")
    steps = page.locator("[data-today] .t-row").evaluate_all("rows => rows.map((row) => row.dataset.step)")
    for _step in steps:
        page.keyboard.press("j")
        if chosen.locator("[data-act=s]").count():
            break
    step = chosen.get_attribute("data-step")
    after = steps[steps.index(step) + 1]
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("On the chosen row")
    expect(dialog.locator("[data-keys-row]")).to_contain_text("Later")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    chosen.get_by_role("button", name="Next week").click()
    expect(page.locator("#toasts")).to_contain_text("Put off")
    expect(page.locator(f"[data-step='{after}']")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(f"[data-step='{step}']")).to_be_visible()


def test_filters_live_in_the_address_and_survive_paging(visit: Open) -> None:
    page = visit(INSIDE)
    page.goto("/customers/?scope=all")
    page.keyboard.press("f")
    page.locator(".t-menu-group", has_text="Class").locator("summary").click()
    page.locator(".t-menu-group a", has_text="C").first.click()
    assert "class=C" in page.url
    assert "scope=all" in page.url
    expect(page.locator(".t-chip", has_text="Class")).to_be_visible()
    if page.get_by_role("link", name="Next").count():
        page.keyboard.press("]")
        assert "class=C" in page.url
    page.get_by_role("link", name="Remove filter: Class C").click()
    assert "class" not in page.url


def test_peek_by_keyboard_gives_the_focus_back(visit: Open) -> None:
    page = visit(INSIDE)
    page.goto("/customers/?scope=all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("tbody tr").nth(1)
    page.keyboard.press("p")
    expect(page.locator("#peek-body h2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#peek-body h2")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert row is not None


@pytest.mark.parametrize("key", ["?"])
def test_shortcuts_are_listed(visit: Open, key: str) -> None:
    page = visit(INSIDE)
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_contain_text("Customers")
