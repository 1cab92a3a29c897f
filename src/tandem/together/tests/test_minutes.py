"""Minutes: both write at once and nothing is lost; one promise each; lines become to-dos."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import Form, changed, forms_of, text_of
from tandem.core.undo import undo_event
from tandem.people.tests.factories import signed_in_client
from tandem.tandems.tests.world import AT, World
from tandem.together import actions
from tandem.together.models import Meeting, MinuteItem
from tandem.work.models import NextStep, Todo

from .world import a_meeting, a_pair, anna, ben, everything, others

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_pair()


@pytest.fixture
def meeting(world: World) -> Meeting:
    return a_meeting(world)


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def lines(meeting: Meeting) -> set[tuple[str, str, str]]:
    rows = meeting.items.filter(removed_at=None)
    return set(rows.values_list("kind", "text", "author__first_name"))


def test_both_write_side_by_side(world: World, meeting: Meeting) -> None:
    actions.write_item(meeting, kind="note", text=" Hansen ruft an ", actor=anna(world), at=AT)
    actions.write_item(meeting, kind="decision", text="Wir fahren hin", actor=ben(world), at=AT)
    assert lines(meeting) == {("note", "Hansen ruft an", "Anna"), ("decision", "Wir fahren hin", "Ben")}


def test_events_do_not_repeat_what_was_written(world: World, meeting: Meeting) -> None:
    actions.write_item(meeting, kind="note", text="Nur unter uns", actor=anna(world), at=AT)
    assert [event.data for event in Event.objects.filter(verb="minute.written")] == [{"kind": "note"}]


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2001])
def test_a_line_says_something(world: World, meeting: Meeting, text: str) -> None:
    error = refused(Invalid, lambda: actions.write_item(meeting, kind="note", text=text, actor=anna(world), at=AT))
    assert set(error.fields) == {"text"}


def test_two_who_change_one_line_see_both(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Alt", actor=anna(world), at=AT)
    event = actions.edit_item(item, text="Bens", version=1, actor=ben(world), at=AT)
    error = refused(Conflict, lambda: actions.edit_item(item, text="Annas", version=1, actor=anna(world), at=AT))
    assert error.current.text == "Bens"
    assert event
    undo_event(event, actor=ben(world), at=AT)
    assert lines(meeting) == {("note", "Alt", "Anna")}
    item.refresh_from_db()
    assert actions.edit_item(item, text="Alt", version=item.version, actor=anna(world), at=AT) is None


def test_taken_out_and_back(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Alt", actor=anna(world), at=AT)
    event = actions.remove_item(item, version=1, actor=ben(world), at=AT)
    assert lines(meeting) == set()
    refused(Refused, lambda: actions.edit_item(item, text="Neu", version=2, actor=anna(world), at=AT))
    undo_event(event, actor=ben(world), at=AT)
    assert lines(meeting) == {("note", "Alt", "Anna")}


def test_one_promise_each(world: World, meeting: Meeting) -> None:
    mine = actions.make_promise(meeting, text="Montags anrufen", actor=anna(world), at=AT)
    actions.make_promise(meeting, text="Bericht am Abend", actor=ben(world), at=AT)
    refused(Invalid, lambda: actions.make_promise(meeting, text="Noch eins", actor=anna(world), at=AT))
    refused(Refused, lambda: actions.edit_item(mine, text="Anderes", version=1, actor=ben(world), at=AT))
    refused(Refused, lambda: actions.remove_item(mine, actor=ben(world), at=AT))
    removed = actions.remove_item(mine, actor=anna(world), at=AT)
    actions.make_promise(meeting, text="Dienstags anrufen", actor=anna(world), at=AT)
    refused(Conflict, lambda: undo_event(removed, actor=anna(world), at=AT))
    assert lines(meeting) == {("promise", "Dienstags anrufen", "Anna"), ("promise", "Bericht am Abend", "Ben")}


def test_the_other_one_says_whether_it_was_kept(world: World, meeting: Meeting) -> None:
    promise = actions.make_promise(meeting, text="Montags anrufen", actor=anna(world), at=AT)
    note = actions.write_item(meeting, kind="note", text="Kein Versprechen", actor=anna(world), at=AT)
    actions.close_meeting(meeting, actor=anna(world), at=AT)
    refused(Refused, lambda: actions.judge_promise(promise, kept=True, actor=anna(world), at=AT))
    refused(Refused, lambda: actions.judge_promise(note, kept=True, actor=ben(world), at=AT))
    event = actions.judge_promise(promise, kept=True, actor=ben(world), at=AT)
    promise.refresh_from_db()
    assert promise.kept is True
    assert event
    undo_event(event, actor=ben(world), at=AT)
    promise.refresh_from_db()
    assert promise.kept is None


def test_closed_minutes_stand(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Alt", actor=anna(world), at=AT)
    actions.close_meeting(meeting, actor=ben(world), at=AT)
    for act in (
        lambda: actions.write_item(meeting, kind="note", text="Neu", actor=anna(world), at=AT),
        lambda: actions.make_promise(meeting, text="Neu", actor=anna(world), at=AT),
        lambda: actions.edit_item(item, text="Neu", version=1, actor=anna(world), at=AT),
        lambda: actions.remove_item(item, actor=anna(world), at=AT),
    ):
        assert refused(Refused, act).code == "closed"


def test_nobody_else_writes_or_reads(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Alt", actor=anna(world), at=AT)
    for actor in others(world):
        for act in (
            lambda actor=actor: actions.write_item(meeting, kind="note", text="Neu", actor=actor, at=AT),
            lambda actor=actor: actions.make_promise(meeting, text="Neu", actor=actor, at=AT),
            lambda actor=actor: actions.edit_item(item, text="Neu", version=1, actor=actor, at=AT),
            lambda actor=actor: actions.remove_item(item, actor=actor, at=AT),
            lambda actor=actor: turn(item, world, actor=actor),
        ):
            refused(Refused, act)


def turn(item: MinuteItem, world: World, **more: Any) -> Event:
    given: dict[str, Any] = {
        "title": "Muster",
        "holder": world.field,
        "due_on": date(2026, 12, 1),
        "actor": anna(world),
        "at": AT,
    }
    return actions.turn_into_todo(item, **(given | more))


def test_a_line_becomes_a_todo_once(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="decision", text="Muster\nan Hansen", actor=anna(world), at=AT)
    event = turn(item, world)
    todo = Todo.objects.get()
    assert (todo.title, todo.holder, todo.tandem, todo.about) == (
        "Muster",
        world.field,
        world.tandem,
        ("meeting", meeting.pk),
    )
    assert NextStep.objects.get().holder == world.field
    refused(Refused, lambda: turn(item, world, actor=ben(world)))
    undo_event(event, actor=anna(world), at=AT)
    item.refresh_from_db()
    assert (item.todo, NextStep.objects.count()) == (None, 0)
    turn(item, world)
    assert NextStep.objects.count() == 1


def test_a_todo_that_was_touched_stays(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Muster", actor=anna(world), at=AT)
    event = turn(item, world)
    Todo.objects.update(version=2)
    refused(Conflict, lambda: undo_event(event, actor=anna(world), at=AT))


@pytest.mark.parametrize("wrong", ["holder", "due_on"])
def test_a_todo_has_one_of_the_two_and_a_day_to_come(world: World, meeting: Meeting, wrong: str) -> None:
    item = actions.write_item(meeting, kind="note", text="Muster", actor=anna(world), at=AT)
    values = {"holder": world.manager, "due_on": date(2026, 11, 23)}
    assert set(refused(Invalid, lambda: turn(item, world, **{wrong: values[wrong]})).fields) == {wrong}


def write_form(browser: Client, meeting: Meeting) -> Form:
    return next(form for form in forms_of(browser.get(meeting.get_absolute_url())) if "text" in form.values)


def test_a_line_sent_twice_is_written_once(world: World, meeting: Meeting) -> None:
    browser = signed_in_client(world.inside)
    form = write_form(browser, meeting)
    for _time in range(2):
        answer = browser.post(form.action, changed(form, text="Einmal", kind="decision"))
        assert answer.status_code == 302
    assert lines(meeting) == {("decision", "Einmal", "Anna")}


def test_the_page_gets_the_minutes_and_a_fresh_key(world: World, meeting: Meeting) -> None:
    browser, other = signed_in_client(world.inside), signed_in_client(world.field)
    form = write_form(browser, meeting)
    fresh = browser.post(form.action, changed(form, text="Eins", kind="note"), headers={"HX-Request": "true"})
    assert fresh.status_code == 200
    assert f'value="{form.values["once"][0]}"' not in fresh.content.decode()
    assert "Eins" in other.get(form.action).content.decode()
    wrong = browser.post(form.action, changed(form, text="", kind="note"), headers={"HX-Request": "true"})
    assert "data-wrong" in wrong.content.decode()
    assert lines(meeting) == {("note", "Eins", "Anna")}


def test_a_lost_race_in_the_browser_shows_both(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Alt", actor=anna(world), at=AT)
    url = f"{meeting.get_absolute_url()}items/{item.pk}/"
    browsers = [signed_in_client(person) for person in (world.inside, world.field)]
    forms = [next(form for form in forms_of(browser.get(url)) if "text" in form.values) for browser in browsers]
    assert browsers[0].post(url, changed(forms[0], text="Annas Satz")).status_code == 302
    answer = browsers[1].post(url, changed(forms[1], text="Bens Satz"))
    assert answer.status_code == 409
    assert all(f"<td>{text}</td>" in answer.content.decode() for text in ("Bens Satz", "Annas Satz"))
    again = next(form for form in forms_of(answer) if "text" in form.values)
    assert again.values["text"] == ["Bens Satz"]
    assert browsers[1].post(url, again.values).status_code == 302
    assert lines(meeting) == {("note", "Bens Satz", "Anna")}


def test_the_next_meeting_looks_back_on_promises(world: World, meeting: Meeting) -> None:
    actions.make_promise(meeting, text="Montags anrufen", actor=anna(world), at=AT)
    actions.close_meeting(meeting, actor=anna(world), at=AT)
    following = Meeting.objects.get(closed_at=None)
    browser = signed_in_client(world.field)
    page = browser.get(following.get_absolute_url())
    assert "Montags anrufen" in text_of(page)
    form = next(form for form in forms_of(page) if form.action.endswith("judgement/"))
    assert browser.post(form.action, {"kept": "no"}).headers["Location"] == following.get_absolute_url()
    assert MinuteItem.objects.get().kept is False


def test_a_line_turned_in_the_browser(world: World, meeting: Meeting) -> None:
    item = actions.write_item(meeting, kind="note", text="Muster schicken", actor=anna(world), at=AT)
    browser, url = signed_in_client(world.inside), f"{meeting.get_absolute_url()}items/{item.pk}/todo/"
    form = next(form for form in forms_of(browser.get(url)) if "title" in form.values)
    assert form.values["title"] == ["Muster schicken"]
    assert browser.post(url, changed(form, holder=world.field.pk)).status_code == 302
    assert Todo.objects.get().holder == world.field


def test_the_page_asks_as_often_for_many_lines(world: World, meeting: Meeting) -> None:
    browser, counts = signed_in_client(world.inside), []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(meeting.get_absolute_url()).status_code == 200
        counts.append(len(asked))
        item = actions.write_item(meeting, kind="note", text=f"Zeile {number}", actor=anna(world), at=AT)
        turn(item, world)
    assert len(set(counts)) == 1
    assert counts[0] <= 12
