"""Nobody learns what one person said of another: neither from a page, nor from an event, nor by comparing worlds."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise, product

import pytest
from django.test import Client
from django.urls import reverse

from engines.pairing import Pair
from tandem.core.errors import Refused
from tandem.core.models import Event, EventSubject
from tandem.exchange.company.holdings import LEFT_OUT
from tandem.formation import problem
from tandem.formation.actions import forget_all, forget_opinion, give_opinion, mark_pair
from tandem.formation.models import Opinion, Proposal
from tandem.formation.queries import colleagues_of, own_opinions
from tandem.formation.shade import CYCLE, HELD, STEP, Shade, shade_of
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.tandems.tests.world import AT, TODAY

from .world import World, a_proposal, a_world, everything, opinion, pairs_in, solved

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def seen(world: World, proposal: Proposal) -> object:
    """All a manager is ever shown: the plans, and which pairs can be kept."""
    shown = json.loads(json.dumps(solved(proposal, world).plans))
    keepable = {}
    for inside, outside in product(range(4), range(3)):
        pair = world.pair(inside, outside)
        try:
            mark_pair(proposal, pair=pair, mark="locked", actor=world.actor, at=AT)
        except Refused as error:
            keepable[pair] = str(error.text)
        else:
            keepable[pair] = "kept"
            mark_pair(proposal, pair=pair, mark="", actor=world.actor, at=AT)
    return shown, keepable


def shading(held: set[Pair], points: dict[Pair, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem, "shade_of", lambda *given: Shade(frozenset(held), points))


def test_a_veto_looks_like_a_pair_that_is_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    world = a_world()
    proposal, pair = a_proposal(world), world.pair(1, 1)
    given = opinion(world.field[1], world.inside[1], veto=True)
    with_veto = seen(world, proposal)
    given.delete()
    shading({pair}, {}, monkeypatch)
    assert seen(world, proposal) == with_veto


@pytest.mark.parametrize("rating", [0, 1, 2])
def test_a_rating_looks_like_the_next_one_shaded(rating: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a step up from below is half a step down from above: nobody can tell which it was."""
    world = a_world()
    proposal, pair = a_proposal(world), world.pair(1, 1)
    back = opinion(world.field[1], world.inside[1], 3)
    there = opinion(world.inside[1], world.field[1], rating)
    shading(set(), {pair: STEP // 2}, monkeypatch)
    lower = seen(world, proposal)
    there.rating = rating + 1
    there.save()
    shading(set(), {pair: -STEP // 2}, monkeypatch)
    assert seen(world, proposal) == lower
    assert back.rating == 3


def test_the_house_really_shades_so(shaded: None) -> None:
    pairs = [(one, other) for one in range(1, 60) for other in range(100, 160)]
    shade = shade_of(pairs, frozenset(), TODAY)
    assert {STEP // 2, -STEP // 2} <= set(shade.points.values())
    assert set(map(abs, shade.points.values())) <= set(range(STEP // 2 + 1))
    share = len(shade.held) / len(pairs)
    assert HELD / CYCLE * 0.7 < share < HELD / CYCLE * 1.3
    assert shade_of(pairs, frozenset(), TODAY) == shade
    assert shade_of(pairs, shade.held, TODAY).held == frozenset()


def test_pairs_become_unavailable_on_days_of_their_own(shaded: None) -> None:
    pairs = [(one, other) for one in range(1, 40) for other in range(100, 140)]
    days = [shade_of(pairs, frozenset(), TODAY + timedelta(days=n)).held for n in range(0, 200, 20)]
    joined = [len(later - former) for former, later in pairwise(days)]
    left = [len(former - later) for former, later in pairwise(days)]
    assert all(joined)
    assert all(left)


def test_keeping_todays_pair_does_not_tell_of_a_veto() -> None:
    world = a_world()
    proposal = a_proposal(world)
    opinion(world.inside[0], world.field[0], veto=True)
    assert world.pair(0, 0) not in pairs_in(solved(proposal, world))
    mark_pair(proposal, pair=world.pair(0, 0), mark="locked", actor=world.actor, at=AT)
    assert world.pair(0, 0) in pairs_in(solved(proposal, world))


def test_a_pair_that_cannot_be_is_only_not_available() -> None:
    """By veto, by language, by working hours: the same words, and nothing changes."""
    world = a_world()
    opinion(world.field[1], world.inside[1], veto=True)
    world.field[2].languages = frozenset({"fr"})
    world.field[2].save()
    proposal, told = a_proposal(world), set()
    for pair in (world.pair(1, 1), world.pair(1, 2)):
        before = everything()
        with pytest.raises(Refused) as error:
            mark_pair(proposal, pair=pair, mark="locked", actor=world.actor, at=AT)
        told.add((error.value.code, str(error.value.text)))
        assert everything() == before
    assert len(told) == 1


def test_plans_hold_no_reason_and_no_value_of_what_was_said() -> None:
    world = a_world()
    quiet = solved(a_proposal(world), world)
    for inside, outside in product(world.inside, world.field):
        opinion(inside, outside, 2)
        opinion(outside, inside, 2)
    loud = solved(a_proposal(world), world)
    assert "ratings" not in json.dumps(loud.plans)
    assert {tuple(row["pair"]): row for row in loud.plans[0]["pairs"]} == {
        tuple(row["pair"]): row for row in quiet.plans[0]["pairs"]
    }


def test_other_plans_stand_in_an_order_that_values_do_not_make() -> None:
    world = a_world()
    opinion(world.inside[1], world.field[1], 0)
    opinion(world.inside[2], world.field[2], 3)
    plans = solved(a_proposal(world), world).plans
    best = {tuple(row["pair"]) for row in plans[0]["pairs"]}
    keys = [
        (len({tuple(r["pair"]) for r in plan["pairs"]} - best), sorted(r["pair"] for r in plan["pairs"]))
        for plan in plans[1:]
    ]
    assert keys == sorted(keys)


def test_events_tell_neither_of_whom_nor_what() -> None:
    world = a_world()
    carla = as_actor(world.inside[1], AT)
    said = [
        give_opinion(world.field[0], rating=3, veto=False, actor=carla, at=AT),
        give_opinion(world.field[1], rating=None, veto=True, actor=carla, at=AT),
    ]
    forget_opinion(said[1], actor=carla, at=AT)
    forget_all(actor=carla, at=AT)
    events = Event.objects.filter(verb__in=["pairing.spoke", "pairing.forgot"])
    assert [(event.verb, event.data) for event in events.order_by("pk")] == [
        ("pairing.spoke", {}),
        ("pairing.spoke", {}),
        ("pairing.forgot", {}),
        ("pairing.forgot", {}),
    ]
    assert not EventSubject.objects.filter(event__in=events).exists()
    assert not Opinion.objects.exists()


def test_only_the_author_reads_and_deletes() -> None:
    world = a_world()
    given = opinion(world.inside[1], world.field[1], veto=True)
    for person in (world.manager, world.field[1], world.inside[0], an_employee(["admin"]), an_employee(["council"])):
        actor = as_actor(person, AT)
        assert list(own_opinions(actor)) == []
        assert all(one.opinion is None for one in colleagues_of(actor))
        with pytest.raises(Refused):
            forget_opinion(given, actor=actor, at=AT)
    assert list(own_opinions(as_actor(world.inside[1], AT))) == [given]


def test_the_company_package_leaves_them_where_they_are() -> None:
    assert "formation.Opinion" in LEFT_OUT


def test_pages_of_others_are_the_same_with_and_without() -> None:
    world = a_world()
    proposal = a_proposal(world)
    clients = {
        name: signed_in_client(person) for name, person in (("manager", world.manager), ("about", world.field[1]))
    }
    before = {name: _pages(client, proposal) for name, client in clients.items()}
    opinion(world.inside[1], world.field[1], veto=True)
    opinion(world.inside[2], world.field[1], 0)
    assert {name: _pages(client, proposal) for name, client in clients.items()} == before


def _pages(client: Client, proposal: Proposal) -> list[object]:
    urls = [reverse("formation:proposals"), proposal.get_absolute_url(), reverse("formation:own")]
    answers = [client.get(url) for url in urls]
    return [(answer.status_code, "not with" in answer.content.decode()) for answer in answers]


def test_saying_something_is_open_to_the_other_half_of_the_team_only() -> None:
    world = a_world()
    other = an_employee(["field"])
    carla, before = as_actor(world.inside[1], AT), everything()
    for about in (other, world.inside[0], world.inside[1], world.manager):
        with pytest.raises(Refused):
            give_opinion(about, rating=2, veto=False, actor=carla, at=AT)
    assert everything()[0] == before[0]


def test_the_last_word_counts_and_deleting_stays_open_when_it_is_off() -> None:
    world = a_world()
    carla, about = as_actor(world.inside[1], AT), world.field[1]
    give_opinion(about, rating=0, veto=False, actor=carla, at=AT)
    given = give_opinion(about, rating=None, veto=True, actor=carla, at=AT)
    assert [(one.rating, one.veto) for one in own_opinions(carla)] == [(None, True)]
    assert world.agreement is not None
    world.agreement.delete()
    later = as_actor(world.inside[1], AT)
    with pytest.raises(Refused):
        give_opinion(about, rating=3, veto=False, actor=later, at=AT)
    forget_opinion(given, actor=later, at=AT)
    assert not Opinion.objects.exists()
