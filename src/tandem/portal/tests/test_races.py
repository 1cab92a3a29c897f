"""Two at once: one link lets one browser in, one time is taken once, one form does its work once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.tests.races import at_once
from tandem.portal.actions.accesses import revoke_access
from tandem.portal.actions.asking import ask, rate_request
from tandem.portal.actions.links import enter
from tandem.portal.models import Access, Rating, Session
from tandem.portal.queries.appointments import search_for
from tandem.portal.viewer import Viewer, actor_of
from tandem.work.actions.appointments.offered import book_offered
from tandem.work.models import Appointment, NextStep, Request
from tandem.work.tests.factories import a_kind

from .world import a_world, token_for, viewer

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_use_one_link() -> None:
    world = a_world()
    token, now = token_for(world.ours.access), timezone.now()
    assert at_once(lambda: enter(token, at=now), lambda: enter(token, at=now)) == ["done", "link_dead"]
    assert Session.objects.count() == 1


def test_one_comes_in_while_another_closes_the_door() -> None:
    world = a_world()
    token, now, me = token_for(world.ours.access), timezone.now(), world.me
    found = at_once(lambda: enter(token, at=now), lambda: revoke_access(world.ours.access, actor=me, at=now))
    assert found in (["done", "done"], ["done", "link_dead"])
    assert Access.objects.get(pk=world.ours.access.pk).revoked_at
    assert not Session.objects.filter(ended_at=None, access__revoked_at=None).exists()


def test_two_customers_take_the_same_time() -> None:
    world = a_world()
    start = (timezone.now() + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)
    viewers = [viewer(side.access) for side in (world.ours, world.theirs)]

    def take(one: Viewer) -> Appointment:
        search = search_for(one, "phone", "both")
        return book_offered(search, start, title="Linie 4", contact=one.contact, actor=actor_of(one), at=one.at)

    assert at_once(lambda: take(viewers[0]), lambda: take(viewers[1])) == ["done", "slot_taken"]
    assert Appointment.objects.count() == 1
    assert NextStep.objects.filter(kind="appointment").count() == 1
    assert Event.objects.filter(verb="appointment.booked").count() == 1


def test_a_request_sent_twice_at_once_is_one() -> None:
    world = a_world()
    one, kind = viewer(world.ours.access), a_kind("question")
    before = Request.objects.count()

    def send() -> Request:
        def make() -> Request:
            return ask(one, kind=kind, wish="Doppelt?", at=one.at)

        return once(Request, "the-same-key", make, actor=actor_of(one), at=one.at)

    assert at_once(send, send) == ["done", "done"]
    assert Request.objects.count() == before + 1
    assert Event.objects.filter(verb="request.opened", data__wish="Doppelt?").count() == 1


def test_two_answer_the_one_question_at_once() -> None:
    world = a_world()
    one, closed = viewer(world.ours.access), world.ours.closed
    scores = ("good", "poor")
    acts = [lambda score=score: rate_request(closed, viewer=one, score=score, at=one.at) for score in scores]
    assert at_once(*acts) == ["done", "done"]
    assert Rating.objects.count() == 1
