"""The plan of a quarter: owners, days, to-dos, done and late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from tandem.core.errors import Conflict, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import submit, text_of
from tandem.core.undo import undo_event
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.programme import actions
from tandem.programme.models import Programme, Review, Step
from tandem.programme.reactions import follow_todo
from tandem.programme.texts import quarter
from tandem.tandems.tests.world import AT, TODAY, World, a_world
from tandem.work.actions.todos import finish_todo
from tandem.work.models import Todo

pytestmark = pytest.mark.django_db


def refused(error: type[Exception], act: Any) -> Any:
    def everything() -> list[Any]:
        return [list(table._default_manager.order_by("pk").values()) for table in (Programme, Step, Todo, Event)]

    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def planned(world: World) -> Programme:
    return actions.plan_programme(title="Einführung", starts_on=TODAY, actor=world.actor, at=AT)


def own(world: World, step: Step, **values: Any) -> Step:
    values = {"owner": world.inside} | values
    actions.change_step(step, values=values, version=step.version, actor=world.actor, at=AT)
    return Step.objects.get(pk=step.pk)


@pytest.mark.once
def test_every_step_is_told_in_both_languages() -> None:
    told = {}
    for language in ("de", "en"):
        with translation.override(language):
            told[language] = quarter()
    assert [one.key for one in told["de"]] == [one.key for one in told["en"]]
    assert all(one.title and one.why for rows in told.values() for one in rows)
    assert not {one.title for one in told["de"]} & {one.title for one in told["en"]}


def test_the_quarter_and_its_reviews_come_by_themselves() -> None:
    programme = planned(a_world())
    days = {step.key: (step.due_on - TODAY).days for step in programme.steps.all()}
    assert days == {one.key: one.day for one in quarter()}
    assert set(Review.objects.values_list("days", flat=True)) == {30, 90, 180}


def test_an_owner_gets_a_to_do_that_follows_the_step() -> None:
    world = a_world()
    step = own(world, planned(world).steps.get(key="pairing"))
    assert step.todo is not None
    assert (step.todo.title, step.todo.holder) == ("Form the tandems", world.inside)
    step = own(world, step, owner=world.field, due_on=TODAY + timedelta(40))
    todo = Todo.objects.get()
    assert (todo.holder, todo.due_at.date()) == (world.field, TODAY + timedelta(40))
    actions.finish_step(step, actor=as_actor(world.field, AT), at=AT)
    assert Todo.objects.get().done_at == AT
    step.refresh_from_db()
    assert (step.done_at, step.done_by) == (AT, world.field)
    assert refused(Refused, lambda: actions.finish_step(step, actor=world.actor, at=AT)).code == "done"


def test_a_to_do_that_is_done_or_opened_again_takes_its_step_along() -> None:
    world = a_world()
    step = own(world, planned(world).steps.get(key="pairing"))
    assert step.todo is not None
    me = as_actor(world.inside, AT)
    ended = finish_todo(step.todo, actor=me, at=AT)
    for _twice in range(2):
        follow_todo(ended, AT)
    step.refresh_from_db()
    assert (step.done_at, step.done_by) == (AT, world.inside)
    assert Event.objects.filter(verb="programme.step_done").count() == 1
    follow_todo(undo_event(ended, actor=me, at=AT), AT)
    step.refresh_from_db()
    assert (step.done_at, step.done_by) == (None, None)


def test_done_by_mistake_is_taken_back_with_its_to_do() -> None:
    world = a_world()
    step = own(world, planned(world).steps.get(key="pairing"))
    event = actions.finish_step(step, actor=world.actor, at=AT)
    undo_event(event, actor=world.actor, at=AT)
    step.refresh_from_db()
    assert (step.done_at, step.todo and step.todo.done_at) == (None, None)
    again = actions.finish_step(step, actor=world.actor, at=AT)
    actions.reopen_step(step, actor=world.actor, at=AT)
    refused(Conflict, lambda: undo_event(again, actor=world.actor, at=AT))


def test_without_an_owner_the_to_do_goes() -> None:
    world = a_world()
    step = own(world, own(world, planned(world).steps.get(key="pairing")), owner=None)
    assert step.todo is None
    assert Todo.objects.get().removed_at == AT


def test_open_steps_move_with_the_first_day() -> None:
    world = a_world()
    programme = planned(world)
    done = programme.steps.get(key="agreement")
    actions.finish_step(done, actor=world.actor, at=AT)
    values = {"starts_on": TODAY + timedelta(7)}
    actions.edit_programme(programme, values=values, version=1, actor=world.actor, at=AT)
    assert programme.steps.get(key="agreement").due_on == TODAY
    assert programme.steps.get(key="kickoff").due_on == TODAY + timedelta(14)
    refused(Conflict, lambda: actions.edit_programme(programme, values=values, version=1, actor=world.actor, at=AT))


def test_only_who_leads_or_administers_plans() -> None:
    world = a_world()
    me = as_actor(world.inside, AT)
    refused(Refused, lambda: actions.plan_programme(title="x", starts_on=TODAY, actor=me, at=AT))
    step = planned(world).steps.get(key="pairing")
    refused(Refused, lambda: actions.change_step(step, values={}, version=1, actor=me, at=AT))
    refused(Refused, lambda: actions.finish_step(step, actor=me, at=AT))


def test_on_the_page_a_manager_plans_and_late_steps_are_told(time_machine: Any) -> None:
    world = a_world()
    time_machine.move_to(AT, tick=False)
    client = signed_in_client(world.manager)
    assert submit(client, "/introduction/new/", title="Einführung").status_code == 302
    programme = Programme.objects.get()
    url = programme.get_absolute_url()
    step = programme.steps.get(key="kickoff")
    assert submit(client, f"{url}steps/{step.pk}/", owner=world.inside.pk).status_code == 302
    Step.objects.filter(pk=step.pk).update(due_on=TODAY - timedelta(1))
    text = text_of(client.get(url))
    assert "Kick-off with both departments" in text
    assert text.count("late") == 1
    assert signed_in_client(world.inside).post(f"{url}steps/{step.pk}/done/").status_code == 302
    assert "1 of 13 steps are done" in text_of(client.get(url))
