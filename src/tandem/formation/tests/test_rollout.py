"""From a plan to seats: what stays, changes, begins and ends, and who hands over what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.models import Assignment
from tandem.customers.tests.factories import a_customer
from tandem.formation.actions import accept_plan, discard_proposal, edit_proposal, mark_pair
from tandem.formation.models import Proposal, Rollout
from tandem.formation.steps import Deed, Step, steps_to
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.tests.factories import sitting
from tandem.tandems.tests.world import AT, TODAY, TOMORROW, YESTERDAY
from tandem.work.models import Todo

from .world import World, a_proposal, a_world, everything, pairs_in, solved

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def told(steps: list[Step]) -> list[tuple[object, ...]]:
    return [(step.deed, step.tandem, dict(step.before), dict(step.after)) for step in steps]


def test_a_tandem_goes_with_its_field_half_then_with_its_inside_half() -> None:
    seats = {1: {"inside": 10, "field": 20}, 2: {"inside": 11, "field": 21}, 3: {"inside": 12, "field": 22}}
    everybody = frozenset({10, 11, 12, 20, 21, 23})
    steps = steps_to([(10, 20), (12, 21), (11, 23)], {1: seats[1], 2: seats[2]}, everybody, {})
    assert told(steps) == [
        (Deed.STAYS, 1, seats[1], seats[1]),
        (Deed.CHANGES, 2, seats[2], {"inside": 12, "field": 21}),
        (Deed.BEGINS, None, {}, {"inside": 11, "field": 23}),
    ]


def test_of_two_tandems_of_one_person_the_one_with_more_customers_goes_on() -> None:
    seats = {1: {"inside": 10, "field": 20}, 2: {"inside": 11, "field": 20}}
    steps = steps_to([(12, 20)], seats, frozenset({10, 11, 12, 20}), {2: 5})
    assert told(steps) == [
        (Deed.CHANGES, 2, seats[2], {"inside": 12, "field": 20}),
        (Deed.ENDS, 1, seats[1], {}),
    ]


def test_who_takes_no_part_keeps_the_seat() -> None:
    seats = {1: {"inside": 10, "field": 20}, 2: {"inside": 11, "field": 21}}
    steps = steps_to([(12, 20)], seats, frozenset({12, 20}), {})
    assert told(steps) == [
        (Deed.BEGINS, None, {}, {"inside": 12, "field": 20}),
        (Deed.CHANGES, 1, seats[1], {"inside": 10}),
    ]


def a_change(world: World, day: object = TOMORROW) -> Proposal:
    """Ben gets Carla instead of Anna; the rest as it comes."""
    proposal = a_proposal(world, starts_on=day)
    mark_pair(proposal, pair=world.pair(1, 0), mark="locked", actor=world.actor, at=AT)
    return solved(proposal, world)


def test_rolled_out_from_a_day_on_with_the_hand_over_as_a_to_do() -> None:
    world = a_world()
    customer = a_customer(world.tandem, name="Hansen Antriebe GmbH")
    proposal = a_change(world)
    rollout = accept_plan(proposal, plan=0, version=proposal.version, actor=world.actor, at=AT)
    assert sitting(world.tandem, "inside", TODAY) == world.inside[0]
    assert sitting(world.tandem, "inside", TOMORROW) == world.inside[1]
    assert sitting(world.tandem, "field", TOMORROW) == world.field[0]
    found = {
        (sitting(tandem, "inside", TOMORROW), sitting(tandem, "field", TOMORROW)) for tandem in Tandem.objects.all()
    }
    assert {(one.pk, other.pk) for one, other in found if one and other} == pairs_in(proposal)
    todo = Todo.objects.get()
    assert (todo.holder, todo.tandem, [item.text for item in todo.items.all()]) == (
        world.inside[0],
        world.tandem,
        [customer.label],
    )
    assert Assignment.objects.get(customer=customer, end=None).tandem == world.tandem
    assert (rollout.accepted_by, rollout.starts_on) == (world.manager, TOMORROW)
    assert [step["deed"] for step in rollout.steps] == ["changes", "begins", "begins"]


def test_a_tandem_that_nobody_goes_on_with_ends() -> None:
    world = a_world()
    proposal = a_proposal(world, starts_on=TOMORROW)
    for person in (*world.inside[1:3], *world.field[1:]):
        person.left_on = TODAY
        person.save()
    mark_pair(proposal, pair=world.pair(0, 0), mark="forbidden", actor=world.actor, at=AT)
    other = solved(proposal, world)
    accept_plan(other, plan=0, actor=world.actor, at=AT)
    assert sitting(world.tandem, "inside", TOMORROW) == world.inside[3]


def test_all_or_nothing() -> None:
    world = a_world()
    proposal = a_change(world)
    world.inside[2].roles = frozenset({"field"})
    world.inside[2].save()
    world.inside[3].roles = frozenset({"field"})
    world.inside[3].save()
    before = everything()
    with pytest.raises((Invalid, Refused)):
        accept_plan(proposal, plan=0, actor=world.actor, at=AT)
    assert everything() == before


def test_refused_for_others_for_a_stale_page_for_a_day_gone_by_and_without_a_plan() -> None:
    world = a_world()
    proposal, bare = a_change(world), a_proposal(world)
    before = everything()
    with pytest.raises(Refused):
        accept_plan(proposal, plan=0, actor=as_actor(world.inside[0], AT), at=AT)
    with pytest.raises(Conflict):
        accept_plan(proposal, plan=0, version=proposal.version - 1, actor=world.actor, at=AT)
    for wrong, plan in ((bare, 0), (proposal, 9)):
        with pytest.raises(Refused):
            accept_plan(wrong, plan=plan, actor=world.actor, at=AT)
    assert everything() == before
    Proposal.objects.update(starts_on=YESTERDAY)
    with pytest.raises(Invalid):
        accept_plan(proposal, plan=0, actor=world.actor, at=AT)
    assert not Rollout.objects.exists()


def test_the_second_of_two_is_refused_and_nothing_more_can_be_changed() -> None:
    world = a_world()
    proposal = a_change(world)
    accept_plan(proposal, plan=0, actor=world.actor, at=AT)
    before = everything()
    for act in (
        lambda: accept_plan(proposal, plan=0, actor=world.actor, at=AT),
        lambda: edit_proposal(proposal, values={"title": "x"}, actor=world.actor, at=AT),
        lambda: mark_pair(proposal, pair=world.pair(0, 0), mark="forbidden", actor=world.actor, at=AT),
        lambda: discard_proposal(proposal, actor=world.actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert everything() == before


def test_until_its_day_all_of_it_is_taken_back_and_rolled_out_again() -> None:
    world = a_world()
    proposal = a_change(world)
    before = (set(Tandem.objects.all()), set(Seat.objects.values_list("tandem", "employee", "start", "end")))
    for _twice in range(2):
        accept_plan(proposal, plan=0, actor=world.actor, at=AT)
        undo_event(Event.objects.filter(verb="pairing.accepted").latest("pk"), actor=world.actor, at=AT)
        after = (set(Tandem.objects.all()), set(Seat.objects.values_list("tandem", "employee", "start", "end")))
        assert after == before
        assert not Rollout.objects.exists()
        assert not Todo.objects.filter(removed_at=None).exists()
    edit_proposal(proposal, values={"title": "Anders"}, actor=world.actor, at=AT)


def test_from_its_day_on_or_after_a_change_by_hand_nothing_is_taken_back() -> None:
    world = a_world()
    accept_plan(a_change(world), plan=0, actor=world.actor, at=AT)
    event, before = Event.objects.get(verb="pairing.accepted"), everything()
    later = AT + timedelta(days=1)
    with pytest.raises(Refused), transaction.atomic():
        undo_event(event, actor=as_actor(world.manager, later), at=later)
    assert everything() == before
    with pytest.raises(Refused), transaction.atomic():
        undo_event(event, actor=as_actor(world.inside[0], AT), at=AT)
    Seat.objects.filter(tandem=world.tandem, start=TOMORROW).delete()
    before = everything()
    with pytest.raises(Conflict), transaction.atomic():
        undo_event(event, actor=world.actor, at=AT)
    assert everything() == before


def test_the_list_offers_to_take_it_back() -> None:
    world = a_world()
    proposal = a_change(world)
    accept_plan(proposal, plan=0, actor=world.actor, at=timezone.now())
    Rollout.objects.update(starts_on=timezone.localdate() + timedelta(days=3))
    event = Event.objects.get(verb="pairing.accepted")
    client, url = signed_in_client(world.manager), reverse("formation:rollout", args=[proposal.pk])
    back = reverse("undo", args=[event.pk])
    assert back in client.get(url).content.decode()
    assert client.post(back, {"next": proposal.get_absolute_url()}).url == proposal.get_absolute_url()  # type: ignore[attr-defined]
    assert not Rollout.objects.exists()
