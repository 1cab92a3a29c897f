"""The pages of customers as a browser uses them: what is saved, what is kept on an error, what is not there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.browser import main_form, submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.customers.actions import add_note, add_site, edit_customer, edit_note
from tandem.customers.models import Assignment, Consent, Contact, Customer, Note, Site
from tandem.customers.queries import owner_of
from tandem.people.tests.factories import signed_in_client

from .factories import AT, a_contact
from .world import World, of

HTMX = {"HX-Request": "true"}


@pytest.fixture
def browser(world: World) -> Client:
    """Inside sales of the tandem is signed in."""
    return signed_in_client(world.inside)


def url(customer: Customer, rest: str = "") -> str:
    return f"/customers/{customer.number}/{rest}"


def said(answer: Any) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def offered_undo(answer: Any) -> list[int]:
    tags = [message.extra_tags or "" for message in get_messages(answer.wsgi_request)]
    return [int(tag.removeprefix("undo:")) for tag in tags if tag.startswith("undo:")]


def fresh(customer: Customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


def test_the_list_shows_ones_own_first_and_all_on_request(world: World, browser: Client) -> None:
    own = text_of(browser.get("/customers/"))
    assert "Hansen Antriebe GmbH" in own
    assert "Geheimrat KG" in own
    assert "Wartburg AG" not in own
    everything = text_of(signed_in_client(world.stranger).get("/customers/?scope=all"))
    assert "Hansen Antriebe GmbH" in everything
    assert "Wartburg AG" in everything
    assert "Geheimrat KG" not in everything
    assert "Verschluss GmbH" not in everything


@pytest.mark.parametrize("query", ["hansen", "HANS", "Birte", "thomsen@kunde", "040 998877"])
def test_the_list_finds_customers_by_their_contacts_too(world: World, browser: Client, query: str) -> None:
    person = {"first_name": "Birte", "last_name": "Thomsen", "email": "thomsen@kunde.example", "phone": "040 998877"}
    submit(browser, url(world.customer, "contacts/new/"), **person)
    found = text_of(browser.get("/customers/", {"q": query}))
    assert "Hansen Antriebe GmbH" in found
    assert "1–1 of 1" in found


def test_a_new_customer_with_its_first_site(world: World, browser: Client) -> None:
    values = {"name": "Neumann & Söhne", "street": "Kai 1", "site_town": "Hamburg", "country": "de"}
    answer = submit(browser, "/customers/new/", **values)
    customer = Customer.objects.get(name="Neumann & Söhne")
    assert (answer.status_code, answer.url) == (302, url(customer))
    assert said(answer) == ["Neumann & Söhne was added."]
    assert list(customer.sites.values_list("street", "town", "country", "is_main")) == [
        ("Kai 1", "Hamburg", "DE", True)
    ]
    assert owner_of(customer, timezone.localdate()) == world.tandem


def test_a_new_customer_for_the_queue_without_any_address(world: World, browser: Client) -> None:
    submit(browser, "/customers/new/", name="Neumann", tandem="")
    customer = Customer.objects.get(name="Neumann")
    assert (customer.sites.count(), customer.assignments.count(), customer.team) == (0, 0, world.team)


def test_what_was_typed_stays_when_something_is_wrong(browser: Client) -> None:
    with unchanged():
        answer = submit(browser, "/customers/new/", name="", email="keine Adresse", phone="040 77", currency="€uro")
    assert answer.status_code == 422
    values = main_form(answer).values
    assert (values["phone"], values["email"], values["currency"]) == (["040 77"], ["keine Adresse"], ["€uro"])
    assert "Enter a valid email address." in text_of(answer)


def test_a_form_of_htmx_goes_on_by_a_header(browser: Client) -> None:
    answer = submit(browser, "/customers/new/", name="Neumann", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, url(Customer.objects.get(name="Neumann")))


def test_an_edit_is_saved_and_can_be_taken_back(world: World, browser: Client) -> None:
    answer = submit(browser, url(world.customer, "edit/"), name="Petersen AG", website="petersen.example")
    assert (answer.status_code, answer.url, said(answer)) == (302, url(world.customer), ["Saved."])
    assert (fresh(world.customer).name, fresh(world.customer).website) == ("Petersen AG", "https://petersen.example")
    event = Event.objects.get(verb="customer.edited")
    assert offered_undo(answer) == [event.pk]
    back: Any = browser.post(f"/undo/{event.pk}/", {"next": url(world.customer)})
    assert (back.status_code, back.url, said(back)[-1]) == (302, url(world.customer), "Taken back.")
    assert fresh(world.customer).name == "Hansen Antriebe GmbH"


def test_saving_what_is_there_says_so(world: World, browser: Client) -> None:
    with unchanged():
        answer = submit(browser, url(world.customer, "edit/"))
    assert (said(answer), offered_undo(answer)) == (["Nothing was different."], [])


def test_an_edit_that_is_wrong_keeps_what_was_typed(world: World, browser: Client) -> None:
    with unchanged():
        answer = submit(browser, url(world.customer, "edit/"), name="Petersen AG", email="x")
    assert (answer.status_code, main_form(answer).values["name"]) == (422, ["Petersen AG"])


def test_a_lost_race_shows_mine_theirs_and_before_and_keeps_mine(world: World, browser: Client) -> None:
    form = main_form(browser.get(url(world.customer, "edit/")))
    theirs = {"name": "Jensen AG", "industry": "Bau"}
    edit_customer(fresh(world.customer), values=theirs, version=1, actor=of(world.field), at=AT)
    with unchanged():
        answer = browser.post(url(world.customer, "edit/"), {**form.values, "name": "Petersen AG", "town": "x"})
    assert answer.status_code == 409
    assert "Petersen AG Jensen AG Hansen Antriebe GmbH" in text_of(answer)
    again = main_form(answer).values
    assert (again["name"], again["industry"]) == (["Petersen AG"], ["Bau"])
    saved = browser.post(url(world.customer, "edit/"), again)
    assert (saved.status_code, fresh(world.customer).name, fresh(world.customer).industry) == (
        302,
        "Petersen AG",
        "Bau",
    )


def test_a_form_without_its_version_never_overwrites(world: World, browser: Client) -> None:
    form = main_form(browser.get(url(world.customer, "edit/")))
    for version in ("", "0", "x"):
        with unchanged():
            answer = browser.post(url(world.customer, "edit/"), {**form.values, "name": "Petersen", "version": version})
        assert answer.status_code in (409, 422)


def test_the_assignment_is_shown_and_the_manager_changes_it(world: World) -> None:
    page = signed_in_client(world.inside).get(url(world.customer, "assignments/"))
    assert world.tandem.name in text_of(page)
    assert "is decided by the sales manager of team" in text_of(page)
    manager = signed_in_client(world.manager)
    answer = submit(manager, url(world.customer, "assignments/"), tandem=world.mates.pk, reason="Gebiet")
    assert (answer.status_code, said(answer)) == (302, ["Assigned."])
    assert owner_of(world.customer, timezone.localdate()) == world.mates


@pytest.mark.parametrize("wrong", [{"start": "2020-01-01"}, {"start": "morgen"}, {"reason": ""}, {"tandem": "999999"}])
def test_a_wrong_assignment_changes_nothing(world: World, wrong: dict[str, str]) -> None:
    manager = signed_in_client(world.manager)
    values: dict[str, Any] = {"tandem": world.mates.pk, "reason": "Gebiet", **wrong}
    with unchanged():
        answer = submit(manager, url(world.customer, "assignments/"), **values)
    assert answer.status_code == 422
    assert main_form(answer).values["reason"] == [values["reason"]]


def test_the_form_offers_tandems_of_the_customers_team_only(world: World) -> None:
    html = signed_in_client(world.manager).get(url(world.customer, "assignments/")).content.decode()
    assert f">{world.mates.name}</option>" in html
    assert f">{world.far.name}</option>" not in html


def test_sites_are_added_changed_made_main_and_removed(world: World, browser: Client) -> None:
    for town in ("Kiel", "Köln"):
        answer = submit(browser, url(world.customer, "sites/new/"), town=town)
        assert (answer.status_code, said(answer)) == (302, ["The site was added."])
    second = Site.objects.get(town="Köln")
    page = url(world.customer, f"sites/{second.pk}/edit/")
    submit(browser, page, street="Dom 1", latitude="50.94")
    second.refresh_from_db()
    assert (second.street, second.latitude) == ("Dom 1", 50.94)
    made = submit(browser, url(world.customer, f"sites/{second.pk}/main/"), page=page)
    assert (made.status_code, fresh(world.customer).town) == (302, "Köln")
    first = Site.objects.get(town="Kiel")
    gone = submit(
        browser,
        url(world.customer, f"sites/{first.pk}/remove/"),
        page=url(world.customer, f"sites/{first.pk}/edit/"),
    )
    assert (gone.status_code, list(Site.objects.values_list("town", flat=True))) == (302, ["Köln"])


def test_a_refused_deed_answers_with_its_reason(world: World, browser: Client) -> None:
    submit(browser, url(world.customer, "sites/new/"), town="Kiel")
    site = Site.objects.get()
    with unchanged():
        answer = browser.post(url(world.customer, f"sites/{site.pk}/remove/"))
    assert answer.status_code == 403
    assert "The main site cannot be removed." in text_of(answer)


def test_a_lost_race_over_a_site(world: World, browser: Client) -> None:
    site = add_site(world.customer, values={"town": "Kiel"}, actor=of(world.inside), at=AT)
    page = url(world.customer, f"sites/{site.pk}/edit/")
    form = main_form(browser.get(page))
    submit(signed_in_client(world.field), page, town="Bonn")
    with unchanged():
        answer = browser.post(page, {**form.values, "town": "Köln"})
    assert (answer.status_code, main_form(answer).values["town"]) == (409, ["Köln"])
    assert "Köln Bonn Kiel" in text_of(answer)


def test_a_contact_is_added_shown_changed_and_leaves(world: World, browser: Client) -> None:
    values = {"last_name": "Thomsen", "buying_role": "decider", "language": "da", "form_of_address": "du"}
    submit(browser, url(world.customer, "contacts/new/"), **values, knows_best=world.field.pk, avoid="vor neun")
    contact = Contact.objects.get()
    assert (contact.knows_best, contact.is_first) == (world.field, False)
    page = url(world.customer, f"contacts/{contact.pk}/")
    shown = text_of(browser.get(page))
    for word in ("Thomsen", "Decider", "Danish, du", "vor neun", str(world.field), "not asked"):
        assert word in shown
    answer = submit(browser, f"{page}edit/", mobile="0170 1", is_first="on")
    contact.refresh_from_db()
    assert (answer.url, contact.mobile, contact.is_first) == (page, "0170 1", True)
    assert offered_undo(answer) == [Event.objects.get(verb="contact.edited").pk]
    gone = submit(browser, f"{page}retire/", page=page)
    assert said(gone) == ["Noted that Thomsen has left."]
    assert "has left" in text_of(browser.get(page))


def test_whom_the_contact_knows_best_is_one_of_the_two(world: World, browser: Client) -> None:
    with unchanged():
        answer = submit(browser, url(world.customer, "contacts/new/"), last_name="T", knows_best=world.stranger.pk)
    assert answer.status_code == 422


def test_who_once_knew_a_contact_best_stays_a_choice(world: World, browser: Client) -> None:
    contact = a_contact(world.customer, knows_best=world.stranger)
    submit(browser, url(world.customer, f"contacts/{contact.pk}/edit/"), function="Einkauf")
    contact.refresh_from_db()
    assert (contact.knows_best, contact.function) == (world.stranger, "Einkauf")


def test_a_lost_race_over_a_contact(world: World, browser: Client) -> None:
    contact = a_contact(world.customer)
    page = url(world.customer, f"contacts/{contact.pk}/edit/")
    form = main_form(browser.get(page))
    submit(signed_in_client(world.mate), page, phone="111")
    with unchanged():
        answer = browser.post(page, {**form.values, "phone": "222"})
    assert (answer.status_code, main_form(answer).values["phone"]) == (409, ["222"])


def test_consents_are_noted_and_a_wrong_one_is_not(world: World, browser: Client) -> None:
    contact = a_contact(world.customer)
    page = url(world.customer, f"contacts/{contact.pk}/")
    answer = submit(browser, f"{page}consents/", page=page, channel="mail", given="no", origin="Telefon")
    assert (answer.status_code, answer.url) == (302, page)
    assert "does not want it" in text_of(browser.get(page))
    for wrong in ({"channel": "pigeon"}, {"origin": ""}, {"given": "maybe"}):
        with unchanged():
            refused = submit(browser, f"{page}consents/", page=page, **{"given": "no", "origin": "Messe", **wrong})
        assert refused.status_code == 422
    assert Consent.objects.count() == 1


def test_a_note_is_written_in_the_brief_and_can_be_taken_back(world: World, browser: Client) -> None:
    contact = a_contact(world.customer)
    values = {"note-kind": "call", "note-contact": contact.pk, "note-text": "Braucht zehn Motoren."}
    answer = submit(browser, url(world.customer, "notes/new/"), page=url(world.customer), **values)
    assert (answer.status_code, said(answer)) == (302, ["Noted."])
    note = Note.objects.get()
    assert (note.author, note.contact, note.kind) == (world.inside, contact, "call")
    assert "Braucht zehn Motoren." in text_of(browser.get(url(world.customer)))
    browser.post(f"/undo/{offered_undo(answer)[0]}/")
    assert "Braucht zehn Motoren." not in text_of(browser.get(url(world.customer)))


def test_an_empty_note_or_one_with_a_foreign_contact_is_not_kept(world: World, browser: Client) -> None:
    foreign = a_contact(world.queued)
    for wrong in ({"note-text": " "}, {"note-text": "x", "note-contact": foreign.pk}):
        with unchanged():
            answer = submit(browser, url(world.customer, "notes/new/"), **wrong)
        assert answer.status_code == 422


def test_a_note_is_changed_and_removed_by_its_author(world: World, browser: Client) -> None:
    note, _event = add_note(world.customer, values={"text": "Alt"}, actor=of(world.inside), at=AT)
    page = url(world.customer, f"notes/{note.pk}/edit/")
    for who in (world.inside, world.manager, world.field):
        offered = page in signed_in_client(who).get(url(world.customer)).content.decode()
        assert offered == (who != world.field)  # the partner reads it, no more
    submit(browser, page, text="Neu")
    note.refresh_from_db()
    assert note.text == "Neu"
    form = main_form(browser.get(page))
    edit_note(note, values={"text": "Vom Chef"}, version=note.version, actor=of(world.manager), at=AT)
    with unchanged():
        lost = browser.post(page, {**form.values, "text": "Von mir"})
    assert (lost.status_code, main_form(lost).values["text"]) == (409, ["Von mir"])
    gone = submit(browser, url(world.customer, f"notes/{note.pk}/remove/"), page=page)
    assert (gone.status_code, said(gone)) == (302, ["The note was removed."])
    assert browser.get(page).status_code == 404
    assert signed_in_client(world.mate).get(page).status_code == 404


def test_an_address_must_fit_together(world: World, browser: Client) -> None:
    """A part of one customer is not there under the number of another."""
    contact, other = a_contact(world.customer), world.queued
    site = add_site(world.customer, values={"town": "Kiel"}, actor=of(world.inside), at=AT)
    note, _event = add_note(world.customer, values={"text": "x"}, actor=of(world.inside), at=AT)
    parts = [
        f"contacts/{contact.pk}/",
        f"contacts/{contact.pk}/edit/",
        f"sites/{site.pk}/edit/",
        f"notes/{note.pk}/edit/",
    ]
    for part in parts:
        assert browser.get(url(world.customer, part)).status_code == 200
        assert browser.get(url(other, part)).status_code == 404
    posts = [f"contacts/{contact.pk}/retire/", f"contacts/{contact.pk}/consents/", f"sites/{site.pk}/main/"]
    for part in [*posts, f"sites/{site.pk}/remove/", f"notes/{note.pk}/remove/"]:
        with unchanged():
            assert browser.post(url(other, part)).status_code == 404


@pytest.mark.parametrize("number", ["99999", "x", "%00", "..", "10001'--", "9" * 300])
def test_no_such_customer(world: World, browser: Client, number: str) -> None:
    assert browser.get(f"/customers/{number}/").status_code in (400, 404)


def test_a_restricted_customer_is_not_there_for_others(world: World) -> None:
    contact = a_contact(world.restricted)
    for who in (world.others | world.outsiders).values():
        client = signed_in_client(who)
        for rest in ("", "peek/", "timeline/", "edit/", "assignments/", "notes/new/", f"contacts/{contact.pk}/"):
            assert client.get(url(world.restricted, rest)).status_code == 404
    for who in world.owners.values():
        assert signed_in_client(who).get(url(world.restricted)).status_code == 200


def test_assignments_of_other_days_are_shown_newest_first(world: World, browser: Client) -> None:
    today = timezone.localdate()
    Assignment.objects.filter(customer=world.customer).update(end=today - timedelta(days=10))
    Assignment.objects.create(customer=world.customer, tandem=world.mates, start=today - timedelta(days=10))
    shown = text_of(browser.get(url(world.customer, "assignments/")))
    assert shown.index(world.mates.name) < shown.index(world.tandem.name)
