"""New leads are rung in the call session, before the customers that are due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.core.errors import Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.pipeline.actions import log_lead_call, note_lead, take_lead_call
from tandem.pipeline.calling import leads_to_call
from tandem.pipeline.models import Lead, LeadNote
from tandem.work.actions.calls import NextTodo
from tandem.work.models import Todo

from .factories import a_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def test_the_queue_holds_new_leads_that_nobody_else_holds_or_rang(world: World) -> None:
    me, partner = of(world.inside), of(world.field)
    free, mine = a_lead(world.inside), a_lead(world.inside, at=AT - timedelta(1), holder=world.inside)
    assert list(leads_to_call(me)) == [mine, free]
    assert list(leads_to_call(partner)) == [free]
    assert list(leads_to_call(of(world.stranger))) == []
    note_lead(free, text="Messe", actor=me, at=AT)  # no new lead any more
    assert list(leads_to_call(me)) == [mine]


def test_one_gets_it_and_not_reached_brings_it_back_the_next_day(world: World) -> None:
    lead = a_lead(world.inside, at=AT - timedelta(1))
    assert take_lead_call(lead, actor=of(world.inside), at=AT)
    assert not take_lead_call(Lead.objects.get(), actor=of(world.field), at=AT)
    log_lead_call(lead, outcome="missed", actor=of(world.inside), at=AT)
    lead.refresh_from_db()
    assert (lead.state, lead.holder) == ("new", world.inside)
    assert not leads_to_call(of(world.inside)).exists()
    assert list(leads_to_call(of(world.inside, AT + timedelta(1)))) == [lead]


def test_a_call_is_a_note_with_a_next_step_and_can_be_taken_back(world: World) -> None:
    lead, me = a_lead(world.inside), of(world.inside)
    step = NextTodo("Muster schicken", (AT + timedelta(7)).date(), world.inside)
    log_lead_call(lead, outcome="interested", text="Will ein Muster", following=step, actor=me, at=AT)
    lead.refresh_from_db()
    todo = Todo.objects.get()
    assert (lead.state, "Will ein Muster" in lead.notes.get().text) == ("talking", True)
    assert (todo.title, todo.holder, todo.about_kind, todo.about_id) == (
        "Muster schicken",
        world.inside,
        "lead",
        lead.pk,
    )
    undo_event(Event.objects.get(verb="lead.called"), actor=me, at=AT)
    lead.refresh_from_db()
    todo.refresh_from_db()
    assert (lead.state, LeadNote.objects.count(), todo.removed_at is not None) == ("new", 0, True)


def test_wrong_outcomes_and_strangers_change_nothing(world: World) -> None:
    lead = a_lead(world.inside)
    before = Event.objects.count()
    with pytest.raises(Invalid):
        log_lead_call(lead, outcome="odd", actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        log_lead_call(lead, outcome="agreed", actor=of(world.stranger), at=AT)
    assert (LeadNote.objects.count(), Event.objects.count()) == (0, before)


def test_a_session_goes_from_lead_to_lead_and_on(world: World) -> None:
    now = timezone.now()
    first, second = a_lead(world.inside, at=now - timedelta(hours=2)), a_lead(world.inside, at=now, company="Zweite")
    browser = signed_in_client(world.inside)
    page = browser.get("/calls/").content.decode()
    assert f"/leads/{first.pk}/call/" in page
    assert browser.post("/calls/next/").headers["Location"] == f"/leads/{first.pk}/call/"
    assert browser.get(f"/leads/{first.pk}/call/").status_code == 200
    answer = browser.post(f"/leads/{first.pk}/call/done/", {"once": "k", "outcome": "agreed", "next": "week"})
    assert answer.headers["Location"] == f"/leads/{second.pk}/call/"
    assert browser.post(f"/leads/{second.pk}/call/done/", {"once": "l"}).status_code == 422
    answer = browser.post(f"/leads/{second.pk}/call/skip/")
    assert answer.headers["Location"] != f"/leads/{second.pk}/call/"
    assert LeadNote.objects.count() == 1
