"""A seat as a duty: who sits there while somebody is away covers it, and may act for it on these days only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tandem.people import actions
from tandem.people.duties import deputies_for, duties_of
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, as_actor
from tandem.tandems.actions import agree_to_rules, propose_rules
from tandem.tandems.queries import scope_of
from tandem.tandems.terms import Lists, company_terms

from .factories import a_seat, a_tandem
from .world import AT, LATER, TODAY, TOMORROW, World, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def acting(person: Employee, day: date) -> set[int]:
    """The tandems for which somebody may act on a day."""
    return set(scope_of(as_actor(person, AT + (day - TODAY))).acting_ids)


def test_seats_of_these_days_are_duties_with_their_partners(world: World) -> None:
    second = a_tandem(world.team, world.inside, name="Nord 2", vacant=["field"])
    a_seat(a_tandem(world.team, name="Nord 3", vacant=["inside"]), "inside", world.inside, date(2024, 1, 1), TODAY)
    found = {duty.label: (duty.half, duty.partner_ids) for duty in duties_of(world.inside, TODAY, TOMORROW)}
    assert found == {"Nord 1": ("inside", frozenset({world.field.pk})), second.name: ("inside", frozenset())}


def test_duties_cost_the_same_however_many(world: World, django_assert_num_queries: object) -> None:
    for size in (1, 3):
        for _ in range(size):
            a_tandem(world.team, world.inside)
        with django_assert_num_queries(3):  # type: ignore[operator]
            duties_of(world.inside, TODAY, None)


def test_whom_the_rules_of_play_name_is_offered_first(world: World) -> None:
    terms = replace(company_terms(Lists.load()), cover=world.new_field.pk)
    rules = propose_rules(world.tandem, terms=terms, actor=as_actor(world.inside, AT), at=AT)
    assert duties_of(world.inside, TODAY, None)[0].suggested_id == world.field.pk
    agree_to_rules(rules, version=1, actor=as_actor(world.field, AT), at=AT)
    duties = duties_of(world.inside, TODAY, None)
    assert duties[0].suggested_id == world.new_field.pk
    assert deputies_for(duties, world.inside, TODAY)[duties[0].key][:2] == [world.new_field, world.field]
    assert duties_of(world.field, TODAY, None)[0].suggested_id == world.new_field.pk


def test_the_deputy_acts_for_the_tandem_while_the_other_is_away(world: World) -> None:
    actions.record_absence(
        world.inside,
        kind="holiday",
        start=TOMORROW,
        end=TOMORROW + timedelta(2),
        covers=[("tandem", world.tandem.pk, world.new_inside)],
        actor=as_actor(world.inside, AT),
        at=AT,
    )
    days = {day: acting(world.new_inside, TODAY + timedelta(day)) for day in range(4)}
    assert days == {0: set(), 1: {world.tandem.pk}, 2: {world.tandem.pk}, 3: set()}
    assert acting(world.inside, TOMORROW) == {world.tandem.pk}


def test_the_partner_comes_first_even_from_another_team(world: World) -> None:
    partner = an_employee(["field"], first_name="Zoe", last_name="Zander")
    tandem = a_tandem(world.team, world.inside, partner, name="Ost")
    [duty] = [duty for duty in duties_of(world.inside, TODAY, LATER) if duty.id == tandem.pk]
    found = deputies_for([duty], world.inside, TODAY)[duty.key]
    assert found[0] == partner
    assert world.new_inside in found
