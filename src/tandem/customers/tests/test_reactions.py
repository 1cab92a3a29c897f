"""Customers follow a tandem that moves, and wait in the queue of one that closes; both can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.core.actor import Actor
from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.customers.models import Assignment, Customer
from tandem.customers.queries import owner_of
from tandem.people.models import Team
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.actions import close_tandem, edit_tandem
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import SINCE, a_tandem

from .factories import a_customer

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY, IN_MARCH, IN_MAY = date(2026, 11, 24), date(2027, 3, 1), date(2027, 5, 1)


@pytest.fixture
def actor() -> Actor:
    return as_actor(an_employee(["manager"]), AT)


@pytest.fixture
def tandem(actor: Actor) -> Tandem:
    return a_tandem(a_team(actor.employee, name="Nord"), name="Nord 1")


def spans() -> set[tuple[str, str, date, date | None]]:
    rows = Assignment.objects.select_related("customer", "tandem")
    return {(row.customer.name, row.tandem.name, row.start, row.end) for row in rows}


def deliver() -> None:
    for _round in range(3):  # what follows may have something follow, too
        deliver_due(at=AT)
    assert not Delivery.objects.filter(done_at=None).exists()


def subjects_of(verb: str) -> set[frozenset[tuple[str, int]]]:
    return {
        frozenset(event.subjects.values_list("kind", "object_id"))
        for event in Event.objects.filter(verb=verb, actor_kind="system")
    }


def test_customers_move_with_their_tandem_and_back(tandem: Tandem, actor: Actor) -> None:
    mine, other = a_customer(tandem, name="Mein"), a_customer(a_tandem(tandem.team), name="Anderer")
    former = a_customer(tandem, name="Früher")
    former.assignments.update(end=TODAY)
    south = a_team(actor.employee, name="Süd")
    event = edit_tandem(tandem, name="Nord 1", team=south, actor=actor, at=AT)
    assert event is not None
    deliver()

    def teams() -> dict[str, Team]:
        return {row.name: row.team for row in Customer.objects.select_related("team")}

    assert teams() == {"Mein": south, "Anderer": tandem.team, "Früher": tandem.team}
    assert subjects_of("customer.moved") == {frozenset({("customer", mine.pk), ("tandem", tandem.pk)})}
    undo_event(event, actor=actor, at=AT)
    deliver()
    assert set(teams().values()) == {tandem.team}
    assert Event.objects.filter(verb="customer.moved").count() == 2
    assert owner_of(other, TODAY) != tandem


def test_renaming_moves_nobody(tandem: Tandem, actor: Actor) -> None:
    a_customer(tandem)
    edit_tandem(tandem, name="Küste", team=tandem.team, actor=actor, at=AT)
    deliver()
    assert not Event.objects.filter(verb="customer.moved").exists()


def test_customers_of_a_closed_tandem_wait_in_the_queue(tandem: Tandem, actor: Actor) -> None:
    running, planned = a_customer(tandem, name="Läuft"), a_customer(team=tandem.team, name="Geplant")
    ending, over = a_customer(tandem, name="Endet"), a_customer(tandem, name="Vorbei")
    Assignment.objects.create(customer=planned, tandem=tandem, start=IN_MAY)
    ending.assignments.update(end=IN_MAY)
    over.assignments.update(end=TODAY)
    before = spans()
    event = close_tandem(tandem, closed_on=IN_MARCH, actor=actor, at=AT)
    deliver()
    assert spans() == {
        ("Läuft", "Nord 1", SINCE, IN_MARCH),
        ("Endet", "Nord 1", SINCE, IN_MARCH),
        ("Vorbei", "Nord 1", SINCE, TODAY),
    }
    assert owner_of(running, TODAY) == tandem
    assert owner_of(running, IN_MARCH) is None
    assert subjects_of("customer.queued") == {
        frozenset({("customer", customer.pk), ("tandem", tandem.pk)}) for customer in (running, planned, ending)
    }
    undo_event(event, actor=actor, at=AT)
    deliver()
    assert spans() == before
    assert Event.objects.filter(verb="customer.assigned", actor_kind="system").count() == 3


def test_who_found_another_tandem_meanwhile_stays_there(tandem: Tandem, actor: Actor) -> None:
    kept, given = a_customer(tandem, name="Bleibt"), a_customer(tandem, name="Geht")
    event = close_tandem(tandem, closed_on=TODAY, actor=actor, at=AT)
    deliver()
    other = a_tandem(tandem.team, name="Nord 2")
    Assignment.objects.create(customer=given, tandem=other, start=TODAY)
    undo_event(event, actor=actor, at=AT)
    deliver()
    assert (owner_of(kept, TODAY), owner_of(given, TODAY)) == (tandem, other)


def test_closing_taken_back_at_once_touches_no_customer(tandem: Tandem, actor: Actor) -> None:
    a_customer(tandem)
    before = spans()
    undo_event(close_tandem(tandem, closed_on=TODAY, actor=actor, at=AT), actor=actor, at=AT)
    deliver()
    assert spans() == before
    assert not Event.objects.filter(verb__in=["customer.queued", "customer.assigned"], actor_kind="system").exists()


def test_a_second_delivery_changes_nothing(tandem: Tandem, actor: Actor) -> None:
    a_customer(tandem)
    close_tandem(tandem, closed_on=TODAY, actor=actor, at=AT)
    deliver()
    before, events = spans(), Event.objects.count()
    Delivery.objects.update(done_at=None)
    deliver()
    assert (spans(), Event.objects.count()) == (before, events)
