"""A customer writes: the mail shows as a request in the tandem's Today; another one is dropped at its customer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect
from tests.journeys.conftest import House, Open, assert_accessible

from tandem.exchange.tests.dovecot import imap_server
from tandem.exchange.tests.mails import a_mail

INSIDE = "aylin.demir@nordwelle-antriebe.example"
FIND = """
import json
from tandem.customers.models import Contact
from tandem.exchange.mail.senders import sender_of
from tandem.tandems.models import Seat
tandem = Seat.objects.filter(employee__email="%s", end=None).first().tandem
rows = Contact.objects.filter(customer__assignments__tandem=tandem, customer__assignments__end=None, left_at=None)
rows = rows.exclude(email="").select_related("customer").order_by("-pk")
contact = next(row for row in rows if sender_of(row.email).contact == row)
print(json.dumps([contact.email, contact.customer.number, contact.customer.label]))
"""
LOOK = """
from django.utils import timezone
from tandem.exchange.mail.fetching import look_into
from tandem.exchange.mail.place import place_set
look_into(place_set(), at=timezone.now())
"""


def test_a_mail_is_a_request_of_today_and_its_answer_stands_in_the_thread(visit: Open, house: House) -> None:
    address, _number, label = json.loads(house.run(FIND % INSIDE))
    with imap_server() as server:
        there = replace(house, environment={**house.environment, "TANDEM_IMAP_URL": server.url("vertrieb")})
        text = "Der Motor steht.\n\nAm 1.1. schrieb Aylin:\n> alt"
        first = a_mail(text, sender=address, subject="Linie 2 steht still", Date="", Message_ID="<j1@h>")
        server.deliver("vertrieb", first)
        there.run(LOOK)
        page = visit(INSIDE)
        page.goto("/")
        expect(page.locator("main")).to_contain_text("Linie 2 steht still")
        page.goto("/requests/?scope=all&q=still")
        page.get_by_role("link", name="Linie 2 steht still").first.click()
        expect(page.locator("main")).to_contain_text("Der Motor steht.")
        expect(page.locator("main")).to_contain_text(label)
        page.get_by_text("Signature and what it quotes").click()
        expect(page.locator("main")).to_contain_text("> alt")
        server.deliver("vertrieb", a_mail("Läuft wieder", sender=address, Date="", In_Reply_To="<j1@h>"))
        there.run(LOOK)
        page.reload()
        expect(page.locator("#request-thread")).to_contain_text("Läuft wieder")
        expect(page.locator("#request-thread")).to_contain_text("wrote again")
        assert_accessible(page)


def test_a_mail_nobody_knows_finds_its_customer(visit: Open, house: House, tmp_path: Path) -> None:
    _address, number, label = json.loads(house.run(FIND % INSIDE))
    page = visit(INSIDE)
    page.goto("/mails/")
    page.get_by_role("link", name="Anfrage Antrieb für Materialseilbahn").click()
    assert_accessible(page)
    page.keyboard.press("c")
    page.get_by_label("Whose mail is it?").fill(number)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"To {label}")
    page.get_by_label("Add the sender as a contact").check()
    page.get_by_role("button", name="Take in").click()
    expect(page.locator("h1").first).to_contain_text("Anfrage Antrieb")


def test_a_mail_is_dropped_at_its_customer(visit: Open, house: House, tmp_path: Path) -> None:
    _address, number, _label = json.loads(house.run(FIND % INSIDE))
    raw = a_mail("Nur zur Kenntnis", sender="Jemand <jemand@anderswo.example>", subject="Fotos vom Aufbau")
    page = visit(INSIDE)
    page.goto(f"/customers/{number}/")
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "aufbau.eml", {type: "message/rfc822"}));
            const drop = new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data});
            document.querySelector("main").dispatchEvent(drop);
        }""",
        raw.decode(),
    )
    dialog = page.get_by_role("dialog", name="Take in a mail")
    expect(dialog).to_be_visible()
    dialog.get_by_label("An entry in the timeline").check()
    dialog.get_by_role("button", name="Take in").click()
    expect(page.locator("#timeline")).to_contain_text("put a mail of Jemand here: Fotos vom Aufbau")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("#timeline")).not_to_contain_text("Fotos vom Aufbau")
