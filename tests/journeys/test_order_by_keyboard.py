"""An order while the customer is on the phone: found, written down, confirmed and traced, all by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.conftest import Open, assert_accessible

INSIDE = "aylin.demir@nordwelle-antriebe.example"


def _own_customer(page: Page) -> str:
    page.goto("/customers/?scope=mine")
    return page.locator("tbody th a").first.inner_text()


def _product(page: Page) -> str:
    page.goto("/products/")
    return page.locator("tbody th a").first.inner_text()


def _start(page: Page) -> None:
    """From the list to the form of an own customer."""
    customer = _own_customer(page)
    page.goto("/orders/")
    page.keyboard.press("n")
    expect(page.get_by_label("Whose order is it?")).to_be_focused()
    page.keyboard.type(customer)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#lines [name=product]")).to_be_focused()


def _second_line(page: Page) -> None:
    """Free text, 12.5 at 95.00 less 10 per cent."""
    page.keyboard.press("Enter")
    expect(page.locator("#lines tr")).to_have_count(2)
    expect(page.locator("#lines [name=product]").nth(1)).to_be_focused()
    for typed in ("", "Start-up", "12.5", "95", "10"):
        if typed:
            page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.locator("#lines output").nth(1)).to_contain_text("1,068.75")


def test_an_order_from_the_phone_to_its_trail(visit: Open) -> None:
    page = visit(INSIDE)
    product = _product(page)
    _start(page)
    page.keyboard.type(product)
    expect(page.locator("#lines [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#lines [name=quantity]")).to_be_focused()
    expect(page.locator("#lines [name=text]")).to_have_value(product)
    page.keyboard.type("3")
    price = page.locator("#lines [name=unit_price]").input_value()
    net = round(float(price) * 300 + 1e-6)
    expect(page.locator("#order-net")).to_contain_text(f"{net // 100:,}.{net % 100:02d}")
    _second_line(page)
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/orders/\d\d-\d+/$"))
    expect(page.locator("#toasts")).to_contain_text("is captured")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Confirm")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Confirmed")
    page.keyboard.press("t")
    expect(page.locator("main")).to_contain_text("prices and credits are frozen")
    assert_accessible(page)


def test_enter_before_the_list_is_there_takes_the_first(visit: Open) -> None:
    page = visit(INSIDE)
    product = _product(page)
    _start(page)
    page.locator("#lines [name=product]").fill(product[:5])
    page.keyboard.press("Enter")
    expect(page.locator("#lines [name=quantity]")).to_be_focused()
    expect(page.locator("#lines tr")).to_have_count(1)
    expect(page.locator("#lines [name=unit_price]")).not_to_have_value("")


@pytest.mark.parametrize("phone", [False, True])
def test_a_row_may_go_and_wrong_ones_are_told(visit: Open, phone: bool) -> None:
    page = visit(INSIDE, phone=phone)
    _start(page)
    page.locator("#lines [name=text]").fill("Start-up")
    page.get_by_role("button", name="Add a line").click()
    expect(page.locator("#lines tr")).to_have_count(2)
    page.get_by_role("button", name="Remove this line").last.click()
    expect(page.locator("#lines tr")).to_have_count(1)
    expect(page.get_by_role("button", name="Add a line")).to_be_focused()
    page.get_by_role("button", name="Capture the order").click()
    expect(page.locator("#lines .invalid-feedback")).to_contain_text("A price, please")
    expect(page.locator("#lines [name=text]")).to_have_value("Start-up")
    assert_accessible(page)
