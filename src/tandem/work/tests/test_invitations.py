"""Invitations over a real mail server: what they say, to whom, once each; and the answers that come back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from pytest_django.fixtures import Settings

from tandem.core.errors import Refused
from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.work.actions.appointments import (
    cancel_appointment,
    edit_appointment,
    move_appointment,
    reply_by_mail,
    reply_to_appointment,
)
from tandem.work.models import Appointment, Attendee

from .calendar_world import a_contact, a_site, a_world, book, fresh, last_event, of, when
from .factories import AT
from .smtp import Inbox, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(settings: Settings) -> Iterator[Inbox]:
    with mail_server() as inbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", inbox.port
        settings.ADDRESS = "https://tandem.example"
        yield inbox


def calendar_of(message: EmailMessage) -> Any:
    """The one event of the mail's calendar part, with its method as `method`."""
    [part] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    content: Any = part.get_payload(decode=True)
    calendar = Calendar.from_ical(content)
    event: Any
    [event] = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["method"]
    event.method = str(calendar["method"])
    return event


def text_of(message: EmailMessage) -> str:
    [part] = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    return str(part.get_content())


def send(at: Any = AT) -> None:
    deliver_due(at=at + timedelta(seconds=1))


def test_an_invitation_says_what_when_where_and_who(inbox: Inbox) -> None:
    world = a_world()
    site = a_site(world.customer, name="Werk", street="Hafenstr. 1", postcode="24103")
    contact = a_contact(world.customer, email="b.thomsen@hansen.example", language="de")
    appointment = book(
        world, customer=world.customer, site=site, contacts=[contact], employees=[world.inside], text="Vorsicht, Hund"
    )
    assert inbox.messages == []  # nothing leaves before the commit
    send()
    assert sorted(message["To"] for message in inbox.messages) == sorted([contact.email, world.inside.email])
    [mail] = inbox.to(contact.email)
    assert mail["Reply-To"] == world.field.email
    event = calendar_of(mail)
    assert event.method == "REQUEST"
    assert (str(event["uid"]), int(event["sequence"])) == (appointment.uid, 0)
    assert event["dtstart"].dt == when(25, 10).astimezone(UTC)
    assert event["dtend"].dt == when(25, 11).astimezone(UTC)
    assert str(event["summary"]) == "Besuch"
    assert str(event["location"]) == "Werk, Hafenstr. 1, 24103 Kiel"
    assert str(event["organizer"]) == f"mailto:{world.field.email}"
    guests = {str(one): one.params["PARTSTAT"] for one in event["attendee"]}
    assert guests == {f"mailto:{contact.email}": "NEEDS-ACTION", f"mailto:{world.inside.email}": "ACCEPTED"}
    text = text_of(mail)
    assert str(world.inside) in text
    assert str(world.field) in text
    token = appointment.attendees.get(contact=contact).token
    assert f"https://tandem.example/invitations/{token}/?reply=accepted" in text
    assert "Hund" not in mail.as_string()  # notes are for colleagues


def test_each_reads_their_own_language(inbox: Inbox) -> None:
    world = a_world()
    german = a_contact(world.customer, email="de@hansen.example", language="de")
    french = a_contact(world.customer, email="fr@hansen.example", language="fr", last_name="Petit")
    book(world, customer=world.customer, contacts=[german, french])
    send()
    assert "Please answer with one click" in text_of(inbox.to("fr@hansen.example")[0])
    assert "Hallo Birte Thomsen" in text_of(inbox.to("de@hansen.example")[0])
    assert "25. November 2026" in text_of(inbox.to("de@hansen.example")[0])


def test_over_the_change_of_the_clock_the_hour_on_the_wall_stays(inbox: Inbox) -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example")
    spring = timezone.make_aware(datetime(2027, 3, 29, 9))  # noqa: DTZ001  the day after the change
    book(world, spring, customer=world.customer, contacts=[contact], anyway=True)
    book(world, when(25, 9), customer=world.customer, contacts=[contact], anyway=True)
    send()
    assert sorted(calendar_of(mail)["dtstart"].dt.hour for mail in inbox.messages) == [7, 8]


def test_changes_and_the_cancellation_go_to_all_once_each(inbox: Inbox) -> None:
    world = a_world()
    me = of(world.inside)
    contact = a_contact(world.customer, email="a@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact])
    send()
    edit_appointment(fresh(appointment), values={"text": "nur intern"}, version=1, actor=me, at=AT)
    send()
    assert len(inbox.messages) == 1
    times: dict[str, Any] = {"start": when(26, 9), "end": when(26, 10)}
    move_appointment(fresh(appointment), **times, version=2, actor=me, at=AT)
    send()
    cancel_appointment(fresh(appointment), reason="Kunde krank", actor=me, at=AT)
    send()
    told = [(calendar_of(mail).method, int(calendar_of(mail)["sequence"])) for mail in inbox.messages]
    assert told == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert {str(calendar_of(mail)["uid"]) for mail in inbox.messages} == {appointment.uid}
    assert str(calendar_of(inbox.messages[-1])["status"]) == "CANCELLED"
    assert "krank" not in inbox.messages[-1].as_string()  # why is our business
    undo_event(last_event(appointment), actor=me, at=AT)
    send()
    assert [calendar_of(mail).method for mail in inbox.messages[3:]] == ["REQUEST"]


def test_a_delivery_that_comes_again_sends_nothing_again(inbox: Inbox) -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact])
    send()
    Delivery.objects.update(done_at=None, next_at=AT)
    send()
    assert len(inbox.messages) == 1
    row = appointment.attendees.get()
    assert (row.told_sequence, row.invited_at) == (0, AT + timedelta(seconds=1))


def test_two_changes_before_the_worker_comes_are_one_mail(inbox: Inbox) -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact])
    times: dict[str, Any] = {"start": when(26, 9), "end": when(26, 10)}
    move_appointment(fresh(appointment), **times, version=1, actor=of(world.inside), at=AT)
    send()
    assert [int(calendar_of(mail)["sequence"]) for mail in inbox.messages] == [1]


def test_one_address_that_fails_keeps_nobody_waiting(inbox: Inbox) -> None:
    world = a_world()
    bad = a_contact(world.customer, email="gone@hansen.example")
    good = a_contact(world.customer, email="good@hansen.example", last_name="Petersen")
    inbox.refused = {"gone@hansen.example"}
    book(world, customer=world.customer, contacts=[bad, good])
    send()
    assert [message["To"] for message in inbox.messages] == ["good@hansen.example"]
    assert Delivery.objects.get(handler="work.send_invitations").done_at is None
    inbox.refused = set()
    deliver_due(at=AT + timedelta(hours=1))
    assert [message["To"] for message in inbox.messages] == ["good@hansen.example", "gone@hansen.example"]


def test_who_is_taken_off_is_told_and_who_has_no_address_is_not(inbox: Inbox) -> None:
    world = a_world()
    one, mute = a_contact(world.customer, email="a@hansen.example"), a_contact(world.customer, last_name="Stumm")
    appointment = book(world, customer=world.customer, contacts=[one, mute])
    send()
    edit_appointment(fresh(appointment), values={}, contacts=[mute], version=1, actor=of(world.inside), at=AT)
    send()
    assert [(mail["To"], calendar_of(mail).method) for mail in inbox.messages] == [
        ("a@hansen.example", "REQUEST"),
        ("a@hansen.example", "CANCEL"),
    ]
    times: dict[str, Any] = {"start": when(26, 9), "end": when(26, 10)}
    move_appointment(fresh(appointment), **times, version=2, actor=of(world.inside), at=AT)
    send()
    assert len(inbox.messages) == 2


def answer(appointment: Appointment, mail: str, state: str, sequence: int = 0) -> bytes:
    """What a mail program sends back."""
    ics = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mail//EN", "METHOD:REPLY", "BEGIN:VEVENT",
        f"UID:{appointment.uid}", f"SEQUENCE:{sequence}", "DTSTAMP:20261124T120000Z",
        "DTSTART:20261125T090000Z", f"ATTENDEE;PARTSTAT={state};CN=B:mailto:{mail}", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail, "field@example.com", "Accepted: Besuch"
    message.set_content("ja")
    message.add_alternative("\r\n".join(ics), subtype="calendar", params={"method": "REPLY"})
    return message.as_bytes()


@pytest.mark.parametrize(
    ("state", "reply"), [("ACCEPTED", "accepted"), ("TENTATIVE", "tentative"), ("DECLINED", "declined")]
)
def test_an_answer_by_mail(state: str, reply: str) -> None:
    world = a_world()
    contact = a_contact(world.customer, email="B.Thomsen@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact])
    event = reply_by_mail(answer(appointment, "b.thomsen@hansen.example", state), at=AT)
    assert event is not None
    assert (event.verb, event.actor_kind, event.actor_id) == ("appointment.replied", "contact", contact.pk)
    row = appointment.attendees.get()
    assert (row.reply, row.replied_at) == (reply, AT)
    assert reply_by_mail(answer(appointment, contact.email, state), at=AT) is None  # the same again says nothing new


def test_answers_that_count_for_nothing() -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example")
    appointment = book(world, customer=world.customer, contacts=[contact])
    with pytest.raises(Refused):
        reply_by_mail(answer(appointment, "stranger@hansen.example", "ACCEPTED"), at=AT)
    Appointment.objects.update(sequence=1)
    with pytest.raises(Refused) as stale:
        reply_by_mail(answer(appointment, "a@hansen.example", "ACCEPTED"), at=AT)
    assert stale.value.code == "answer_stale"
    for raw in (b"", b"Subject: hello\r\n\r\nhello", b"BEGIN:VCALENDAR\r\nrubbish", b"\xff\xfe\x00"):
        assert reply_by_mail(raw, at=AT) is None
    assert Attendee.objects.get().reply == "waiting"


def test_only_who_was_asked_answers_and_only_while_it_lies_ahead() -> None:
    world = a_world()
    appointment = book(world, customer=world.customer, employees=[world.cover])
    row = appointment.attendees.select_related("appointment__customer", "employee").get()
    for other in (world.inside, world.field, world.manager):
        with pytest.raises(Refused):
            reply_to_appointment(row, reply="accepted", actor=of(other), at=AT)
    late = when(25, 11)
    with pytest.raises(Refused) as over:
        reply_to_appointment(row, reply="accepted", actor=of(world.cover, late), at=late)
    assert over.value.code == "over_already"
    assert reply_to_appointment(row, reply="declined", actor=of(world.cover), at=AT)
    cancel_appointment(fresh(appointment), reason="x", actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        reply_to_appointment(row, reply="accepted", actor=of(world.cover), at=AT)
    assert appointment.attendees.get().reply == "declined"


def test_the_link_shows_and_the_button_answers() -> None:
    world = a_world()
    contact = a_contact(world.customer, email="a@hansen.example", language="en")
    start = timezone.now() + timedelta(days=1)
    appointment = book(world, start, customer=world.customer, contacts=[contact], anyway=True, text="Geheim")
    token = appointment.attendees.get().token
    stranger = Client()
    url = f"/invitations/{token}/"
    before = Event.objects.count()
    shown = stranger.get(f"{url}?reply=accepted")
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "Besuch" in page
    assert "Geheim" not in page
    assert "Hansen Antriebe" not in page
    assert (Event.objects.count(), appointment.attendees.get().reply) == (before, "waiting")  # looking answers nothing
    assert stranger.post(url, {"reply": "maybe"}).status_code == 422
    assert stranger.post(url, {"reply": "declined"}).status_code == 302
    assert appointment.attendees.get().reply == "declined"
    event = last_event(appointment)
    assert (event.verb, event.actor_kind, event.data["reply"]) == ("appointment.replied", "contact", "declined")
    assert stranger.get("/invitations/unknown/").status_code == 404
    cancel_appointment(fresh(appointment), reason="x", actor=of(world.inside), at=AT)
    assert stranger.post(url, {"reply": "accepted"}).status_code == 403
    assert "does not take place" in stranger.get(url).content.decode()
