"""Opportunities are written down, moved, won, lost and opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event, SearchRow
from tandem.core.undo import undo_event
from tandem.customers.models import Customer
from tandem.customers.tests.factories import AT, a_contact, a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.pipeline.actions import (
    Step,
    create_opportunity,
    edit_opportunity,
    lose_opportunity,
    move_opportunity,
    reopen_opportunity,
    win_opportunity,
)
from tandem.pipeline.models import Closing, Opportunity, StageChange
from tandem.work.models import NextStep, Todo

from .factories import CLOSE, a_stage, an_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def state() -> tuple[Any, ...]:
    """Everything that these deeds could change."""
    return (
        list(Opportunity.objects.order_by("pk").values()),
        list(StageChange.objects.order_by("pk").values()),
        list(Closing.objects.order_by("pk").values()),
        list(Todo.objects.order_by("pk").values()),
        Event.objects.count(),
    )


def again(one: Opportunity) -> Opportunity:
    return Opportunity.objects.select_related("customer", "stage__pipeline", "holder").get(pk=one.pk)


def test_it_belongs_to_the_tandem_that_owns_the_customer(world: World) -> None:
    one = an_opportunity(world.customer, by=world.stranger, holder=world.field)
    assert (one.number, one.tandem, one.team, one.currency) == ("P26-00001", world.tandem, world.team, "EUR")
    assert (one.value_cents, one.weighted_cents, one.chance_ppm) == (10_000_00, 2_000_00, 200_000)
    assert [(row.from_stage, row.to_stage) for row in one.stage_changes.all()] == [(None, one.stage)]
    event = Event.objects.get(verb="opportunity.created")
    kinds = {"opportunity": one.pk, "customer": world.customer.pk, "tandem": world.tandem.pk}
    assert dict(event.subjects.values_list("kind", "object_id")) == kinds
    assert SearchRow.objects.get(kind="opportunity").object_id == one.pk
    assert an_opportunity(world.customer).number == "P26-00002"


@pytest.mark.parametrize(
    ("value", "chance", "counts"),
    [(1, 500_000, 1), (1, 499_999, 0), (3, 500_000, 2), (333, 333_333, 111), (10**12, 1_000_000, 10**12), (99, 0, 0)],
)
def test_weighing_is_exact_and_rounds_half_up(world: World, value: int, chance: int, counts: int) -> None:
    one = an_opportunity(world.customer, value_cents=value, own_chance_ppm=chance)
    assert one.weighted_cents == counts


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"value_cents": -1}, "value_cents"),
        ({"value_cents": 10**12 + 1}, "value_cents"),
        ({"close_on": date(2099, 1, 1)}, "close_on"),
    ],
)
def test_what_cannot_be_told_is_refused_at_its_field(world: World, wrong: dict[str, Any], field: str) -> None:
    before = state()
    with pytest.raises(Invalid) as refused:
        an_opportunity(world.customer, by=world.inside, **wrong)
    assert set(refused.value.fields) == {field}
    assert state() == before


def test_people_of_others_are_refused(world: World) -> None:
    other = a_contact(a_customer(world.far))
    for wrong, field in (({"contact": other}, "contact"), ({"holder": world.payroll}, "holder")):
        with pytest.raises(Invalid) as refused:
            an_opportunity(world.customer, by=world.inside, **wrong)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid) as hidden:
        an_opportunity(world.restricted, by=world.inside, holder=world.stranger)
    assert set(hidden.value.fields) == {"holder"}


def test_a_stage_asks_for_what_is_missing_and_changes_nothing_without(world: World) -> None:
    one = an_opportunity(world.customer, value_cents=0)
    before = state()
    with pytest.raises(Invalid) as refused:
        move_opportunity(one, a_stage("quote"), version=1, actor=of(world.inside), at=AT)
    assert set(refused.value.fields) == {"contact", "value_cents"}
    assert state() == before
    told = {"contact": a_contact(world.customer), "value_cents": 5_000_00}
    move_opportunity(one, a_stage("quote"), values=told, version=1, actor=of(world.inside), at=AT)
    one = again(one)
    assert (one.stage, one.value_cents, one.weighted_cents, one.version) == (a_stage("quote"), 500_000, 300_000, 2)
    changes = Event.objects.get(verb="opportunity.moved").changes
    assert set(changes) == {"stage", "contact", "value_cents", "weighted_cents"}
    assert changes["weighted_cents"] == [0, 300_000]


def test_a_stage_may_demand_a_next_step(world: World) -> None:
    stage = a_stage("solution")
    stage.required = frozenset({"next_step"})
    stage.save()
    one = an_opportunity(world.customer)
    with pytest.raises(Invalid) as refused:
        move_opportunity(one, stage, version=1, actor=of(world.inside), at=AT)
    assert set(refused.value.fields) == {"next_step"}
    step = Step("Zeichnung holen", CLOSE, world.field)
    move_opportunity(one, stage, step=step, version=1, actor=of(world.inside), at=AT)
    todo = Todo.objects.get()
    assert (todo.title, todo.holder, todo.about) == ("Zeichnung holen", world.field, ("opportunity", one.pk))
    kept = NextStep.objects.get(about_kind="opportunity", about_id=one.pk)
    assert (kept.kind, kept.object_id) == ("todo", todo.pk)


def test_two_who_move_the_same_card(world: World) -> None:
    one = an_opportunity(world.customer)
    for stage in ("solution", "quote"):
        stage_of = a_stage(stage)
        stage_of.required = frozenset()
        stage_of.save()
    move_opportunity(one, a_stage("solution"), version=1, actor=of(world.inside), at=AT)
    before = state()
    with pytest.raises(Conflict) as lost:
        move_opportunity(one, a_stage("quote"), version=1, actor=of(world.field), at=AT)
    assert lost.value.current.stage == a_stage("solution")
    assert state() == before
    with pytest.raises(Refused, match="already"):
        move_opportunity(again(one), a_stage("solution"), version=2, actor=of(world.field), at=AT)
    assert state() == before


def test_moving_back_by_undo(world: World) -> None:
    one = an_opportunity(world.customer, contact=a_contact(world.customer))
    later = AT + timedelta(days=3)
    event = move_opportunity(one, a_stage("quote"), version=1, actor=of(world.inside), at=later)
    assert again(one).stage_since == later
    undo_event(event, actor=of(world.inside, later), at=later)
    one = again(one)
    assert (one.stage, one.stage_since, one.weighted_cents) == (a_stage("needs"), AT, 2_000_00)
    assert one.stage_changes.count() == 3


def test_editing_keeps_what_the_stage_demands(world: World) -> None:
    contact = a_contact(world.customer)
    one = an_opportunity(world.customer, "quote", contact=contact)
    before = state()
    with pytest.raises(Invalid) as refused:
        edit_opportunity(one, values={"contact": None}, version=1, actor=of(world.inside), at=AT)
    assert set(refused.value.fields) == {"contact"}
    assert state() == before
    assert edit_opportunity(one, values={"title": one.title}, version=1, actor=of(world.inside), at=AT) is None
    event = edit_opportunity(one, values={"own_chance_ppm": 125_000}, version=1, actor=of(world.inside), at=AT)
    assert event
    assert event.changes == {"own_chance_ppm": [None, 125_000], "weighted_cents": [600_000, 125_000]}
    undo_event(event, actor=of(world.inside), at=AT)
    assert (again(one).own_chance_ppm, again(one).weighted_cents) == (None, 600_000)
    with pytest.raises(Conflict):
        edit_opportunity(one, values={"title": "Neu"}, version=1, actor=of(world.inside), at=AT)


def test_winning_makes_the_next_step_of_the_playbook(world: World) -> None:
    one = an_opportunity(world.customer, "quote", contact=a_contact(world.customer), holder=world.field)
    event = win_opportunity(one, note="Lieferzeit", version=1, actor=of(world.field), at=AT)
    one = again(one)
    assert (one.state, one.closed_on, one.version) == ("won", date(2026, 11, 24), 2)
    todo = Todo.objects.get()  # after the quote comes following up, which inside leads
    assert (todo.step, todo.holder, todo.about) == ("follow-up", world.inside, ("opportunity", one.pk))
    with pytest.raises(Conflict):
        lose_opportunity(one, reason="price", actor=of(world.field), at=AT)
    undo_event(event, actor=of(world.field), at=AT)
    assert (again(one).state, again(one).closed_on, Closing.objects.count()) == ("open", None, 0)
    assert Todo.objects.get().removed_at == AT
    assert not NextStep.objects.exists()


def test_losing_takes_a_reason_and_can_be_reopened(world: World) -> None:
    one = an_opportunity(world.customer)
    before = state()
    with pytest.raises(Invalid) as refused:
        lose_opportunity(one, reason="", version=1, actor=of(world.inside), at=AT)
    assert set(refused.value.fields) == {"reason"}
    assert state() == before
    lose_opportunity(one, reason="price", competitor="Konkurrenz AG", version=1, actor=of(world.inside), at=AT)
    closing = Closing.objects.get()
    assert (closing.won, closing.reason, closing.competitor, closing.by) == (
        False,
        "price",
        "Konkurrenz AG",
        world.inside,
    )
    with pytest.raises(Conflict):
        lose_opportunity(again(one), reason="price", version=2, actor=of(world.inside), at=AT)
    reopen_opportunity(again(one), reason="Doch", version=2, actor=of(world.inside), at=AT)
    assert (again(one).state, Closing.objects.get().reopened_because) == ("open", "Doch")
    win_opportunity(again(one), version=3, actor=of(world.inside), at=AT)
    assert [row.won for row in Closing.objects.all()] == [False, True]


def test_only_owners_and_the_holder_lead_it_on(world: World) -> None:
    one = an_opportunity(world.customer, holder=world.stranger)
    before = state()
    acts: tuple[Callable[[Actor], Event | None], ...] = (
        lambda a: move_opportunity(one, a_stage("solution"), version=1, actor=a, at=AT),
        lambda a: edit_opportunity(one, values={"title": "x"}, version=1, actor=a, at=AT),
        lambda a: win_opportunity(one, actor=a, at=AT),
        lambda a: lose_opportunity(one, reason="price", actor=a, at=AT),
    )
    for name, person in {**world.others, **world.outsiders}.items():
        if name == "stranger":
            continue
        for act in acts:
            with pytest.raises(Refused):
                act(of(person))
    assert state() == before
    assert edit_opportunity(one, values={"title": "Linie 5"}, version=1, actor=of(world.stranger), at=AT)


def test_outsiders_write_none_down(world: World) -> None:
    customers = {"open": world.customer, "restricted": world.restricted}
    for person in world.outsiders.values():
        for customer in customers.values():
            with pytest.raises(Refused):
                an_opportunity(customer, by=person)
    with pytest.raises(Refused):
        an_opportunity(world.restricted, by=world.stranger)


def test_one_just_written_down_can_be_taken_back(world: World) -> None:
    one = an_opportunity(world.customer, by=world.inside)
    event = Event.objects.get(verb="opportunity.created")
    undo_event(event, actor=of(world.inside), at=AT)
    assert not Opportunity.objects.exists()
    assert not SearchRow.objects.filter(kind="opportunity", object_id=one.pk).exists()


def test_one_that_was_changed_cannot_be_taken_back(world: World) -> None:
    one = an_opportunity(world.customer, by=world.inside)
    event = Event.objects.get(verb="opportunity.created")
    edit_opportunity(one, values={"title": "Linie 5"}, version=1, actor=of(world.inside), at=AT)
    with pytest.raises(Conflict):
        undo_event(event, actor=of(world.inside), at=AT)
    assert Opportunity.objects.count() == 1


def test_a_retired_stage_takes_nothing(world: World) -> None:
    one, stage = an_opportunity(world.customer), a_stage("solution")
    stage.retired_at = AT
    stage.save()
    with pytest.raises(Refused):
        move_opportunity(one, stage, version=1, actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        create_opportunity(
            Customer.objects.get(pk=world.customer.pk),
            stage=stage,
            values={"title": "x", "close_on": CLOSE},
            actor=of(world.inside),
            at=AT,
        )
