"""Pipelines and stages change under guards: what stands in a stage is never lost with it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.customers.actions import assign_customer
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import World, a_world, of
from tandem.pipeline.actions import (
    add_pipeline,
    add_stage,
    edit_stage,
    lose_opportunity,
    move_stage,
    retire_pipeline,
    retire_stage,
)
from tandem.pipeline.models import Opportunity, Pipeline, Stage, StageChange
from tandem.pipeline.reactions import follow_customer
from tandem.together.agenda import Frame
from tandem.together.agenda.chances import standing_still, wins_and_losses

from .factories import a_stage, an_opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def state() -> tuple[Any, ...]:
    models = (Pipeline, Stage, Opportunity, StageChange)
    return (*(list(model._default_manager.order_by("pk").values()) for model in models), Event.objects.count())


def test_a_stage_in_which_something_stands_goes_only_with_it(world: World) -> None:
    ones = [an_opportunity(world.customer, value_cents=value) for value in (333, 1)]
    judged = an_opportunity(world.customer, own_chance_ppm=900_000)
    before = state()
    me = of(world.manager)
    for into in (None, a_stage("needs")):
        with pytest.raises(Invalid) as refused:
            retire_stage(a_stage("needs"), into=into, actor=me, at=AT)
        assert set(refused.value.fields) == {"into"}
    assert state() == before
    retire_stage(a_stage("needs"), into=a_stage("solution"), actor=me, at=AT)
    rows = Opportunity.objects.order_by("pk")
    assert {row.stage for row in rows} == {a_stage("solution")}
    assert [(row.weighted_cents, row.version) for row in rows] == [(133, 2), (0, 2), (900_000, 2)]
    assert StageChange.objects.filter(from_stage=a_stage("needs"), to_stage=a_stage("solution")).count() == 3
    told = {event.data["opportunity"]: event.changes for event in Event.objects.filter(verb="opportunity.moved")}
    assert told[ones[0].number]["weighted_cents"] == [67, 133]
    assert set(told[judged.number]) == {"stage"}
    assert a_stage("needs").retired_at == AT
    with pytest.raises(Refused):
        retire_stage(a_stage("needs"), into=None, actor=me, at=AT)


def test_the_last_stage_and_the_last_pipeline_stay(world: World) -> None:
    me = of(world.admin)
    for key in ("needs", "solution", "quote"):
        retire_stage(a_stage(key), into=None, actor=me, at=AT)
    with pytest.raises(Refused):
        retire_stage(a_stage("negotiation"), into=None, actor=me, at=AT)
    with pytest.raises(Refused):
        retire_pipeline(Pipeline.objects.get(), actor=me, at=AT)
    pipeline = add_pipeline(values={"name_de": "Service", "name_en": ""}, actor=me, at=AT)
    assert [stage.chance_ppm for stage in pipeline.stages.all()] == [100_000]
    an_opportunity(world.customer, "negotiation")
    with pytest.raises(Refused):
        retire_pipeline(Pipeline.objects.get(key="sales"), actor=me, at=AT)
    retire_pipeline(pipeline, actor=me, at=AT)


def test_places_and_names(world: World) -> None:
    me = of(world.manager)
    pipeline = Pipeline.objects.get()
    with pytest.raises(Invalid):
        add_stage(pipeline, values={"name_de": "angebot"}, actor=me, at=AT)
    new = add_stage(pipeline, values={"name_de": "Muster", "chance_ppm": 500_000}, actor=me, at=AT)
    move_stage(new, by=-1, actor=me, at=AT)
    names = [stage.name_de for stage in pipeline.stages.order_by("position")]
    assert names == ["Bedarf klären", "Lösung auslegen", "Angebot", "Muster", "Verhandlung"]
    with pytest.raises(Refused):
        move_stage(Stage.objects.get(name_de="Verhandlung"), by=1, actor=me, at=AT)
    with pytest.raises(Conflict):
        edit_stage(new, values={"name_de": "Probe"}, version=new.version - 1, actor=me, at=AT)


def test_only_managers_and_administration_change_them(world: World) -> None:
    before = state()
    for name in ("inside", "field", "cover", "mate", "payroll", "council"):
        me = of(getattr(world, name))
        for act in (
            lambda me: add_pipeline(values={"name_de": "X"}, actor=me, at=AT),
            lambda me: add_stage(Pipeline.objects.get(), values={"name_de": "X"}, actor=me, at=AT),
            lambda me: edit_stage(a_stage(), values={"name_de": "X"}, version=1, actor=me, at=AT),
            lambda me: move_stage(a_stage(), by=1, actor=me, at=AT),
            lambda me: retire_stage(a_stage(), into=None, actor=me, at=AT),
            lambda me: retire_pipeline(Pipeline.objects.get(), actor=me, at=AT),
        ):
            with pytest.raises(Refused):
                act(me)
    assert state() == before


def test_open_ones_go_along_with_their_customer(world: World) -> None:
    one = an_opportunity(world.customer, holder=world.field)
    lost = an_opportunity(world.customer)
    lose_opportunity(lost, reason="price", actor=of(world.inside), at=AT)
    event = assign_customer(
        world.customer, tandem=world.mates, start=date(2026, 11, 24), reason="x", actor=of(world.manager), at=AT
    )
    for _ in range(2):
        follow_customer(event, AT)
    rows = {row.pk: (row.tandem, row.holder) for row in Opportunity.objects.all()}
    assert rows == {one.pk: (world.mates, None), lost.pk: (world.tandem, None)}
    assert Event.objects.filter(verb="opportunity.followed").count() == 1


def test_the_weekly_meeting_talks_about_them(world: World) -> None:
    an_opportunity(world.customer, title="alt", at=AT - timedelta(days=30))
    an_opportunity(world.customer, title="frisch")
    lost = an_opportunity(world.customer, title="weg")
    lose_opportunity(lost, reason="price", competitor="Konkurrenz AG", actor=of(world.inside), at=AT)
    frame = Frame(world.tandem, of(world.inside), AT - timedelta(days=7), AT + timedelta(days=7))
    closed, still = wins_and_losses(frame), standing_still(frame)
    assert closed
    assert still
    assert (closed.total, still.total) == (1, 1)
    assert "weg" in str(closed.rows[0].title)
    assert "Konkurrenz AG" in str(closed.rows[0].why)
    assert "alt" in str(still.rows[0].title)
