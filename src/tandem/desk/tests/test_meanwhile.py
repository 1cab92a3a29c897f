"""Back from an absence: the summary, who reads it, how long, and the word about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import record
from tandem.core.models import Event
from tandem.core.tests.browser import text_of
from tandem.customers.actions import add_note
from tandem.customers.models import Customer
from tandem.customers.tests.factories import a_customer
from tandem.customers.tests.world import World, of
from tandem.desk.models import Notice
from tandem.desk.queries.meanwhile import KEPT, meanwhile_of, own_returns
from tandem.desk.reactions import give_notices, welcome_back
from tandem.people.models import Absence, Delegation
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Request
from tandem.work.tests.factories import a_request, an_appointment

pytestmark = pytest.mark.django_db


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def absence(world: World) -> Absence:
    """A week that ended yesterday; today one is back."""
    today = timezone.localdate()
    return Absence.objects.create(employee=world.inside, start=today - timedelta(7), end=today)


def noted(customer: Customer, world: World, at: datetime, text: str = "Will drei") -> None:
    add_note(customer, values={"text": text}, actor=of(world.field, at), at=at)


def asked(world: World, at: datetime, customer: Customer | None = None, **values: object) -> Request:
    one = a_request(customer or world.customer, world.tandem, received_at=at, **values)
    record("request.opened", one, one.customer, world.tandem, actor=of(world.field, at), at=at, data={"wish": one.wish})
    return one


def summary(absence: Absence, world: World) -> dict[str, int]:
    found = meanwhile_of(absence, of(world.inside, timezone.now()))
    return {str(count.label): count.number for count in found.counts}


def test_what_happened_is_counted_and_told_by_customer(world: World, absence: Absence, now: datetime) -> None:
    noted(world.customer, world, now - timedelta(2))
    noted(world.customer, world, now - timedelta(30), "Vorher")
    asked(world, now - timedelta(3))
    asked(world, now - timedelta(3), closed_at=now)
    an_appointment(world.tandem, world.field, now - timedelta(2), customer=world.customer)
    an_appointment(world.tandem, world.field, now - timedelta(2), customer=world.customer, cancelled_at=now)
    an_appointment(world.tandem, world.field, now + timedelta(2), customer=world.customer)
    assert summary(absence, world) == {
        "requests came in": 2,
        "request is still open": 1,
        "appointment took place": 1,
        "note, call or visit report": 1,
    }
    page = text_of(signed_in_client(world.inside).get(f"/absences/{absence.pk}/summary/"))
    assert "Will drei" in page
    assert "Vorher" not in page
    assert "waits for an answer" in page


def test_what_waits_comes_first_then_the_class(world: World, absence: Absence, now: datetime) -> None:
    at = now - timedelta(2)
    plain, first, waiting = (a_customer(world.tandem, customer_class=name) for name in ("C", "A", ""))
    for customer in (plain, first):
        noted(customer, world, at)
    asked(world, at, waiting)
    found = meanwhile_of(absence, of(world.inside, now))
    assert [told.customer for told in found.customers] == [waiting, first, plain]


def test_other_tandems_are_left_out(world: World, absence: Absence, now: datetime) -> None:
    at = now - timedelta(2)
    noted(a_customer(world.far), world, at)
    noted(a_customer(world.mates), world, at)
    assert meanwhile_of(absence, of(world.inside, now)).customers == []
    page = text_of(signed_in_client(world.inside).get(f"/absences/{absence.pk}/summary/"))
    assert "Nothing happened with your customers" in page


def test_who_covered_is_named(world: World, absence: Absence) -> None:
    url = f"/absences/{absence.pk}/summary/"
    assert "Nobody was named as cover" in text_of(signed_in_client(world.inside).get(url))
    cover = {"person": world.inside, "deputy": world.mate, "scope_kind": "tandem", "scope_id": world.tandem.pk}
    Delegation.objects.create(absence=absence, start=absence.start, end=absence.end, **cover)
    assert f"Covered by {world.mate}" in text_of(signed_in_client(world.inside).get(url))


@pytest.mark.parametrize("who", ["manager", "field", "cover", "mate", "council", "admin", "far_manager"])
def test_nobody_else_reads_it(world: World, absence: Absence, who: str) -> None:
    client = signed_in_client(getattr(world, who))
    assert client.get(f"/absences/{absence.pk}/summary/").status_code == 404
    assert not own_returns(of(getattr(world, who), timezone.now())).exists()


def test_it_is_there_from_the_return_on_for_two_weeks(world: World, absence: Absence) -> None:
    today, client = timezone.localdate(), signed_in_client(world.inside)
    for end, code in (
        (today + timedelta(1), 404),
        (today, 200),
        (today - KEPT + timedelta(1), 200),
        (today - KEPT, 302),
    ):
        Absence.objects.filter(pk=absence.pk).update(end=end, start=end - timedelta(7))
        assert client.get(f"/absences/{absence.pk}/summary/").status_code == code, end
        link = f"/absences/{absence.pk}/summary/" in client.get(f"/absences/{absence.pk}/").content.decode()
        assert link == (code == 200)
    assert "/summary/" not in signed_in_client(world.manager).get(f"/absences/{absence.pk}/").content.decode()


def morning(now: datetime) -> None:
    """What the worker does every morning, twice: the second time it finds nothing to do."""
    event = record("schedule.daily", actor=Actor.system(now, "schedule"), at=now)
    for _ in range(2):
        welcome_back(event, now)
    for due in Event.objects.filter(verb="return.due"):
        give_notices(due, now)


def test_on_return_one_is_told_once(world: World, absence: Absence, now: datetime) -> None:
    Absence.objects.create(employee=world.field, start=now.date() + timedelta(1), end=None)
    Absence.objects.create(employee=world.mate, start=now.date() - timedelta(30), end=now.date() - timedelta(20))
    morning(now)
    row = Notice.objects.get()
    assert (row.employee, row.kind, row.about_kind, row.about_id) == (world.inside, "cover", "return", absence.pk)
    client = signed_in_client(world.inside)
    assert "See what happened with your customers meanwhile" in text_of(client.get("/"))
    assert client.get(f"/notices/{row.pk}/").headers["Location"] == f"/absences/{absence.pk}/summary/"
    assert "See what happened" not in text_of(client.get("/"))


def test_read_it_goes_from_today_and_comes_back_unread(world: World, absence: Absence, now: datetime) -> None:
    morning(now)
    row, client = Notice.objects.get(), signed_in_client(world.inside)
    client.post(f"/notices/{row.pk}/read/", {"read": "1"})
    assert "See what happened" not in text_of(client.get("/"))
    client.post(f"/notices/{row.pk}/read/", {"read": "0"})
    assert "See what happened" in text_of(client.get("/"))
    assert "See what happened" not in text_of(signed_in_client(world.field).get("/"))


def test_as_many_statements_for_many_as_for_one(world: World, absence: Absence, now: datetime) -> None:
    client, url = signed_in_client(world.inside), f"/absences/{absence.pk}/summary/"
    counts = []
    for number in (1, 3):
        for _ in range(number):
            customer = a_customer(world.tandem)
            noted(customer, world, now - timedelta(2))
            asked(world, now - timedelta(2), customer)
            an_appointment(world.tandem, world.field, now - timedelta(2), customer=customer)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(url).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[1] <= 12
