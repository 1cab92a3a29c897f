"""The list of mails, one mail, its customer, a dropped file, the page of the mailbox: in a browser's terms."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.core.actor import Actor
from tandem.core.attachments.queries import files_of
from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of
from tandem.core.undo import undo_event
from tandem.customers.models import Contact
from tandem.customers.queries import visible_contacts
from tandem.customers.tests.world import World, a_world, of
from tandem.desk.queries.timeline import customer_timeline
from tandem.exchange.mail.models import Mail, Mailbox
from tandem.exchange.mail.sorting import assign_mail, discard_mail
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.tests.mails import BOUNCE, a_mail
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import NextStep, Request
from tandem.work.tests.factories import AT, a_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    a_kind()
    return a_world()


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.inside)


def a_waiting(**more: Any) -> Mail:
    raw = a_mail(**{"sender": '"Thomsen, Birte" <neu@x.example>', "files": (("plan.txt", b"x"),), **more})
    return take_in_mail(raw, actor=Actor.system(AT, "mailbox"), at=AT)


def upload(raw: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("mail.eml", raw, content_type="message/rfc822")


def test_the_list_shows_what_waits(world: World, browser: Client) -> None:
    a_waiting(subject="Wartet hier")
    take_in_mail(BOUNCE, actor=Actor.system(AT, "mailbox"), at=AT)
    waiting = browser.get("/mails/").content.decode()
    assert "Wartet hier" in waiting
    assert "Undelivered" not in waiting
    assert "Undelivered" in browser.get("/mails/?state=automatic").content.decode()
    assert "Wartet hier" in browser.get("/mails/?q=birte").content.decode()


def test_assigned_it_is_a_request_with_files_and_a_new_contact(world: World, browser: Client) -> None:
    mail = a_waiting()
    url = f"/mails/{mail.pk}/assignment/"
    assert "Whose mail is it?" in browser.get(url).content.decode()
    page = browser.get(f"{url}?customer={world.customer.number}")
    form = next(form for form in forms_of(page) if "become" in form.values)
    sent = changed(form, become="request", add_sender="on")
    answers = [browser.post(f"{url}?customer={world.customer.number}", sent) for _time in range(2)]
    request = Request.objects.get()
    assert [answer.headers["Location"] for answer in answers] == [f"/requests/{request.pk}/"] * 2
    assert (request.customer, request.tandem) == (world.customer, world.tandem)
    assert NextStep.objects.filter(kind="request", object_id=request.pk).exists()
    assert [file.name for file in files_of("request", request.pk)] == ["plan.txt"]
    contact = visible_contacts(of(world.inside, AT)).get(email="neu@x.example")
    assert (str(contact), request.contact) == ("Birte Thomsen", contact)
    assert mail.subject in browser.get(f"/requests/{request.pk}/mails/").content.decode()
    assert "plan.txt" in browser.get(f"/mails/{mail.pk}/").content.decode()


def test_the_second_is_told_who_was_faster(world: World) -> None:
    mail = a_waiting()
    assign_mail(mail, world.customer, actor=of(world.inside, AT), at=AT)
    before = Event.objects.count()
    for act in (
        lambda: assign_mail(mail, world.queued, actor=of(world.mate, AT), at=AT),
        lambda: discard_mail(mail, reason="Werbung", actor=of(world.mate, AT), at=AT),
    ):
        with pytest.raises(Refused, match=str(world.inside)):
            act()
    assert (Event.objects.count(), Request.objects.count()) == (before, 1)
    assert Mail.objects.get().customer == world.customer


def test_assigning_takes_the_right_to_the_customer(world: World) -> None:
    mail = a_waiting()
    for person, customer in ((world.stranger, world.restricted), (world.admin, world.customer)):
        with pytest.raises(Refused):
            assign_mail(mail, customer, actor=of(person, AT), at=AT)
    mail.refresh_from_db()
    assert (mail.state, Contact.objects.count(), Request.objects.count()) == ("waiting", 0, 0)


def test_discarded_with_a_reason_and_taken_back(world: World, browser: Client) -> None:
    mail = a_waiting()
    form = next(form for form in forms_of(browser.get(f"/mails/{mail.pk}/")) if "reason" in form.values)
    assert browser.post(form.action, changed(form, reason=" ")).status_code == 422
    assert Mail.objects.get().state == "waiting"
    answer = browser.post(form.action, changed(form, reason="Werbung"))
    assert (answer.status_code, Mail.objects.get().state, Mail.objects.get().reason) == (302, "discarded", "Werbung")
    undo_event(Event.objects.get(verb="mail.discarded"), actor=of(world.inside, AT), at=AT)
    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.settled_by) == ("waiting", "", None)


def test_discarding_says_why(world: World) -> None:
    mail = a_waiting()
    with pytest.raises(Invalid):
        discard_mail(mail, reason="", actor=of(world.inside, AT), at=AT)


def test_what_was_discarded_can_still_be_assigned(world: World) -> None:
    mail, actor = a_waiting(), of(world.inside, AT)
    discard_mail(mail, reason="Werbung", actor=actor, at=AT)
    assert assign_mail(mail, world.customer, actor=actor, at=AT).became == "request"


def test_an_entry_in_the_timeline_is_taken_back_with_its_files(world: World) -> None:
    mail, actor = a_waiting(), of(world.inside, AT)
    assign_mail(mail, world.customer, become="filed", actor=actor, at=AT)
    assert [file.name for file in files_of("customer", world.customer.pk)] == ["plan.txt"]
    assert len(customer_timeline(world.customer.pk, kind="mails")[0]) == 1
    undo_event(Event.objects.get(verb="mail.filed"), actor=actor, at=AT)
    mail.refresh_from_db()
    assert (mail.state, mail.became, mail.customer, mail.suggested) == ("waiting", "", None, world.customer)
    assert files_of("customer", world.customer.pk).count() == 0
    assert {file.name for file in files_of("mail", mail.pk)} == {"plan.txt", "original.eml"}
    assert customer_timeline(world.customer.pk, kind="mails")[0] == []


@pytest.mark.parametrize(("become", "place"), [("request", "/requests/"), ("filed", "/customers/")])
def test_a_dropped_mail_becomes_what_was_chosen(world: World, browser: Client, become: str, place: str) -> None:
    url, raw = f"/mails/new/?customer={world.customer.number}", a_mail()
    answers = [browser.post(url, {"file": upload(raw), "become": become}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer.headers["Location"].startswith(place) for answer in answers} == {True}
    assert (Mail.objects.get().customer, Request.objects.count()) == (world.customer, int(become == "request"))


def test_dropped_without_a_customer_the_rules_decide(world: World, browser: Client) -> None:
    answer = browser.post("/mails/new/", {"file": upload(a_mail(sender="neu@x.example"))})
    assert answer.headers["Location"] == f"/mails/{Mail.objects.get(state='waiting').pk}/"


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"x" * 40_000])
def test_what_is_no_mail_is_told_at_its_field(world: World, browser: Client, settings: Any, raw: bytes) -> None:
    settings.FILE_BYTES = 30_000
    answer = browser.post("/mails/new/", {"file": upload(raw)})
    assert (answer.status_code, Mail.objects.count()) == (422, 0)


def test_the_pages_that_take_a_drop_carry_its_dialog(world: World, browser: Client) -> None:
    for url in ("/requests/", f"/customers/{world.customer.number}/"):
        assert "data-mail-drop" in browser.get(url).content.decode()


def test_text_of_a_mail_is_shown_and_never_run(world: World, browser: Client) -> None:
    mail = a_waiting(text="<script>alert(1)</script>", subject="<b>x</b>", sender="<i>y</i> <neu@x.example>")
    page = browser.get(f"/mails/{mail.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>x</b>" not in page


def test_the_mailbox_is_explained_where_none_is_set(world: World, settings: Any) -> None:
    settings.IMAP_URL = ""
    browser = signed_in_client(world.admin)
    assert "No mailbox is set" in browser.get("/mailbox/").content.decode()
    assert "No mailbox is set" in browser.post("/mailbox/try/").content.decode()


def test_the_mailbox_tells_its_state_and_never_its_password(world: World, settings: Any) -> None:
    settings.IMAP_URL = "imap://vertrieb:streng-geheim@127.0.0.1:1/Eingang"
    Mailbox.objects.create(pk=1, place="vertrieb@127.0.0.1:1/Eingang", error="Kaputt", error_at=AT)
    browser = signed_in_client(world.admin)
    page = browser.get("/mailbox/").content.decode()
    assert "Kaputt" in page
    assert "Eingang" in page
    tried = browser.post("/mailbox/try/").content.decode()
    assert "could not be opened" in tried
    assert "streng-geheim" not in page + tried


def test_an_unreadable_address_is_told(world: World, settings: Any) -> None:
    settings.IMAP_URL = "pop3://x"
    assert "must read imaps" in signed_in_client(world.admin).get("/mailbox/").content.decode()


def test_what_is_no_mail_is_refused_at_the_field(world: World, browser: Client) -> None:
    for raw in (b"\x00\xff not a mail", b"number;name\n1;Neu GmbH\n", b"%PDF-1.7\n%binary: here\n"):
        answer = browser.post("/mails/new/", {"file": upload(raw)})
        assert answer.status_code == 422
        assert "This is no mail." in answer.content.decode()
    assert not Mail.objects.exists()
