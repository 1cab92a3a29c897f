"""A list goes along as a file: from its menu, by keyboard and on a phone, as narrowed as it stands."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Open, assert_accessible

INSIDE = "aylin.demir@nordwelle-antriebe.example"


def _count(page: Page) -> int:
    """How many the list says there are."""
    return int(page.locator(".t-pager .t-meta").inner_text().split(" of ")[1].replace(",", ""))


def test_the_list_as_it_stands_by_keyboard(visit: Open, tmp_path: Path) -> None:
    page = visit(INSIDE)
    page.goto("/customers/?scope=all&class=A&sort=-revenue")
    count, first = _count(page), page.locator("tbody th a").first.inner_text()
    page.keyboard.press("x")
    button = page.get_by_role("button", name="Customers as CSV")
    expect(button).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    expect(button).to_be_focused()
    with page.expect_download() as begun:
        page.keyboard.press("Enter")
    begun.value.save_as(tmp_path / "book.csv")
    with (tmp_path / "book.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    assert first in (rows[0]["Name"], rows[0]["Short name"])
    assert {row["Class"] for row in rows} == {"A"}
    expect(button).to_be_enabled()


@pytest.mark.parametrize("address", ["/customers/?scope=all", "/orders/?scope=all"])
def test_on_a_phone(visit: Open, address: str) -> None:
    page = visit(INSIDE, phone=True, language="de")
    page.goto(address)
    page.locator("summary", has=page.locator("use[href$='#i-download']")).click()
    expect(page.locator("button[value$='.xlsx']").first).to_be_visible()
    assert_accessible(page)
    with page.expect_download() as begun:
        page.locator("button[value$='.xlsx']").first.click()
    assert begun.value.suggested_filename.endswith(".xlsx")
