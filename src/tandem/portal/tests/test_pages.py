"""The portal's pages: the two people, requests, orders, appointments, documents, the one question, and the desk."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.colours import contrast
from tandem.core.errors import Refused
from tandem.core.models import Attachment, Event, Letterhead
from tandem.core.outbox import deliver_due
from tandem.core.tests.browser import changed, forms_of, main_form, text_of
from tandem.customers.models import Contact
from tandem.desk.models import Notice
from tandem.orders.actions import confirm_order
from tandem.orders.actions.deliveries import note_delivery, promise_delivery
from tandem.orders.models import Order
from tandem.people.models import Absence, Delegation, WorksAgreement
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.portal.actions.asking import rate_request
from tandem.portal.models import Access, Rating, ShownFile
from tandem.portal.queries.desk import access_page
from tandem.portal.queries.people import people_of
from tandem.portal.viewer import Viewer
from tandem.work.actions.answers import answer_request
from tandem.work.models import Answer, Appointment, NextStep, Request
from tandem.work.tests.factories import an_appointment

from .world import World, signed_in, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in(world.ours.access)


def tuesday(hour: int) -> datetime:
    """A Tuesday of next month, so that nothing of today is in the way."""
    day = timezone.localtime() + timedelta(days=28)
    day += timedelta(days=(1 - day.weekday()) % 7)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def seen_at(world: World, at: datetime) -> Viewer:
    return Viewer(viewer(world.ours.access).access, at)


def deliver() -> None:
    while deliver_due(at=timezone.now()):
        pass


# --- the two people -------------------------------------------------------------------------------------------------
def test_both_people_are_told_equally_and_when_they_can_be_reached(world: World) -> None:
    now, later = people_of(seen_at(world, tuesday(10))), people_of(seen_at(world, tuesday(21)))
    assert [(one.employee, one.half, one.now) for one in now] == [
        (world.inside, "inside", True),
        (world.field, "field", True),
    ]
    assert [one.now for one in later] == [False, False]
    assert {one.since for one in later} == {tuesday(6) + timedelta(days=1)}


def test_who_is_in_an_appointment_can_be_reached_after_it_and_nothing_of_it_is_told(world: World) -> None:
    start = tuesday(10)
    an_appointment(world.tandem, world.field, start - timedelta(minutes=30), title="Geheimtermin bei Quastenflosser")
    field = people_of(seen_at(world, start))[1]
    assert (field.now, field.since) == (False, start + timedelta(minutes=30))
    assert "Geheim" not in repr(field)


def test_who_is_away_is_away_with_a_cover_and_no_reason(world: World, browser: Client) -> None:
    today = timezone.localdate()
    absence = Absence.objects.create(employee=world.field, kind="sick", start=today, end=today + timedelta(days=4))
    cover = an_employee(["field"], first_name="Käthe", last_name="Vertretung", phone="0431 99")
    Delegation.objects.create(
        person=world.field, deputy=cover, scope_kind="tandem", scope_id=world.tandem.pk, start=today,
        end=absence.end, absence=absence,
    )  # fmt: skip
    page = text_of(browser.get("/portal/"))
    assert "away, Käthe Vertretung helps you" in page
    assert "0431 99" in page
    assert not any(word in page.lower() for word in ("sick", "krank", "holiday"))


def test_the_start_page_is_the_contacts_own_and_costs_few_statements(world: World, browser: Client) -> None:
    Letterhead.objects.update_or_create(pk=1, defaults={"name": "Nordwelle"})
    with CaptureQueriesContext(connection) as before:
        page = browser.get("/portal/")
    assert "Hansen" in text_of(page)
    for number in range(4):
        Request.objects.create(
            customer=world.ours.customer, kind=world.ours.request.kind, wish=f"Frage {number}", source="portal",
            contact=world.ours.contact, received_at=timezone.now(), due_at=timezone.now(), team=world.tandem.team,
            created_at=timezone.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as after:
        browser.get("/portal/")
    assert len(after) == len(before) <= 12


# --- requests -------------------------------------------------------------------------------------------------------
def test_a_request_lands_on_today_with_a_clock_and_is_told_to_its_holder(world: World, browser: Client) -> None:
    form = main_form(browser.get("/portal/requests/new/"))
    sent = changed(form, wish="Bitte ein Angebot für 3 Motoren")
    for _time in range(2):
        answer = browser.post("/portal/requests/new/", sent)
        assert answer.status_code == 302
    request = Request.objects.get(wish="Bitte ein Angebot für 3 Motoren")
    assert (request.source, request.contact, request.created_by) == ("portal", world.ours.contact, None)
    assert NextStep.objects.filter(kind="request", object_id=request.pk).exists()
    event = Event.objects.get(verb="request.opened", subjects__kind="request", subjects__object_id=request.pk)
    assert (event.actor_kind, event.actor_id) == ("contact", world.ours.contact.pk)
    assert {"customer", "tandem"} <= set(event.subjects.values_list("kind", flat=True))
    deliver()
    assert Notice.objects.filter(event=event).exists()


def test_a_file_goes_along_and_comes_back_only_here(world: World, browser: Client) -> None:
    kind = world.ours.request.kind_id
    upload = SimpleUploadedFile("skizze.txt", b"drei Motoren")
    browser.post("/portal/requests/new/", {"kind": kind, "wish": "Siehe Skizze", "file": upload})
    file = Attachment.objects.get(name="skizze.txt")
    assert (file.actor_kind, file.actor_id) == ("contact", world.ours.contact.pk)
    assert browser.get(f"/portal/files/{file.pk}/").getvalue() == b"drei Motoren"
    assert signed_in(world.theirs.access).get(f"/portal/files/{file.pk}/").status_code == 404
    assert signed_in(world.ours.plain_access).get(f"/portal/files/{file.pk}/").status_code == 404


def test_a_reply_reopens_a_closed_request_and_an_answer_is_owed(world: World, browser: Client) -> None:
    closed = world.ours.closed
    answer = browser.post(f"/portal/requests/{closed.pk}/reply/", {"text": "Doch noch etwas"})
    assert answer.headers["Location"] == f"/portal/requests/{closed.pk}/?said=replied"
    fresh = Request.objects.get(pk=closed.pk)
    assert (fresh.closed_at, fresh.answered_at) == (None, None)
    assert Answer.objects.get(request=closed, kind="came").contact == world.ours.contact
    assert NextStep.objects.filter(kind="request", object_id=closed.pk).exists()


def test_an_answer_is_told_by_mail_without_its_words(world: World, browser: Client) -> None:
    browser.post("/portal/requests/new/", {"kind": world.ours.request.kind_id, "wish": "Wann?"})
    request = Request.objects.get(wish="Wann?")
    answer_request(request, kind="mail", text="Am Donnerstag.", actor=world.me, at=timezone.now())
    deliver()
    told = next(one for one in mail.outbox if f"/portal/requests/{request.pk}/" in one.body)
    assert told.to == [world.ours.contact.email]
    assert "Donnerstag" not in told.body
    assert "Am Donnerstag." in text_of(browser.get(f"/portal/requests/{request.pk}/"))


def test_what_a_colleague_wrote_down_is_told_without_the_wording(world: World, browser: Client) -> None:
    page = text_of(browser.get(f"/portal/requests/{world.ours.noted.pk}/"))
    assert "nervt" not in page
    assert "You told us by phone" in page


# --- the one question -----------------------------------------------------------------------------------------------
def test_the_question_is_answered_once_and_changed_for_a_day(world: World, browser: Client) -> None:
    path = f"/portal/requests/{world.ours.closed.pk}/rating/"
    assert browser.post(path, {"score": "poor"}).status_code == 302
    assert browser.post(path, {"score": "good"}).status_code == 302
    assert Rating.objects.get().score == "good"
    deliver()
    told = set(Notice.objects.filter(event__verb="request.rated").values_list("employee", "about_kind"))
    assert told == {(world.inside.pk, "request"), (world.field.pk, "request")}
    assert all("good" not in str(data) for data in Event.objects.filter(verb="request.rated").values_list("data"))
    late = viewer(world.ours.access, timezone.now() + timedelta(days=1, minutes=1))
    with pytest.raises(Refused, match="more than a day"):
        rate_request(world.ours.closed, viewer=late, score="poor", at=late.at)
    with pytest.raises(Refused, match="open still"):
        rate_request(world.ours.request, viewer=late, score="poor", at=late.at)
    assert Rating.objects.count() == 1


def test_how_it_was_answered_is_for_the_two_and_by_agreement_for_their_manager(world: World, browser: Client) -> None:
    browser.post(f"/portal/requests/{world.ours.closed.pk}/rating/", {"score": "poor"})
    path = f"/requests/{world.ours.closed.pk}/rating/"
    said = "What the customer says"
    others = {"mate": an_employee(["inside"], world.tandem.team), "manager": world.manager}
    assert all(said in signed_in_client(one).get(path).content.decode() for one in (world.inside, world.field))
    assert all(said not in signed_in_client(one).get(path).content.decode() for one in others.values())
    WorksAgreement.objects.create(
        title="x", purpose="ratings", audience={"manager"}, start=timezone.localdate() - timedelta(1)
    )
    assert said in signed_in_client(world.manager).get(path).content.decode()
    assert said not in signed_in_client(others["mate"]).get(path).content.decode()


# --- appointments ---------------------------------------------------------------------------------------------------
def offers(page: Any) -> list[str]:
    return [part.split('"')[0] for part in page.content.decode().split('name="offer" value="')[1:]]


def test_an_offered_time_is_booked_and_both_partners_hear_of_it(world: World, browser: Client) -> None:
    page = browser.get("/portal/appointments/new/?kind=phone&whom=inside")
    signs = offers(page)
    form = next(form for form in forms_of(page))
    answer = browser.post("/portal/appointments/new/", changed(form, title="Linie 4", offer=signs[0]))
    assert answer.headers["Location"] == "/portal/appointments/?said=booked"
    row = Appointment.objects.get()
    assert (row.holder, row.kind, row.customer, row.title) == (world.inside, "phone", world.ours.customer, "Linie 4")
    assert row.attendees.get().reply == "accepted"
    event = Event.objects.get(verb="appointment.booked")
    assert event.actor_kind == "contact"
    deliver()
    assert set(Notice.objects.filter(event=event).values_list("employee", flat=True)) == {
        world.inside.pk,
        world.field.pk,
    }
    assert "Linie 4" in text_of(browser.get("/portal/appointments/"))


def test_the_same_time_is_not_given_twice(world: World) -> None:
    ours, theirs = signed_in(world.ours.access), signed_in(world.theirs.access)
    pages = [one.get("/portal/appointments/new/?kind=phone&whom=both") for one in (ours, theirs)]
    first, second = (offers(page)[0] for page in pages)
    assert ours.post("/portal/appointments/new/", {"title": "a", "offer": first}).status_code == 302
    answer = theirs.post("/portal/appointments/new/", {"title": "b", "offer": second})
    assert answer.status_code == 409
    assert "just been taken" in text_of(answer)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("sign", ["x", "", "another's"])
def test_only_an_offered_time_can_be_booked(world: World, browser: Client, sign: str) -> None:
    if sign == "another's":
        sign = offers(signed_in(world.theirs.access).get("/portal/appointments/new/?kind=phone&whom=both"))[0]
    assert browser.post("/portal/appointments/new/", {"title": "a", "offer": sign}).status_code == 409
    assert not Appointment.objects.exists()


# --- documents and looks --------------------------------------------------------------------------------------------
def test_a_file_of_ours_is_seen_once_somebody_puts_it_there(world: World, browser: Client) -> None:
    desk, file = signed_in_client(world.inside), world.ours.file
    place = f"/customers/{world.ours.customer.number}/portal/files/"
    assert file.name not in browser.get("/portal/documents/").content.decode()
    assert browser.get(f"/portal/files/{file.pk}/").status_code == 404
    assert desk.get(place).status_code == 200
    assert desk.post(f"{place}{file.pk}/", {"shown": "yes"}).status_code == 302
    assert file.name in browser.get("/portal/documents/").content.decode()
    assert browser.get(f"/portal/files/{file.pk}/").status_code == 200
    assert desk.post(f"{place}{file.pk}/", {"shown": "no"}).status_code == 302
    assert browser.get(f"/portal/files/{file.pk}/").status_code == 404
    assert not ShownFile.objects.exists()


def test_the_letterhead_gives_name_and_logo(world: World, browser: Client) -> None:
    Letterhead.objects.update_or_create(pk=1, defaults={"name": "Nordwelle", "logo": "<svg/>", "town": "Kiel"})
    assert 'src="/portal/logo/"' in browser.get("/portal/").content.decode()
    answer = browser.get("/portal/logo/")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Kiel" in text_of(Client().get("/portal/privacy/"))


def test_the_letterheads_colour_shows_as_far_as_it_can_be_read(world: World, browser: Client) -> None:
    Letterhead.objects.update_or_create(pk=1, defaults={"name": "Nordwelle", "accent": "#ffee00"})
    assert 'href="/portal/brand.css?%23ffee00"' in browser.get("/portal/").content.decode()
    answer = Client().get("/portal/brand.css")
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    light, dark = re.findall(r"--t-accent: light-dark\((#\w+), (#\w+)\)", answer.content.decode())[0]
    assert contrast(light, "#ffffff") >= 4.5
    assert dark == "#ffee00"
    Letterhead.objects.all().delete()
    assert "brand.css" not in browser.get("/portal/").content.decode()
    assert Client().get("/portal/brand.css").status_code == 404


@pytest.mark.parametrize(("language", "word"), [("de", "Überblick"), ("fr", "Vue d’ensemble"), ("pl", "Przegląd")])
def test_the_portal_speaks_the_contacts_language_until_another_is_chosen(
    world: World, language: str, word: str
) -> None:
    type(world.ours.contact).objects.filter(pk=world.ours.contact.pk).update(language=language)
    browser = signed_in(world.ours.access)
    page = browser.get("/portal/").content.decode()
    assert f'lang="{language}"' in page
    browser.post("/portal/language/", {"language": "en", "next": "https://evil.example/portal/"})
    assert ">Overview<" in browser.get("/portal/").content.decode()


def test_the_way_back_after_choosing_a_language_stays_here(world: World, browser: Client) -> None:
    for place in ("https://evil.example/", "//evil.example/portal/", "/portal//evil.example", "/portal\\evil", "/"):
        answer = browser.post("/portal/language/", {"language": "it", "next": place})
        assert answer.headers["Location"] == "/portal/"
    assert browser.post("/portal/language/", {"language": "xx"}).cookies.get("tandem_portal_language") is None


def test_an_order_tells_line_by_line_what_has_come_and_nothing_of_who_noted_it(world: World, browser: Client) -> None:
    order, page = world.ours.order, f"/portal/orders/{world.ours.order.number}/"
    line, today = order.lines.get(), timezone.localdate()
    assert "Still to come" not in text_of(browser.get(page))  # nothing is promised before it is confirmed
    promise_delivery(order, days={line.pk: today + timedelta(days=9)}, actor=world.me, at=timezone.now())
    assert "Still to come" in text_of(browser.get(page))
    confirm_order(Order.objects.get(pk=order.pk), actor=world.me, at=timezone.now())
    came: dict[str, Any] = {"quantities": {line.pk: line.quantity}, "delivered_on": today, "note": "Kanarie-Rampe"}
    note_delivery(Order.objects.get(pk=order.pk), **came, actor=world.me, at=timezone.now())
    told = text_of(browser.get(page))
    assert "Delivered" in told
    assert "Kanarie-Rampe" not in told


def test_the_desk_lists_who_may_come_in_however_many_could_once(world: World) -> None:
    contact, now = world.ours.access.contact, timezone.now()
    left = Contact.objects.create(customer=contact.customer, last_name="Gegangen", left_at=now)
    Access.objects.create(contact=left, invited_at=now)
    Access.objects.bulk_create(
        Access(contact=contact, invited_at=now, revoked_at=now - timedelta(days=number)) for number in range(30)
    )
    standing = set(Access.objects.filter(contact__customer=contact.customer, revoked_at=None).exclude(contact=left))
    page = access_page(contact.customer, world.me)
    assert {row.access for row in page.rows if row.access} == standing > {world.ours.access}
    assert left not in [row.contact for row in page.rows]
    assert [access.revoked_at for access in page.revoked] == [now - timedelta(days=number) for number in range(20)]


def test_a_colleague_who_looks_sees_the_page_as_the_customer_does(world: World) -> None:
    """Nothing of what stands around a colleague's own pages."""
    access = world.ours.access
    page = signed_in_client(world.inside).get(f"/customers/{access.contact.customer.number}/portal/{access.pk}/as/")
    assert page.status_code == 200
    assert "t-wide" not in page.content.decode()
