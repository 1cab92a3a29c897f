"""The pages of appointments: what a person sees, types and gets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.browser import changed, forms_of, main_form, submit, text_of
from tandem.customers.tests.world import World
from tandem.people.models import WorkingTime
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Appointment

from .calendar_world import a_contact, a_site, a_world, book, fresh

pytestmark = pytest.mark.django_db
MOST = 12


def soon(hour: int = 10, days: int = 1) -> Any:
    """A day ahead at that hour, whatever day it is."""
    at = timezone.localtime(timezone.now()).replace(hour=hour, minute=0, second=0, microsecond=0)
    return at + timedelta(days=days)


def always_there(world: World) -> None:
    """Nothing of these tests depends on the day they run on."""
    rows = [
        WorkingTime(employee=person, weekday=day, start="00:00", end="23:59")
        for person in (world.inside, world.field)
        for day in range(7)
    ]
    WorkingTime.objects.bulk_create(rows)


def test_booking_from_the_customer() -> None:
    world = a_world()
    always_there(world)
    site, contact = a_site(world.customer, is_main=True), a_contact(world.customer, email="a@hansen.example")
    browser = signed_in_client(world.inside)
    url = f"/appointments/new/?customer={world.customer.number}"
    form = main_form(browser.get(url))
    assert form.values["holder"] == [str(world.field.pk)]  # the field half's, whoever books
    assert form.values["site"] == [str(site.pk)]
    start = soon()
    typed = changed(
        form,
        title="Jahresgespräch",
        day=start.date(),
        start="10:00",
        end="11:30",
        contacts=[contact.pk],
        employees=[world.inside.pk],
    )
    answers = [browser.post(url, typed) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    appointment = Appointment.objects.get()  # sent twice, booked once
    assert (appointment.start, appointment.end) == (start, start + timedelta(minutes=90))
    assert appointment.attendees.count() == 2
    page = browser.get(answers[0].headers["Location"])
    told = text_of(page)
    assert "Jahresgespräch" in told
    assert "no answer yet" in told
    brief = text_of(browser.get(f"/customers/{world.customer.number}/"))
    assert "Next appointment" in brief
    assert "booked “Jahresgespräch” for" in brief


def test_a_clash_is_said_and_taken_with_a_tick() -> None:
    world = a_world()
    always_there(world)
    book(world, soon(), customer=world.queued, at=timezone.now())
    browser = signed_in_client(world.inside)
    url = f"/appointments/new/?customer={world.customer.number}"
    typed = {"day": soon().date(), "start": "10:30", "end": "11:30", "title": "Besuch"}
    refused = submit(browser, url, **typed)
    assert refused.status_code == 422
    told = text_of(refused)
    assert f"{world.field} has Wartburg AG" in told
    assert "Book anyway" in told
    assert Appointment.objects.count() == 1
    again = changed(main_form(refused), anyway="on")
    assert again["title"] == ["Besuch"]  # nothing typed is lost
    assert browser.post(url, again).status_code == 302
    assert Appointment.objects.count() == 2


def test_what_speaks_against_it_is_said_while_it_is_typed() -> None:
    world = a_world()
    always_there(world)
    appointment = book(world, soon(), customer=world.queued, at=timezone.now())
    browser = signed_in_client(world.inside)
    url = f"/appointments/new/?customer={world.customer.number}"
    check = f"/appointments/check/?customer={world.customer.number}"
    typed = changed(main_form(browser.get(url)), day=soon().date(), start="10:30", end="11:30")
    told = browser.post(check, typed, headers={"HX-Request": "true"}).content.decode()
    assert "Wartburg AG" in told
    assert "<html" not in told
    later = browser.post(check, {**typed, "start": ["12:00"], "end": ["13:00"]}).content.decode()
    assert "Wartburg AG" not in later
    missing = browser.post(check, {**typed, "end": [""]})
    assert (missing.status_code, "Wartburg AG" in missing.content.decode()) == (200, False)
    itself = main_form(browser.get(f"/appointments/{appointment.pk}/edit/")).values
    own = browser.post(f"/appointments/check/?appointment={appointment.pk}", itself).content.decode()
    assert "This speaks against it" not in own
    assert Appointment.objects.count() == 1


def test_a_manager_sees_the_calendars_of_the_team() -> None:
    world = a_world()
    start = soon()
    book(world, start, customer=world.customer, anyway=True, at=timezone.now())
    day = f"day={start.date()}"
    manager = signed_in_client(world.manager)
    assert "Besuch" not in text_of(manager.get(f"/calendar/?{day}"))
    page = manager.get(f"/calendar/?{day}&of={world.field.pk}")
    assert "Besuch" in text_of(page)
    assert f"of={world.field.pk}" in page.content.decode()
    stranger = signed_in_client(world.stranger)
    assert "Besuch" not in text_of(stranger.get(f"/calendar/?{day}&of={world.field.pk}"))


def test_one_without_a_title_is_named_in_the_language_of_the_house(settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    world = a_world()
    always_there(world)
    browser = signed_in_client(world.inside)
    url = f"/appointments/new/?customer={world.customer.number}"
    typed = changed(main_form(browser.get(url)), kind="phone", day=soon().date(), start="10:00", end="11:00")
    assert browser.post(url, typed).status_code == 302
    assert Appointment.objects.get().title == "Telefon"


@pytest.mark.parametrize(
    ("now", "proposed"),
    [
        ("2026-11-26T10:20", "2026-11-26 11:00"),
        ("2026-11-26T05:00", "2026-11-26 09:00"),
        ("2026-11-27T18:20", "2026-11-30 09:00"),  # a Friday evening
        ("2026-11-28T10:20", "2026-11-30 09:00"),
        ("2026-12-24T18:00", "2026-12-28 09:00"),
    ],
)
def test_one_is_proposed_when_people_work(now: str, proposed: str) -> None:
    world = a_world()
    with time_machine.travel(timezone.make_aware(datetime.fromisoformat(now)), tick=False):
        page = signed_in_client(world.inside).get(f"/appointments/new/?customer={world.customer.number}")
        values = main_form(page).values
    assert f"{values['day'][0]} {values['start'][0]}" == proposed


def test_without_a_customer_one_is_looked_for() -> None:
    world = a_world()
    browser = signed_in_client(world.inside)
    assert "With a customer" in text_of(browser.get("/appointments/new/"))
    assert "Fri 27 Nov" in text_of(browser.get("/calendar/?view=week&day=2026-11-27"))
    one = browser.get("/appointments/new/?find=hansen&start=2026-11-27T10:00")
    assert one.status_code == 302
    assert one.headers["Location"] == f"/appointments/new/?start=2026-11-27T10%3A00&customer={world.customer.number}"
    none = browser.get("/appointments/new/?find=gibtsnicht")
    assert "No customer found" in text_of(none)
    assert browser.get("/appointments/new/?customer=gibtsnicht").status_code == 404
    for bad in ("start=x", "start=2026-99-99", "start=0001-01-01T00:00%2B14:00", "holder=x", "minutes=99999"):
        assert browser.get(f"/appointments/new/?{bad}").status_code == 200


def test_a_lost_race_shows_both_and_saves_nothing() -> None:
    world = a_world()
    appointment = book(world, soon(), customer=world.customer, anyway=True, at=timezone.now())
    mine, theirs = signed_in_client(world.inside), signed_in_client(world.field)
    url = f"/appointments/{appointment.pk}/edit/"
    shown = main_form(mine.get(url))
    assert theirs.post(url, changed(main_form(theirs.get(url)), title="Von Malte", anyway="on")).status_code == 302
    lost = mine.post(url, changed(shown, title="Von Aylin", anyway="on"))
    assert lost.status_code == 409
    assert "Von Aylin" in text_of(lost)
    assert "Von Malte" in text_of(lost)
    assert fresh(appointment).title == "Von Malte"
    assert mine.post(url, changed(main_form(lost), anyway="on")).status_code == 302
    assert fresh(appointment).title == "Von Aylin"


def test_moving_offers_undo_and_cancelling_wants_a_reason() -> None:
    world = a_world()
    appointment = book(world, soon(), customer=world.customer, anyway=True, at=timezone.now())
    browser = signed_in_client(world.inside)
    page = f"/appointments/{appointment.pk}/"
    assert submit(browser, f"{page}edit/", start="14:00", end="15:00", anyway="on").status_code == 302
    assert f"/undo/{Event.objects.get(verb='appointment.moved').pk}/" in browser.get(page).content.decode()
    assert submit(browser, f"{page}cancel/", reason="").status_code == 422
    assert fresh(appointment).cancelled_at is None
    form = main_form(browser.get(f"{page}cancel/"))
    for _time in range(2):
        assert browser.post(f"{page}cancel/", changed(form, reason="Kunde krank")).status_code == 302
    assert fresh(appointment).cancel_reason == "Kunde krank"
    assert "Kunde krank" in text_of(browser.get(page))
    assert forms_of(browser.get(f"{page}cancel/")) == []
    assert browser.get(f"{page}edit/").status_code == 302


def test_a_private_one_is_not_there_for_others() -> None:
    world = a_world()
    always_there(world)
    own = signed_in_client(world.field)
    start = soon()
    typed = {"title": "Zahnarzt", "day": start.date(), "start": "10:00", "end": "11:00", "private": "on"}
    assert submit(own, "/appointments/new/", **typed).status_code == 302
    appointment = Appointment.objects.get()
    other = signed_in_client(world.inside)
    for path in ("", "edit/", "cancel/"):
        assert other.get(f"/appointments/{appointment.pk}/{path}").status_code == 404
    calendar = f"/calendar/?day={start.date()}"
    assert "Zahnarzt" not in other.get(calendar).content.decode()
    assert "Busy" in text_of(other.get(calendar))
    assert "Zahnarzt" in text_of(own.get(calendar))
    assert "Zahnarzt" not in text_of(other.get("/appointments/?scope=all"))


def test_a_colleague_answers_on_the_page() -> None:
    world = a_world()
    appointment = book(world, soon(), customer=world.customer, employees=[world.cover], anyway=True, at=timezone.now())
    browser = signed_in_client(world.cover)
    page = f"/appointments/{appointment.pk}/"
    assert "Will you come?" in text_of(browser.get(page))
    assert browser.post(f"{page}reply/", {"reply": "declined"}).status_code == 302
    assert appointment.attendees.get().reply == "declined"
    assert browser.post(f"{page}reply/", {"reply": "x"}).status_code == 422
    assert signed_in_client(world.inside).post(f"{page}reply/", {"reply": "accepted"}).status_code == 403


def test_finding_a_time_books_with_one_click() -> None:
    world = a_world()
    always_there(world)
    a_site(world.customer, is_main=True)
    browser = signed_in_client(world.inside)
    page = browser.get(f"/appointments/find/?customer={world.customer.number}&minutes=90")
    offered = forms_of(page)
    assert 1 < len(offered) <= 8
    assert browser.post(offered[0].action, offered[0].values).status_code == 302
    appointment = Appointment.objects.get()
    assert (appointment.holder, appointment.title) == (world.field, "Visit")
    assert [row.employee for row in appointment.attendees.all()] == [world.inside]
    assert appointment.end - appointment.start == timedelta(minutes=90)
    backwards = browser.get("/appointments/find/?first=2026-12-24&last=2026-12-01")
    assert backwards.status_code == 200
    assert "No time suits everybody" in text_of(backwards)


@pytest.mark.parametrize(
    "query",
    ["", "view=week", "who=mine", "who=partner&view=week", "day=2026-12-25", "day=x&view=y&who=z", "day=0001-01-01"],
)
def test_the_calendar_by_its_address(query: str) -> None:
    world = a_world()
    assert signed_in_client(world.inside).get(f"/calendar/?{query}").status_code == 200


def pages(world: World, appointment: Appointment) -> list[str]:
    number = world.customer.number
    return [
        "/calendar/",
        "/calendar/?view=week",
        "/appointments/?scope=all",
        f"/appointments/{appointment.pk}/",
        f"/appointments/{appointment.pk}/edit/",
        f"/appointments/new/?customer={number}",
        f"/appointments/find/?customer={number}",
        f"/customers/{number}/",
    ]


def test_statements() -> None:
    world = a_world()
    at = timezone.now()
    first = book(world, soon(), customer=world.customer, contacts=[a_contact(world.customer)], anyway=True, at=at)
    browsers: list[Client] = [signed_in_client(world.inside), signed_in_client(world.manager)]
    found: list[list[int]] = []
    for number in range(2):
        counts = []
        for browser in browsers:
            for url in pages(world, first):
                with CaptureQueriesContext(connection) as asked:
                    assert browser.get(url).status_code == 200
                counts.append(len(asked))
        found.append(counts)
        for hour in (12, 14, 16):
            guest = a_contact(world.customer, last_name=f"Gast{number}{hour}")
            values: dict[str, Any] = {"customer": world.customer, "contacts": [guest], "employees": [world.inside]}
            book(world, soon(hour + number), minutes=30, anyway=True, at=at, **values)
    named = dict(
        zip([(n, url) for n in range(2) for url in pages(world, first)], zip(*found, strict=True), strict=True)
    )
    assert {key: counts for key, counts in named.items() if len(set(counts)) > 1} == {}
    assert {key: counts for key, counts in named.items() if max(counts) > MOST} == {}
