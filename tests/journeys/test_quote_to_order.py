"""From a request to an order: a quote with three options, compared and accepted on a phone, confirmed to the cent."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, expect
from tests.journeys.conftest import House, Open

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIELD = "malte.brandt@nordwelle-antriebe.example"
WISH = "Angebot für Linie 7 in drei Varianten"
OPTIONS = ("Gut", "Besser", "Am besten")
PRICES = ("18940", "21480.55", "26300")
POWER = ("5.5 kW", "5.5 kW", "5.0 kW")
QUESTION = "Passt der Umrichter in den alten Schaltschrank?"
ANSWER = "Ja, mit der flachen Ausführung."


def test_a_wish_becomes_an_order_at_the_same_cents(house: House, visit: Open) -> None:
    desk, field = visit(INSIDE), visit(FIELD)
    contact, customer = json.loads(house.run(_WHO))

    # The customer rings; inside writes the wish down and makes a quote of three options out of it.
    desk.goto(f"/requests/new/?customer={customer}")
    desk.get_by_label("what the customer wants").fill(WISH)
    desk.get_by_role("button", name="Write down").click()
    desk.wait_for_url(re.compile(r"/requests/\d+/$"))
    desk.locator("a[href*='/quotes/new/']").first.click()
    number = _quote(desk, house, contact)

    # The customer opens the comparison on a phone, in their own browser, by a link to their own address.
    phone = visit(phone=True)
    _enter(phone, contact)
    phone.goto(f"/portal/quotes/{number}/")
    expect(phone.locator(".t-compare")).to_contain_text("5.0 kW")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "scrolls sideways"

    # They ask; both partners see it on Today, field answers, the answer stands in the portal.
    phone.goto(f"/portal/quotes/{number}/question/")
    phone.locator("main textarea").fill(QUESTION)
    phone.locator("main .btn-primary").click()
    for page in (desk, field):
        page.goto("/?span=week")
        expect(page.locator("#today .t-row", has_text=QUESTION)).to_have_count(1)
    field.locator("#today .t-row", has_text=QUESTION).get_by_role("link", name=QUESTION).click()
    field.get_by_label("Mail", exact=True).check()
    field.get_by_role("textbox", name="what was said").fill(ANSWER)
    field.get_by_role("button", name="Write down").click()
    phone.goto("/portal/requests/")
    phone.locator("main a", has_text=QUESTION).first.click()
    expect(phone.locator("main")).to_contain_text(ANSWER)

    # They choose the second option; a code to their own address makes it binding. Both are told without reload.
    field.goto(f"/quotes/{number}/")
    phone.goto(f"/portal/quotes/{number}/")
    phone.locator(".t-compare button", has_text="Besser").click()
    expect(phone.locator("main")).to_contain_text("21.480,55")
    phone.locator("main .btn-primary").click()
    code = phone.locator(".t-note strong").inner_text()
    phone.locator("main input[name=code]").fill(code)
    phone.locator("main .btn-primary").click()
    expect(phone.locator("main .t-state").first).to_contain_text(re.compile("angenommen|accepted", re.IGNORECASE))
    expect(field.locator("main")).to_contain_text("accepted")

    # Inside makes the order out of it and confirms it: the same cents everywhere.
    desk.goto(f"/quotes/{number}/")
    desk.get_by_role("button", name="Make the order").click()
    desk.wait_for_url(re.compile(r"/orders/"))
    desk.get_by_role("link", name="Confirm").click()
    desk.locator("main form[method=post] button[type=submit]").last.click()
    expect(desk.locator("main")).to_contain_text("21,480.55")
    assert json.loads(house.run(_CENTS.format(number=number))) == [2_148_055, 2_148_055, "confirmed"]
    phone.goto("/portal/orders/")
    expect(phone.locator("main")).to_contain_text("21.480,55")


def _quote(page: Page, house: House, contact: str) -> str:
    """Three options with a line each, what they are compared by, the recommendation; sent."""
    page.get_by_label("Contact").select_option(house.run(_KEY.format(email=contact)).strip())
    page.get_by_label("Subject").fill(WISH)
    page.get_by_label("Options").select_option("three")
    page.get_by_role("button", name="Begin the quote").click()
    page.wait_for_url(re.compile(r"/quotes/[^/]+/edit/"))
    number = page.url.rstrip("/").split("/")[-2]
    for place, (name, price) in enumerate(zip(OPTIONS, PRICES, strict=True), 1):
        page.goto(f"/quotes/{number}/edit/")
        page.get_by_role("link", name="Name and recommendation").nth(place - 1).click()
        page.get_by_label("Name").fill(name)
        if name == "Besser":
            page.locator("input[name=recommended]").check()
            page.locator("[name=reason]").fill("die niedrigsten Kosten über fünf Jahre")
        page.locator("main form").first.locator("button[type=submit]").first.click()
        page.wait_for_url(re.compile(r"/edit/$"))
        row = page.locator("section", has=page.get_by_role("heading", name=name, exact=True))
        row.get_by_placeholder("or free text").fill(f"Antrieb {name}")
        row.get_by_placeholder("by the list").fill(price)
        row.get_by_role("button", name="Add").click()
        expect(row.locator("tbody").first.locator("tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "scrolls sideways"
    page.goto(f"/quotes/{number}/comparison/edit/")
    page.get_by_label("Compared by").fill("Power")
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"/quotes/{number}/comparison/edit/")
    for name, value in zip(OPTIONS, POWER, strict=True):
        page.get_by_label(f"Power, {name}").fill(value)
    page.locator("main form button[type=submit]").first.click()
    page.goto(f"/quotes/{number}/sending/")
    page.get_by_role("button", name="Send it").click()
    page.wait_for_url(re.compile(rf"/quotes/{number}/|/letters/"))
    return number


def _enter(page: Page, contact: str) -> None:
    """Ask for a link and use it; the demo shows what the mail would bring."""
    page.goto("/portal/sign-in/")
    page.locator("input[type=email]").fill(contact)
    page.locator("main button[type=submit]").click()
    page.locator(".t-note a").first.click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Aylin")
    expect(page.locator("main")).to_contain_text("Malte")


_WHO = """
import json
from tandem.portal.models import Access
row = Access.objects.filter(revoked_at=None).select_related("contact__customer").order_by("pk")[0]
print(json.dumps([row.contact.email, row.contact.customer.number]))
"""
_KEY = """
from tandem.customers.models import Contact
print(Contact.objects.get(email="{email}").pk)
"""
_CENTS = """
import json
from tandem.quotes.models import Quote
from tandem.orders.models import Order
quote = Quote.objects.get(number="{number}")
order = Order.objects.get(quote=quote)
print(json.dumps([quote.acceptance.net_cents, order.net_cents, order.status]))
"""
