"""To-dos: exactly one holder, changed in one click, taken back in one more."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import an_employee
from tandem.work.actions.checklist import add_item, remove_item, tick_item, untick_item
from tandem.work.actions.todos import (
    add_todo,
    edit_todo,
    finish_todo,
    give_todo,
    remove_todo,
    reopen_todo,
    snooze_todo,
    take_todo,
)
from tandem.work.days import end_of, presets
from tandem.work.models import NextStep, Todo

from .factories import AT, a_todo

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")
DUE = end_of(date(2026, 11, 26))


@pytest.fixture
def world() -> World:
    return a_world()


def a_new(world: World, **more: object) -> Todo:
    values = {"title": "Muster schicken", "due_at": DUE, **more}
    return add_todo(world.customer, values=values, holder=world.inside, actor=of(world.inside), at=AT)


def fresh(todo: Todo) -> Todo:
    return Todo.objects.select_related("customer", "holder").get(pk=todo.pk)


def step(todo: Todo) -> NextStep | None:
    return NextStep.objects.filter(kind="todo", object_id=todo.pk).first()


def test_a_new_one_belongs_to_the_customers_tandem_and_stands_in_the_holders_list(world: World) -> None:
    todo = a_new(world)
    assert (todo.tandem, todo.team, todo.holder, todo.created_by) == (
        world.tandem,
        world.team,
        world.inside,
        world.inside,
    )
    row = step(todo)
    assert row is not None
    assert (row.holder, row.customer, row.due_at, row.timed) == (world.inside, world.customer, DUE, False)
    event = Event.objects.get(verb="todo.added")
    assert {(row.kind, row.object_id) for row in event.subjects.all()} == {
        ("todo", todo.pk),
        ("customer", world.customer.pk),
        ("tandem", world.tandem.pk),
    }


def test_anyone_in_sales_may_note_one_for_a_customer_they_see(world: World) -> None:
    todo = add_todo(
        world.customer,
        values={"title": "Rückruf", "due_at": DUE},
        holder=world.field,
        actor=of(world.stranger),
        at=AT,
    )
    assert (todo.tandem, todo.holder) == (world.tandem, world.field)
    with pytest.raises(Refused):
        add_todo(
            world.restricted,
            values={"title": "x", "due_at": DUE},
            holder=world.field,
            actor=of(world.stranger),
            at=AT,
        )
    for who in world.outsiders.values():
        with pytest.raises(Refused):
            add_todo(None, values={"title": "x", "due_at": DUE}, holder=world.field, actor=of(who), at=AT)
    assert Todo.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": " "}, "title"), ({"due_at": AT + timedelta(days=4000)}, "day")],
)
def test_what_is_wrong_is_said_at_its_field(world: World, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        a_new(world, **values)
    assert set(caught.value.fields) == {field}
    assert Todo.objects.count() == 0


def test_who_does_not_sell_or_may_not_see_the_customer_cannot_hold_it(world: World) -> None:
    for holder, customer in ((world.payroll, world.customer), (world.stranger, world.restricted)):
        with pytest.raises(Invalid) as caught:
            add_todo(customer, values={"title": "x", "due_at": DUE}, holder=holder, actor=of(world.inside), at=AT)
        assert set(caught.value.fields) == {"holder"}
    assert Todo.objects.count() == 0


def test_the_partner_takes_it_and_the_second_is_told_who_holds_it(world: World) -> None:
    todo = a_new(world)
    first, second = fresh(todo), fresh(todo)
    take_todo(first, seen=world.inside.pk, actor=of(world.field), at=AT)
    with pytest.raises(Refused) as caught:
        take_todo(second, seen=world.inside.pk, actor=of(world.cover), at=AT)
    assert caught.value.code == "held"
    assert str(world.field) in str(caught.value.text)
    assert fresh(todo).holder == world.field
    row = step(todo)
    assert row is not None
    assert row.holder == world.field
    assert Event.objects.filter(verb="todo.taken").count() == 1


def test_who_it_does_not_belong_to_cannot_take_it(world: World) -> None:
    todo = a_new(world)
    for who in (world.stranger, world.mate, world.admin):
        with pytest.raises(Refused):
            take_todo(fresh(todo), actor=of(who), at=AT)
    assert fresh(todo).holder == world.inside


def test_giving_keeps_the_reason(world: World) -> None:
    todo = a_new(world)
    event = give_todo(todo, world.field, reason="Bin in Kiel", actor=of(world.inside), at=AT)
    assert (event.data["reason"], event.data["holder"], event.data["before"]) == (
        "Bin in Kiel",
        str(world.field),
        str(world.inside),
    )
    assert event.changes == {"holder": [world.inside.pk, world.field.pk]}
    with pytest.raises(Refused) as caught:
        give_todo(fresh(todo), world.field, actor=of(world.inside), at=AT)
    assert caught.value.code == "holds_already"
    undo_event(event, actor=of(world.inside), at=AT)
    assert fresh(todo).holder == world.inside


def test_taking_back_after_somebody_else_moved_it_on_is_a_conflict(world: World) -> None:
    todo = a_new(world)
    event = give_todo(todo, world.field, actor=of(world.inside), at=AT)
    give_todo(fresh(todo), world.mate, actor=of(world.field), at=AT)
    with pytest.raises(Conflict):
        undo_event(event, actor=of(world.inside), at=AT)
    assert fresh(todo).holder == world.mate


def test_put_off_it_comes_back_at_that_instant(world: World) -> None:
    todo = a_new(world)
    until = AT + timedelta(days=1)
    event = snooze_todo(todo, until=until, actor=of(world.inside), at=AT)
    row = step(todo)
    assert row is not None
    assert (row.due_at, row.timed, fresh(todo).due_at) == (until, True, DUE)
    with pytest.raises(Invalid):
        snooze_todo(fresh(todo), until=AT, actor=of(world.inside), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    row = step(todo)
    assert row is not None
    assert row.due_at == DUE


def test_presets_know_weekends_and_holidays() -> None:
    friday = datetime(2026, 12, 4, 15, tzinfo=BERLIN)
    found = {preset.key: preset.at.astimezone(BERLIN) for preset in presets(friday, "DE")}
    assert found == {
        "hour": friday + timedelta(hours=1),
        "tomorrow": datetime(2026, 12, 7, 8, tzinfo=BERLIN),
        "week": datetime(2026, 12, 7, 8, tzinfo=BERLIN),
    }
    eve = datetime(2026, 12, 24, 10, tzinfo=BERLIN)
    found = {preset.key: preset.at.astimezone(BERLIN) for preset in presets(eve, "DE")}
    assert found["tomorrow"] == datetime(2026, 12, 28, 8, tzinfo=BERLIN)


def test_done_leaves_the_list_and_comes_back_by_undo(world: World) -> None:
    todo = a_new(world)
    event = finish_todo(todo, actor=of(world.field), at=AT)
    assert (fresh(todo).done_by, step(todo)) == (world.field, None)
    with pytest.raises(Refused) as caught:
        finish_todo(fresh(todo), actor=of(world.inside), at=AT)
    assert str(world.field) in str(caught.value.text)
    undo_event(event, actor=of(world.field), at=AT)
    assert fresh(todo).is_open
    assert step(todo) is not None


def test_an_edit_with_an_old_version_conflicts_and_changes_nothing(world: World) -> None:
    todo = a_new(world)
    event = edit_todo(todo, values={"title": "Zwei Muster"}, version=1, actor=of(world.inside), at=AT)
    assert event is not None
    with pytest.raises(Conflict) as caught:
        edit_todo(todo, values={"title": "Drei Muster"}, version=1, actor=of(world.field), at=AT)
    assert caught.value.current.title == "Zwei Muster"
    same = edit_todo(fresh(todo), values={"title": "Zwei Muster"}, version=2, actor=of(world.field), at=AT)
    assert same is None
    undo_event(event, actor=of(world.inside), at=AT)
    assert fresh(todo).title == "Muster schicken"


def test_a_new_due_time_wakes_what_was_put_off(world: World) -> None:
    todo = a_new(world)
    snooze_todo(todo, until=AT + timedelta(days=9), actor=of(world.inside), at=AT)
    later = end_of(date(2026, 11, 30))
    edit_todo(fresh(todo), values={"due_at": later}, version=2, actor=of(world.inside), at=AT)
    row = step(todo)
    assert row is not None
    assert row.due_at == later


def test_removed_it_is_gone_for_all_and_can_be_brought_back(world: World) -> None:
    todo = a_new(world)
    event = remove_todo(todo, actor=of(world.inside), at=AT)
    assert step(todo) is None
    with pytest.raises(Refused):
        take_todo(fresh(todo), actor=of(world.field), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    assert fresh(todo).is_open


def test_a_new_one_is_taken_back(world: World) -> None:
    todo = a_new(world)
    undo_event(Event.objects.get(verb="todo.added"), actor=of(world.inside), at=AT)
    assert (fresh(todo).removed_at, step(todo)) == (AT, None)


def test_one_that_comes_again_makes_the_next_exactly_once(world: World) -> None:
    todo = add_todo(
        world.customer,
        values={"title": "Bestand abfragen", "due_at": end_of(date(2026, 11, 24)), "repeat": "week"},
        holder=world.inside,
        items=["Motoren", "", "Getriebe "],
        actor=of(world.inside),
        at=AT,
    )
    event = finish_todo(todo, actor=of(world.inside), at=AT)
    following = Todo.objects.get(repeats=todo)
    assert (following.due_at, following.holder, following.customer, following.repeat_from) == (
        end_of(date(2026, 12, 1)),
        world.inside,
        world.customer,
        date(2026, 11, 24),
    )
    assert [item.text for item in following.items.all()] == ["Motoren", "Getriebe"]
    reopen_todo(fresh(todo), actor=of(world.inside), at=AT)
    finish_todo(fresh(todo), actor=of(world.inside), at=AT)
    assert Todo.objects.filter(title="Bestand abfragen", removed_at=None).count() == 2
    assert event.data["next"] == following.pk


def test_undo_takes_the_next_one_away_unless_somebody_has_touched_it(world: World) -> None:
    for touched in (False, True):
        todo = a_new(world, repeat="day")
        event = finish_todo(todo, actor=of(world.inside), at=AT)
        following = Todo.objects.get(repeats=todo)
        if touched:
            take_todo(following, actor=of(world.field), at=AT)
        undo_event(event, actor=of(world.inside), at=AT)
        assert fresh(todo).is_open
        assert fresh(following).is_open == touched
    finish_todo(Todo.objects.filter(repeat="day", repeats=None, removed_at=None)[0], actor=of(world.inside), at=AT)


@pytest.mark.parametrize(
    ("repeat", "due", "at", "expected"),
    [
        ("day", "2026-11-27 23:59", "2026-11-27 10:00", "2026-11-30 23:59"),
        ("month", "2026-11-30 23:59", "2026-11-30 10:00", "2026-12-30 23:59"),
        ("week", "2026-12-18 09:30", "2026-12-18 10:00", "2026-12-28 09:30"),  # Christmas moves it, for once
        ("week", "2026-10-20 09:30", "2026-10-20 10:00", "2026-10-27 09:30"),  # the clock changes in between
        ("week", "2026-10-20 23:59", "2026-11-24 10:00", "2026-12-01 23:59"),  # late: the past comes not again
    ],
)
def test_when_it_comes_again(world: World, repeat: str, due: str, at: str, expected: str) -> None:
    when, now, then = (datetime.fromisoformat(text).replace(tzinfo=BERLIN) for text in (due, at, expected))
    values = {"title": "x", "due_at": when, "repeat": repeat, "timed": not due.endswith("23:59")}
    made = now - timedelta(days=40)
    todo = add_todo(None, values=values, holder=world.inside, actor=of(world.inside, made), at=made)
    finish_todo(todo, actor=of(world.inside, now), at=now)
    assert Todo.objects.get(repeats=todo).due_at == then


def test_holidays_are_those_of_the_holder(world: World) -> None:
    world.team.region = "DE-SH"
    world.team.save()
    friday = datetime(2026, 10, 23, 9, tzinfo=UTC)
    values = {"title": "x", "due_at": end_of(date(2026, 10, 23)), "repeat": "week"}
    todo = add_todo(None, values=values, holder=world.inside, actor=of(world.inside, friday), at=friday)
    finish_todo(todo, actor=of(world.inside, friday), at=friday)
    assert Todo.objects.get(repeats=todo).due_at == end_of(date(2026, 10, 30))
    world.team.region = "DE-MV"
    world.team.save()
    later = datetime(2025, 10, 24, 9, tzinfo=UTC)
    values["due_at"] = end_of(date(2025, 10, 24))
    todo = add_todo(None, values=values, holder=world.inside, actor=of(world.inside, later), at=later)
    todo = Todo.objects.get(pk=todo.pk)
    finish_todo(todo, actor=of(world.inside, later), at=later)
    assert Todo.objects.get(repeats=todo).due_at == end_of(date(2025, 11, 3))  # Reformationstag


def test_the_checklist(world: World) -> None:
    todo, me = a_new(world), of(world.inside)
    item = add_item(todo, text=" Lager fragen ", actor=me, at=AT)
    assert (item.text, item.position) == ("Lager fragen", 1)
    ticked = tick_item(item, actor=of(world.field), at=AT)
    item.refresh_from_db()
    assert item.done_by == world.field
    with pytest.raises(Refused) as caught:
        tick_item(item, actor=me, at=AT)
    assert str(world.field) in str(caught.value.text)
    undo_event(ticked, actor=of(world.field), at=AT)
    item.refresh_from_db()
    assert item.done_at is None
    tick_item(item, actor=me, at=AT)
    untick_item(item, actor=me, at=AT)
    removed = remove_item(item, actor=me, at=AT)
    assert not todo.items.exists()
    undo_event(removed, actor=me, at=AT)
    assert [(row.text, row.position, row.done_at) for row in todo.items.all()] == [("Lager fragen", 1, None)]
    with pytest.raises(Invalid):
        add_item(todo, text=" ", actor=me, at=AT)
    with pytest.raises(Refused):
        add_item(todo, text="x", actor=of(world.stranger), at=AT)


def test_without_a_customer_it_is_the_tandems_own(world: World) -> None:
    todo = a_todo(world.tandem, world.inside)
    take_todo(todo, actor=of(world.field), at=AT)
    give_todo(fresh(todo), world.inside, actor=of(world.manager), at=AT)
    with pytest.raises(Refused):
        finish_todo(fresh(todo), actor=of(world.mate), at=AT)
    finish_todo(fresh(todo), actor=of(world.cover), at=AT)


def test_somebody_who_has_left_holds_nothing_new(world: World) -> None:
    gone = an_employee(["inside"], world.team, left_on=date(2026, 11, 1))
    todo = a_new(world)
    with pytest.raises(Invalid):
        give_todo(todo, gone, actor=of(world.inside), at=AT)
    assert fresh(todo).holder == world.inside
