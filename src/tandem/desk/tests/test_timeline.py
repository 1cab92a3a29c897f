"""The timeline: what happened with a customer, newest first, filtered, page by page, told in sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tandem.core.actor import Actor
from tandem.core.events import reactions, record
from tandem.core.tests.browser import text_of
from tandem.core.undo import undo_event
from tandem.customers.actions import (
    add_contact,
    add_note,
    add_site,
    assign_customer,
    edit_contact,
    edit_customer,
    edit_note,
    edit_site,
    make_main_site,
    record_consent,
    remove_note,
    remove_site,
    retire_contact,
)
from tandem.customers.models import Customer, Note
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import TODAY, World, of
from tandem.desk.queries.timeline import KINDS, PAGE, customer_timeline, tandems_timeline
from tandem.desk.queries.told import TOLD
from tandem.orders.actions import cancel_order
from tandem.orders.tests.factories import an_order


def note(world: World, text: str, kind: str = "note", customer: Customer | None = None, **more: Any) -> Note:
    values = {"text": text, "kind": kind, **more}
    return add_note(customer or world.customer, values=values, actor=of(world.inside), at=AT)[0]


def told(world: World, kind: str = "", before: int | None = None) -> list[str]:
    entries, _more = customer_timeline(world.customer.pk, kind=kind, before=before)
    return [entry.detail or entry.told for entry in entries]


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_newest_first_with_who_and_which_half(world: World) -> None:
    note(world, "Eins")
    add_note(world.customer, values={"text": "Zwei", "kind": "visit"}, actor=of(world.field), at=AT)
    entries, more = customer_timeline(world.customer.pk)
    assert [(entry.detail, entry.half, entry.who) for entry in entries] == [
        ("Zwei", "field", str(world.field)),
        ("Eins", "inside", str(world.inside)),
        ("", "", "test"),
    ]
    assert (entries[2].told, more) == ("added this customer", False)


def test_what_the_customer_does_itself_has_its_own_half(world: World) -> None:
    contact = Actor("contact", 1, AT, "Birte Thomsen")
    record("customer.edited", world.customer, actor=contact, at=AT)
    entry = customer_timeline(world.customer.pk)[0][0]
    assert (entry.half, entry.who) == ("customer", "Birte Thomsen")


def test_it_is_one_customers(world: World) -> None:
    note(world, "Fremdes", customer=world.queued)
    assert "Fremdes" not in told(world)


def test_by_kind(world: World) -> None:
    for kind in ("note", "call", "visit", "mail"):
        note(world, f"Als {kind}", kind)
    order = an_order(world.customer, confirmed=True)
    cancel_order(order, reason="Irrtum", actor=of(world.inside), at=AT)
    record("order.imported", order, world.customer, actor=of(world.inside), at=AT, data={"number": order.number})
    assert (told(world, "notes"), told(world, "calls"), told(world, "visits")) == (
        ["Als note"],
        ["Als call"],
        ["Als visit"],
    )
    orders, _more = customer_timeline(world.customer.pk, kind="orders")
    assert [entry.told for entry in orders] == [
        f"took over order {order.number}",
        f"cancelled order {order.number}",
        f"confirmed order {order.number}",
        f"captured order {order.number}",
    ]
    assert {entry.url for entry in orders} == {f"/orders/{order.number}/"}
    assert len(told(world)) == 4 + 4 + 1


def test_a_note_is_told_as_it_is_now_and_under_its_present_kind(world: World) -> None:
    written = note(world, "Alt", "call")
    values = {"text": "Neu", "kind": "visit"}
    edit_note(written, values=values, version=1, actor=of(world.inside), at=AT)
    assert (told(world, "visits"), told(world, "calls")) == (["Neu"], [])


def test_what_was_taken_back_is_not_told(world: World) -> None:
    _note, event = add_note(world.customer, values={"text": "Weg"}, actor=of(world.inside), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    removed = note(world, "Auch weg")
    remove_note(removed, actor=of(world.inside), at=AT)
    edited = edit_customer(
        world.customer, values={"industry": "Bau"}, version=world.customer.version, actor=of(world.inside), at=AT
    )
    assert edited
    undo_event(edited, actor=of(world.inside), at=AT)
    assert told(world) == ["added this customer"]


def test_page_by_page_everything_once(world: World) -> None:
    for number in range(2 * PAGE + 5):
        note(world, f"Notiz {number}")
    seen: list[str] = []
    before: int | None = None
    sizes = []
    while True:
        entries, more = customer_timeline(world.customer.pk, before=before)
        seen += [entry.detail for entry in entries]
        sizes.append(len(entries))
        if not more:
            break
        before = entries[-1].id
    assert seen == [*(f"Notiz {number}" for number in reversed(range(2 * PAGE + 5))), ""]
    assert sizes == [PAGE, PAGE, 6]


def test_pages_are_full_whatever_was_removed_or_is_not_told(world: World) -> None:
    note(world, "Die erste")
    for number in range(PAGE + 5):
        written = note(world, f"Weg {number}")
        edit_note(written, values={"text": "Anders"}, version=1, actor=of(world.inside), at=AT)
        remove_note(written, actor=of(world.inside), at=AT)
    entries, more = customer_timeline(world.customer.pk)
    assert ([entry.detail for entry in entries], more) == (["Die erste", ""], False)


def test_every_deed_on_a_customer_is_told(world: World) -> None:
    """What nobody put into words here would silently be missing from the page."""
    me, customer = of(world.manager), world.customer
    contact = add_contact(customer, values={"last_name": "Thomsen"}, actor=me, at=AT)
    edit_contact(contact, values={"phone": "1"}, version=1, actor=me, at=AT)
    record_consent(contact, channel="mail", given=True, origin="Messe", actor=me, at=AT)
    record_consent(contact, channel="mail", given=False, origin="Brief", actor=me, at=AT)
    retire_contact(contact, actor=me, at=AT)
    first = add_site(customer, values={"town": "Kiel"}, actor=me, at=AT)
    second = add_site(customer, values={"town": "Bonn"}, actor=me, at=AT)
    edit_site(first, values={"street": "Kai"}, version=1, actor=me, at=AT)
    make_main_site(second, actor=me, at=AT)
    first.refresh_from_db()
    remove_site(first, actor=me, at=AT)
    fresh = Customer.objects.get(pk=customer.pk)
    edit_customer(fresh, values={"industry": "Bau"}, version=fresh.version, actor=me, at=AT)
    assign_customer(fresh, tandem=world.mates, start=TODAY, reason="Gebiet", actor=me, at=AT)
    later = Customer.objects.get(pk=customer.pk)
    assign_customer(later, tandem=None, start=TODAY + timedelta(7), reason="Pause", actor=me, at=AT)
    entries, _more = customer_timeline(customer.pk)
    assert [(entry.told, entry.detail) for entry in entries] == [
        ("put the customer into the team's queue", "Pause"),
        (f"gave the customer to {world.mates.name}", "Gebiet"),
        ("changed the master data", ""),
        ("removed the site Kiel", ""),
        ("made Bonn the main site", ""),
        ("changed the site Kiel", ""),
        ("added the site Bonn", ""),
        ("added the site Kiel", ""),
        ("noted that Thomsen has left", ""),
        ("noted that Thomsen does not want mails", "Brief"),
        ("noted that Thomsen agrees to mails", "Messe"),
        ("changed the contact Thomsen", ""),
        ("added the contact Thomsen", ""),
        ("added this customer", ""),
    ]


def test_calls_and_visits_name_the_contact(world: World) -> None:
    contact = add_contact(world.customer, values={"last_name": "Thomsen"}, actor=of(world.inside), at=AT)
    for kind in ("call", "visit", "mail"):
        note(world, kind, kind, contact=contact)
        note(world, kind, kind)
    sentences = [entry.told for entry in customer_timeline(world.customer.pk)[0]][:6]
    assert sentences == [
        "wrote a mail",
        "wrote to Thomsen",
        "was on site",
        "visited Thomsen",
        "made a call",
        "talked to Thomsen on the phone",
    ]


def test_a_name_with_a_percent_sign_is_a_name(world: World) -> None:
    add_contact(world.customer, values={"last_name": "100 %s"}, actor=of(world.inside), at=AT)
    assert customer_timeline(world.customer.pk)[0][0].told == "added the contact 100 %s"


def test_all_customers_of_several_tandems_each_event_once(world: World) -> None:
    note(world, "Ours")
    note(world, "Queued", customer=world.queued)
    assign_customer(world.customer, tandem=world.mates, start=TODAY, reason="x", actor=of(world.manager), at=AT)
    entries = tandems_timeline([world.tandem.pk, world.mates.pk])
    assert [entry.detail for entry in entries] == ["x", "Ours"]
    assert {entry.customer_id for entry in entries} == {world.customer.pk}


def test_statements_stay_two_or_three(world: World, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        note(world, f"N{number}")
    for kind, _label in KINDS:
        with django_assert_max_num_queries(4):
            customer_timeline(world.customer.pk, kind=kind)


def url(world: World, query: str = "", page: str = "timeline/") -> str:
    return f"/customers/{world.customer.number}/{page}{query}"


def test_the_fragment_and_the_brief_without_script_show_the_same(world: World, browser: Client) -> None:
    note(world, "Ein Anruf", "call")
    note(world, "Ein Besuch", "visit")
    for page in ("timeline/", ""):
        shown = browser.get(url(world, "?kind=calls", page)).content.decode()
        assert "Ein Anruf" in shown
        assert "Ein Besuch" not in shown
        assert 'kind=calls" hx-target="#timeline" hx-swap="outerHTML" aria-current="true"' in shown


def test_older_ones_come_after_a_link(world: World, browser: Client) -> None:
    for number in range(PAGE + 3):
        note(world, f"Notiz {number:02d}!")
    first = browser.get(url(world)).content.decode()
    assert "Show older" in first
    assert "Notiz 02!" not in first
    oldest = customer_timeline(world.customer.pk)[0][-1].id
    assert f"before={oldest}" in first
    rest = browser.get(url(world, f"?before={oldest}")).content.decode()
    assert rest.startswith("<li")
    assert "Notiz 02!" in rest
    assert "Notiz 03!" not in rest
    assert "Show older" not in rest
    assert "Notiz 02!" in text_of(browser.get(url(world, f"?before={oldest}", "")))


@pytest.mark.parametrize("query", ["?before=²", "?before=-1", "?before=9" * 30, "?kind=x&before=", "?before=1e5"])
def test_what_the_address_cannot_mean_is_passed_over(world: World, browser: Client, query: str) -> None:
    note(world, "Da")
    for page in ("timeline/", ""):
        answer = browser.get(url(world, query, page))
        assert (answer.status_code, "Da" in answer.content.decode()) == (200, True)


def test_who_is_named_in_a_note_is_linked(world: World, browser: Client) -> None:
    note(world, f"Bitte @{world.field} fragen")
    page = browser.get(url(world)).content.decode()
    assert (
        f'href="/people/{world.field.pk}/"'
        in page[page.index('id="timeline"') :].partition(f"@{world.field}</a>")[0][-200:]
    )


def test_what_people_write_is_text(world: World, browser: Client) -> None:
    note(world, "<script>alert(1)</script>")
    assert "<script>alert" not in browser.get(url(world)).content.decode()


def test_every_verb_that_is_told_is_one_that_somebody_records() -> None:
    """Against words for deeds that were renamed."""
    known = {"customer", "contact", "contract", "consent", "site", "note", "order", "file", "request", "appointment"}
    known |= {"credit_note"}
    known |= {"call", "handoff", "invoice", "mail", "opportunity", "payment", "portal", "quote", "todo", "visit"}
    assert {verb.split(".")[0] for verb in TOLD} == known
    assert {verb for verb in reactions() if verb.startswith("order.") and not verb.endswith(".undone")} <= TOLD.keys()
