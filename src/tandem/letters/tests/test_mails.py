"""Mails to customers: refused without consent, sent once after the commit, in their thread, with both people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tandem.core.errors import Invalid, Refused
from tandem.core.models import Document, Event
from tandem.core.outbox import deliver_due
from tandem.core.tests.browser import text_of
from tandem.customers.actions import add_contact, record_consent
from tandem.customers.models import Contact
from tandem.customers.tests.factories import system
from tandem.desk.queries.timeline import customer_timeline
from tandem.exchange.mail.models import Mail
from tandem.exchange.mail.taking import take_in_mail
from tandem.letters.actions import write_mail
from tandem.letters.models import SentMail, TextTemplate
from tandem.orders.models import Order
from tandem.orders.tests.factories import AT, Pair, a_pair, actor_of, an_order
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.work.models import Request
from tandem.work.tests.factories import a_request
from tandem.work.tests.smtp import Inbox, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    settings.ADDRESS, settings.DEFAULT_FROM_EMAIL = "https://tandem.example", "Tandem <tandem@nordwelle.example>"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    with mail_server() as inbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", inbox.port
        yield inbox


@pytest.fixture
def pair() -> Pair:
    return a_pair(name="Hansen GmbH")


def a_contact(pair: Pair, **values: Any) -> Contact:
    first = {"first_name": "Birte", "last_name": "Thomsen", "email": "b.thomsen@hansen.example"}
    return add_contact(pair.customer, values={**first, **values}, actor=system(), at=AT)


def write(pair: Pair, contact: Contact, **fields: Any) -> SentMail:
    content = {"subject": "Ihr Auftrag", "body": "Guten Tag,\n\nanbei.", **fields}
    return write_mail(pair.customer, contact=contact, actor=actor_of(pair.inside), at=AT, **content)


def deliver() -> None:
    deliver_due(at=AT + timedelta(seconds=1))


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_it_leaves_after_the_commit_once_with_both_people_below(inbox: Inbox, pair: Pair) -> None:
    mail = write(pair, a_contact(pair))
    assert inbox.messages == []
    deliver()
    deliver()
    [message] = inbox.messages
    mail.refresh_from_db()
    assert mail.sent_at is not None
    assert message["To"] == "b.thomsen@hansen.example"
    assert message["From"] == f"{pair.inside} <tandem@nordwelle.example>"
    assert sorted(message["Reply-To"].replace(" ", "").split(",")) == sorted([pair.inside.email, pair.field.email])
    assert message["Message-ID"] == f"<{mail.message_id}>"
    told = plain(message)
    for word in ("anbei.", "Freundliche Grüße", str(pair.inside), "Innendienst", str(pair.field), "Außendienst"):
        assert word in told
    assert told.index(str(pair.inside)) < told.index(str(pair.field))


def test_a_mail_server_that_is_away_is_tried_again(settings: Any, pair: Pair) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail = write(pair, a_contact(pair))
    deliver()
    mail.refresh_from_db()
    assert mail.sent_at is None
    with mail_server() as inbox:
        settings.EMAIL_PORT = inbox.port
        deliver_due(at=AT + timedelta(minutes=5))
        assert len(inbox.messages) == 1


def test_who_wants_no_mail_gets_none_and_the_reason_is_said(pair: Pair) -> None:
    contact = a_contact(pair)
    record_consent(contact, channel="mail", given=False, origin="am Telefon", actor=actor_of(pair.inside), at=AT)
    with pytest.raises(Refused, match="am Telefon"):
        write(pair, contact)
    assert not SentMail.objects.exists()
    assert not Event.objects.filter(verb="mail.written").exists()
    later = AT + timedelta(hours=1)
    record_consent(contact, channel="mail", given=True, origin="Messe", actor=actor_of(pair.inside), at=later)
    assert write(pair, contact).pk


@pytest.mark.parametrize("fields", [{"subject": " "}, {"body": " "}, {"body": "Hallo {number}"}, {"subject": "}{"}])
def test_an_empty_or_unfinished_mail_is_refused(pair: Pair, fields: dict[str, str]) -> None:
    with pytest.raises(Invalid) as error:
        write(pair, a_contact(pair), **fields)
    assert set(error.value.fields) == set(fields)
    assert not SentMail.objects.exists()


def test_only_to_contacts_of_the_customer_who_are_there_and_have_an_address(pair: Pair) -> None:
    strange = a_contact(a_pair())
    for contact in (strange, a_contact(pair, email=""), a_contact(pair, left_at=AT)):
        with pytest.raises(Invalid) as error:
            write(pair, contact)
        assert set(error.value.fields) == {"contact"}
    with pytest.raises(Refused):
        write_mail(
            pair.customer,
            contact=a_contact(pair),
            subject="x",
            body="x",
            actor=actor_of(an_employee(["payroll"])),
            at=AT,
        )
    assert not SentMail.objects.exists()


def test_a_further_mail_about_the_same_goes_on_in_its_thread(inbox: Inbox, pair: Pair) -> None:
    order, contact, other = an_order(pair.customer), a_contact(pair), a_contact(pair, email="c@hansen.example")
    first, second = (write(pair, contact, about=order) for _ in range(2))
    apart = write(pair, other, about=order)
    deliver()
    sent = {message["Message-ID"]: message for message in inbox.messages}
    one, two, three = (sent[f"<{mail.message_id}>"] for mail in (first, second, apart))
    assert (one["In-Reply-To"], three["In-Reply-To"]) == (None, None)
    assert two["In-Reply-To"] == two["References"] == f"<{first.message_id}>"


def test_an_answer_to_a_mail_about_a_request_comes_into_its_thread(pair: Pair) -> None:
    contact = a_contact(pair)
    request = a_request(pair.customer, pair.tandem)
    mail = write(pair, contact, about=request)
    raw = (
        f"From: {contact.email}\r\nTo: tandem@nordwelle.example\r\nSubject: Re: {mail.subject}\r\n"
        f"Message-ID: <r1@hansen.example>\r\nIn-Reply-To: <{mail.message_id}>\r\n\r\nPasst so.\r\n"
    ).encode()
    kept = take_in_mail(raw, actor=system(), at=AT)
    assert (kept.became, kept.request) == ("thread", request)
    assert Request.objects.count() == 1
    forged = raw.replace(contact.email.encode(), b"wer@anders.example").replace(b"r1@", b"r2@")
    assert take_in_mail(forged, actor=system(), at=AT).became == ""
    assert Mail.objects.count() == 2


def test_the_timeline_tells_it_and_leads_to_it(pair: Pair) -> None:
    mail = write(pair, a_contact(pair))
    entries, _more = customer_timeline(pair.customer.pk, kind="mails")
    assert [(entry.told, entry.url) for entry in entries] == [
        (f"wrote to {mail.contact}: Ihr Auftrag", f"/letters/{mail.pk}/")
    ]


def test_the_page_fills_the_text_prints_the_confirmation_and_sends_both(inbox: Inbox, pair: Pair) -> None:
    contact = a_contact(pair, salutation="Frau")
    order = an_order(pair.customer, confirmed=True)
    client = signed_in_client(pair.inside)
    url = f"/letters/new/?about=order:{order.pk}"
    page = text_of(client.get(url))
    assert f"Auftragsbestätigung {order.number}" in client.get(url).content.decode()
    assert "Guten Tag Frau Thomsen," in page
    form = {"contact": contact.pk, "subject": "Auftrag", "body": "Anbei", "paper": "on", "once": "k"}
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    mail = SentMail.objects.get()
    document = Document.objects.get()
    assert mail.documents == [document.pk]
    deliver_due(at=timezone.now() + timedelta(seconds=5))
    [message] = [one for one in inbox.messages if one["To"] == contact.email]
    [attached] = list(message.iter_attachments())
    assert (attached.get_filename(), attached.get_content_type()) == (document.name, "application/pdf")
    assert document.name in text_of(client.get(f"/letters/{mail.pk}/"))


def test_the_page_says_why_somebody_gets_no_mail_and_loses_nothing(pair: Pair) -> None:
    contact = a_contact(pair)
    record_consent(contact, channel="mail", given=False, origin="Brief", actor=actor_of(pair.inside), at=AT)
    client, url = signed_in_client(pair.inside), f"/letters/new/?about=customer:{pair.customer.pk}"
    assert "wants no mail" in text_of(client.get(url))
    answer = client.post(url, {"contact": contact.pk, "subject": "Hallo", "body": "Lieber Text"})
    assert answer.status_code == 422
    assert f"Birte Thomsen wants no mail ({AT:%-d %b %Y}, Brief)" in text_of(answer)
    assert "Lieber Text" in text_of(answer)
    assert not SentMail.objects.exists()


def test_choosing_another_text_or_contact_fills_anew(pair: Pair) -> None:
    contact = a_contact(pair, language="fr", last_name="Dupont", salutation="M.")
    text = TextTemplate.objects.get(kind="order", language="fr")
    order = an_order(pair.customer, customer_reference="{me} {number}")
    client = signed_in_client(pair.inside)
    about: dict[str, Any] = {"about": f"order:{order.pk}", "contact": contact.pk, "template": text.pk}
    answer = client.get("/letters/new/text/", about)
    page = answer.content.decode()
    assert "Bonjour M. Dupont," in page
    assert order.number in page
    assert "Cordialement" in page


def test_others_do_not_find_it(pair: Pair) -> None:
    mail, order = write(pair, a_contact(pair)), an_order(pair.customer)
    pair.customer.restricted = True
    pair.customer.save()
    stranger = signed_in_client(an_employee(["inside"]))
    for url in (f"/letters/{mail.pk}/", f"/letters/new/?about=order:{order.pk}", "/letters/new/?about=employee:1"):
        assert stranger.get(url).status_code == 404
    assert Order.objects.count() == 1
    assert signed_in_client(pair.field).get(f"/letters/{mail.pk}/").status_code == 200
