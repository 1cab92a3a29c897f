"""Proposals: who may, what comes of solving, keeping and ruling out."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.formation.actions import discard_proposal, edit_proposal, mark_pair, propose_pairs, start_solving
from tandem.formation.models import Proposal
from tandem.formation.pages import studio_of
from tandem.formation.queries import visible_proposals
from tandem.people.tests.factories import an_employee, as_actor
from tandem.tandems.tests.world import AT, TODAY, TOMORROW, YESTERDAY

from .world import a_proposal, a_world, everything, opinion, pairs_in, solved

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_everybody_who_can_gets_a_partner_and_the_lower_answer_counts() -> None:
    world = a_world()
    _anna, carla, eva, gina = world.inside
    _ben, dirk, fritz = world.field
    answers = [(carla, dirk, 3), (dirk, carla, 3), (eva, fritz, 3), (fritz, eva, 3), (gina, dirk, 3), (dirk, gina, 0)]
    for author, about, rating in answers:
        opinion(author, about, rating)
    proposal = solved(a_proposal(world), world)
    assert pairs_in(proposal) == {world.pair(0, 0), world.pair(1, 1), world.pair(2, 2)}
    assert proposal.plans[0]["alone"] == [gina.pk]
    assert (proposal.plans[0]["short"], len(proposal.plans)) == (0, 4)
    assert proposal.solved_at == AT


def test_a_veto_of_either_side_keeps_two_apart() -> None:
    world = a_world()
    for author, about in ((world.field[1], world.inside[1]), (world.inside[2], world.field[1])):
        opinion(author, about, veto=True)
    assert world.pair(3, 1) in pairs_in(solved(a_proposal(world), world))


def test_one_person_may_sit_in_two_tandems() -> None:
    world = a_world()
    proposal = solved(a_proposal(world, seats_field=2), world)
    assert len(pairs_in(proposal)) == 4
    assert proposal.plans[0]["alone"] == []


def test_who_leaves_or_is_left_out_takes_no_part_and_newcomers_do() -> None:
    world = a_world()
    gone, out = world.inside[1], world.inside[2]
    gone.left_on = TODAY
    gone.save()
    new = an_employee(["field"], world.team, joined_on=TODAY, languages=frozenset({"de"}))
    late = an_employee(["field"], world.team, joined_on=TOMORROW, languages=frozenset({"de"}))
    proposal = a_proposal(world, left_out=[out.pk])
    keys = {person.pk for person in studio_of(proposal, 0).people}
    assert keys == {world.inside[0].pk, world.inside[3].pk, *(one.pk for one in world.field), new.pk}
    assert late.pk not in keys


def test_kept_and_ruled_out_pairs_hold_when_solved_again() -> None:
    world = a_world()
    proposal = a_proposal(world)
    mark_pair(proposal, pair=world.pair(0, 1), mark="locked", actor=world.actor, at=AT)
    mark_pair(proposal, pair=world.pair(1, 0), mark="forbidden", actor=world.actor, at=AT)
    found = pairs_in(solved(proposal, world))
    assert world.pair(0, 1) in found
    assert world.pair(1, 0) not in found
    assert all(world.pair(0, 1) in pairs_in(Proposal.objects.get(), plan) for plan in range(4))
    event = mark_pair(proposal, pair=world.pair(0, 1), mark="", actor=world.actor, at=AT)
    assert event.data == {"pair": list(world.pair(0, 1)), "mark": ""}
    assert Proposal.objects.get().locked == []


def test_studio_beside_today() -> None:
    world = a_world()
    proposal = a_proposal(world)
    mark_pair(proposal, pair=world.pair(0, 1), mark="locked", actor=world.actor, at=AT)
    with translation.override("en"):
        studio = studio_of(solved(proposal, world), 0)
    row = next(row for row in studio.rows if row.locked)
    assert (studio.kept, studio.broken, studio.moved_on) == (0, 1, False)
    assert (row.before, row.reasons[0]) == (["Ben Ben"], "Kept by the sales manager.")
    mark_pair(proposal, pair=world.pair(0, 1), mark="", actor=world.actor, at=AT)
    assert studio_of(Proposal.objects.get(), 0).moved_on


def test_reasons_in_two_languages() -> None:
    world = a_world()
    proposal = solved(a_proposal(world), world)
    with translation.override("en"):
        english = next(row for row in studio_of(proposal, 0).rows if row.stays).reasons
    assert english == ["They are a tandem today.", "45 hours a week they work at the same time.", "Both speak German."]


@pytest.mark.parametrize("who", ["inside", "stranger", "other manager"])
def test_others_may_not(who: str) -> None:
    world = a_world()
    proposal = a_proposal(world)
    people = {"inside": world.inside[0], "stranger": an_employee(["field"]), "other manager": an_employee(["manager"])}
    actor, before = as_actor(people[who], AT), everything()
    values: dict[str, Any] = {
        "team": world.team,
        "title": "x",
        "starts_on": TODAY,
        "seats_inside": 1,
        "seats_field": 1,
        "left_out": [],
    }
    for act in (
        lambda: propose_pairs(**values, actor=actor, at=AT),
        lambda: edit_proposal(proposal, values={"title": "y"}, actor=actor, at=AT),
        lambda: mark_pair(proposal, pair=world.pair(0, 0), mark="locked", actor=actor, at=AT),
        lambda: start_solving(proposal, actor=actor, at=AT),
        lambda: discard_proposal(proposal, actor=actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert everything() == before
    assert list(visible_proposals(actor)) == []


def test_without_an_agreement_for_managers_it_is_off() -> None:
    world = a_world()
    proposal = a_proposal(world)
    assert world.agreement is not None
    world.agreement.audience = frozenset({"council"})
    world.agreement.save()
    before = everything()
    for act in (
        lambda: a_proposal(world),
        lambda: start_solving(proposal, actor=world.actor, at=AT),
        lambda: mark_pair(proposal, pair=world.pair(0, 0), mark="locked", actor=world.actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert everything() == before


def test_a_stale_version_and_a_change_while_solving() -> None:
    world = a_world()
    proposal = a_proposal(world)
    edit_proposal(proposal, values={"title": "Anders"}, version=1, actor=world.actor, at=AT)
    with pytest.raises(Conflict):
        edit_proposal(proposal, values={"title": "Ganz anders"}, version=1, actor=world.actor, at=AT)
    job = start_solving(proposal, actor=world.actor, at=AT)
    assert start_solving(proposal, actor=world.actor, at=AT) == job
    edit_proposal(proposal, values={"seats_field": 2}, version=2, actor=world.actor, at=AT)
    again = start_solving(proposal, actor=world.actor, at=AT)
    assert again != job
    assert Proposal.objects.get().title == "Anders"


def test_changing_puts_the_plans_away_but_a_title_does_not() -> None:
    world = a_world()
    proposal = solved(a_proposal(world), world)
    edit_proposal(proposal, values={"title": "Anders"}, actor=world.actor, at=AT)
    assert Proposal.objects.get().plans
    assert edit_proposal(Proposal.objects.get(), values={"title": "Anders"}, actor=world.actor, at=AT) is None
    edit_proposal(proposal, values={"left_out": [world.inside[0].pk]}, actor=world.actor, at=AT)
    assert (Proposal.objects.get().plans, Proposal.objects.get().solved_at) == ([], None)


@pytest.mark.parametrize("values", [{"starts_on": YESTERDAY}, {"seats_inside": 0}, {"seats_field": 7}])
def test_what_cannot_be(values: dict[str, object]) -> None:
    world = a_world()
    with pytest.raises(Invalid) as error:
        a_proposal(world, **values)
    assert set(error.value.fields) == set(values)
    assert not Proposal.objects.exists()


def test_thrown_away() -> None:
    world = a_world()
    discard_proposal(a_proposal(world), actor=world.actor, at=AT)
    assert not Proposal.objects.exists()
    assert Event.objects.latest("pk").data == {"title": "Neu", "team": "Nord"}
