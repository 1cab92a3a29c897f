"""The pages of calls and visit reports, as a browser uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.browser import main_form, submit, text_of
from tandem.customers.models import Customer
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.customers.tests.world import World, a_world
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Appointment, Attendee, Call, CallLease, Handoff, Pace, Todo, VisitReport

from .factories import an_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = a_world()
    Customer.objects.update(lifecycle="active")
    return world


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.inside)


def start(browser: Client) -> str:
    """Press the button that begins a session; where it leads."""
    return str(browser.post("/calls/next/").headers["Location"])


def test_a_session_goes_from_one_to_the_next_and_ends(world: World, browser: Client) -> None:
    first, second = (a_customer(world.tandem, name=f"Neu {n} GmbH", lifecycle="prospect") for n in (1, 2))
    a_contact(first, phone="+49 431 1")
    assert "2 to make" in text_of(browser.get("/calls/"))
    page = start(browser)
    assert page == f"/calls/{first.number}/"
    assert "+49 431 1" in text_of(browser.get(page))
    form = main_form(browser.get(page), f"{page}done/").values
    answer = browser.post(f"{page}done/", {**form, "outcome": "agreed", "next": "week"})
    assert answer.headers["Location"] == f"/calls/{second.number}/"
    call = Call.objects.get()
    assert (call.customer, call.caller, call.outcome) == (first, world.inside, "agreed")
    assert call.next_todo is not None
    assert call.next_todo.holder == world.inside
    answer = browser.post(f"{page}done/", {**form, "outcome": "agreed", "next": "week"})
    assert Call.objects.count() == 1
    page = f"/calls/{second.number}/"
    assert browser.post(f"{page}done/", {"next": "none"}).status_code == 422
    answer = browser.post(f"{page}done/", {"outcome": "missed", "next": "none"})
    assert answer.headers["Location"] == "/calls/"
    assert "Nobody is due" in text_of(browser.get("/calls/"))


def test_skipped_and_put_off_ones_do_not_come_again(world: World, browser: Client) -> None:
    first, second = (a_customer(world.tandem, lifecycle="prospect") for _ in range(2))
    page = start(browser)
    answer = browser.post(f"{page}skip/")
    assert answer.headers["Location"] == f"/calls/{second.number}/"
    answer = browser.post(f"/calls/{second.number}/later/", {"session": "1"})
    assert answer.headers["Location"] == "/calls/"
    assert not CallLease.objects.exists()
    assert Pace.objects.get(pk=second.pk).put_off_until > timezone.localdate()  # type: ignore[operator]
    other = signed_in_client(world.field)
    assert start(other) == f"/calls/{first.number}/"


def test_the_partner_sees_who_is_on_the_phone(world: World, browser: Client) -> None:
    customer = a_customer(world.tandem, lifecycle="prospect")
    page, partner = start(browser), signed_in_client(world.field)
    assert start(partner) == "/calls/"
    assert f"{world.inside} is calling this customer right now" in text_of(partner.get(page))
    assert partner.post(f"{page}hold/").status_code == 403
    browser.post("/calls/end/")
    assert partner.post(f"{page}hold/").status_code == 302
    assert CallLease.objects.get().customer == customer


def test_a_suggestion_becomes_a_todo_once(world: World, browser: Client) -> None:
    customer = a_customer(world.tandem, lifecycle="prospect")
    address = f"/calls/{customer.number}/todo/"
    sent = main_form(browser.get("/calls/"), address).values
    assert [browser.post(address, sent).status_code for _ in range(2)] == [302, 302]
    assert Todo.objects.get().holder == world.inside
    assert signed_in_client(world.field).post(address).status_code == 403
    assert "Nobody is due" in text_of(browser.get("/calls/"))


def test_a_call_from_the_brief_in_two_clicks_with_undo(world: World, browser: Client) -> None:
    brief, address = world.customer.get_absolute_url(), f"/customers/{world.customer.number}/calls/new/"
    form = main_form(browser.get(brief), address).values
    answers = [browser.post(address, {**form, "outcome": "interested", "next": "tomorrow"}) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [brief, brief]
    assert (Call.objects.count(), Todo.objects.count()) == (1, 1)
    page = text_of(browser.get(f"{brief}?kind=calls"))
    assert "called" in page
    assert "Interested" in page
    assert browser.post(f"/undo/{Event.objects.get(verb='call.logged').pk}/").status_code == 302
    assert "Interested" not in text_of(browser.get(brief))
    assert Todo.objects.filter(removed_at=None).count() == 0
    wrong = browser.post(address, {**form, "once": "x", "outcome": "interested", "next": "own", "day": ""})
    assert wrong.status_code == 422


def test_a_visit_report_with_its_next_step(world: World) -> None:
    browser = signed_in_client(world.field)
    visit = an_appointment(world.tandem, world.field, timezone.now() - timedelta(hours=3), customer=world.customer)
    url = f"/visits/new/?appointment={visit.pk}"
    form = main_form(browser.get(url)).values
    missing = browser.post(url, {**form, "outcome": "interested", "text": "Will drei", "next": "handoff", "title": ""})
    assert (missing.status_code, "Say what is to be done, or choose" in text_of(missing)) == (422, True)
    assert not VisitReport.objects.exists()
    sent = {
        **form,
        "outcome": "interested",
        "needs": "Drei Motoren",
        "next": "handoff",
        "title": "Angebot schreiben",
        "holder": world.inside.pk,
    }
    answers = [browser.post(url, sent) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [world.customer.get_absolute_url()] * 2
    report = VisitReport.objects.get()
    assert (report.appointment, report.author, Handoff.objects.get().taker) == (visit, world.field, world.inside)
    page = text_of(browser.get(f"/visits/{report.pk}/"))
    assert "Drei Motoren" in page
    assert "Angebot schreiben" in page
    assert submit(browser, f"/visits/{report.pk}/edit/", needs="Vier Motoren").status_code == 302
    assert signed_in_client(world.inside).get(f"/visits/{report.pk}/edit/").status_code == 403
    assert "reported a visit" in text_of(browser.get(f"{world.customer.get_absolute_url()}?kind=visits"))


def test_the_one_contact_who_came_is_chosen_and_of_two_nobody(world: World) -> None:
    browser = signed_in_client(world.field)
    visit = an_appointment(world.tandem, world.field, timezone.now() - timedelta(hours=3), customer=world.customer)
    url = f"/visits/new/?appointment={visit.pk}"
    met, other = a_contact(world.customer), a_contact(world.customer)
    Attendee.objects.create(appointment=visit, contact=met)
    assert main_form(browser.get(url)).values["contact"] == [str(met.pk)]
    Attendee.objects.create(appointment=visit, contact=other)
    assert main_form(browser.get(url)).values["contact"] == [""]


def test_a_visit_that_is_over_leads_to_its_report(world: World) -> None:
    browser, now = signed_in_client(world.field), timezone.now()
    ahead, visit = (
        an_appointment(world.tandem, world.field, now + timedelta(hours=hours), customer=world.customer)
        for hours in (3, -3)
    )
    url = f"/visits/new/?appointment={visit.pk}"
    assert "/visits/new/" not in browser.get(f"/appointments/{ahead.pk}/").content.decode()
    assert url in browser.get(f"/appointments/{visit.pk}/").content.decode()
    assert submit(browser, url, outcome="interested", text="Will drei", next="none").status_code == 302
    report = VisitReport.objects.get()
    page = browser.get(f"/appointments/{visit.pk}/").content.decode()
    assert (url in page, report.get_absolute_url() in page) == (False, True)


def test_a_report_begun_at_the_customer_leads_to_the_visit_that_waits_for_it(world: World) -> None:
    browser, now = signed_in_client(world.field), timezone.now()
    visit = an_appointment(world.tandem, world.field, now - timedelta(hours=3), customer=world.customer)
    url, of_visit = f"/visits/new/?customer={world.customer.number}", f"/visits/new/?appointment={visit.pk}"
    assert of_visit not in browser.get(url).content.decode()
    Appointment.objects.filter(pk=visit.pk).update(over_at=now, report_due_at=now)
    assert of_visit in browser.get(url).content.decode()
    assert "still waits" not in text_of(browser.get(of_visit))


def test_a_report_needs_a_customer_one_may_see(world: World) -> None:
    stranger = signed_in_client(world.stranger)
    for query in ("", "?customer=nobody", f"?customer={world.restricted.number}", "?appointment=77"):
        assert stranger.get(f"/visits/new/{query}").status_code == 404
