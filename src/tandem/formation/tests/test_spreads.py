"""Customers to tandems: what comes of solving, fixing, accepting, and on the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.jobs import Work
from tandem.core.models import Event, Job
from tandem.core.undo import undo_event
from tandem.customers.actions import freeze_assignments
from tandem.customers.models import Assignment, Customer, Site
from tandem.customers.queries import owner_of
from tandem.customers.tests.factories import a_customer
from tandem.formation.actions import (
    accept_spread,
    begin_spread,
    discard_spread,
    edit_spread,
    fix_customer,
    solve_again,
)
from tandem.formation.models import Spread, SpreadRollout
from tandem.formation.queries import visible_spreads
from tandem.formation.spread_jobs import move_customers, solve_spread
from tandem.formation.spread_map import chart_of
from tandem.formation.spread_pages import spread_page
from tandem.people.models import Team
from tandem.people.tests.factories import an_employee, as_actor, signed_in_client
from tandem.tandems.models import Tandem
from tandem.tandems.tests.factories import a_tandem
from tandem.tandems.tests.world import AT, TODAY, TOMORROW, YESTERDAY
from tandem.work.models import Todo

from .world import World, a_world

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HAMBURG, MUNICH = (53.55, 10.0), (48.14, 11.58)


def a_land() -> tuple[World, Tandem, list[Customer]]:
    """Nord 1 has six customers, three of them beside the two of Nord 2 in the south."""
    world = a_world()
    south = a_tandem(world.team, world.inside[1], world.field[1], name="Nord 2")
    customers = [_customer(world.tandem, HAMBURG, n) for n in range(3)]
    customers += [_customer(world.tandem, MUNICH, n) for n in range(3, 6)]
    customers += [_customer(south, MUNICH, n) for n in range(6, 8)]
    return world, south, customers


def _customer(tandem: Tandem, place: tuple[float, float], number: int) -> Customer:
    customer = a_customer(tandem, name=f"Kunde {number}", customer_class="C", language="de")
    Site.objects.filter(customer=customer).delete()
    Site.objects.create(customer=customer, is_main=True, latitude=place[0], longitude=place[1] + number / 100)
    return customer


def a_spread(world: World, **values: object) -> Spread:
    given: dict[str, object] = {"title": "Neu", "starts_on": TOMORROW, "evenly": "count", "tolerance": 40}
    return begin_spread(team=world.team, **given | values, actor=world.actor, at=AT)  # type: ignore[arg-type]


def run(runner: Callable[[Work], object], spread: Spread, world: World, name: str) -> Spread:
    """As the job does it, without the job."""
    spread = Spread.objects.get(pk=spread.pk)
    params = {"spread": spread.pk, "version": spread.version}
    job = Job.objects.create(name=name, title="x", params=params, actor_kind="employee", created_at=AT)
    runner(Work(job, world.actor, AT))
    return Spread.objects.select_related("team").get(pk=spread.pk)


def solved(spread: Spread, world: World) -> Spread:
    return run(solve_spread, spread, world, "spread.solve")


def everything() -> tuple[list[object], ...]:
    tables = (Spread, SpreadRollout, Assignment, Todo, Event)
    return tuple(list(table._default_manager.order_by("pk").values()) for table in tables)


def test_customers_go_where_drives_are_short_within_the_limits() -> None:
    world, south, customers = a_land()
    spread = solved(a_spread(world), world)
    assert spread.result["gap_ppm"] == 0
    assert sorted(spread.result["moves"]) == [[one.pk, world.tandem.pk, south.pk] for one in customers[3:6]]
    assert [(row["tandem"], row["before"], row["after"]) for row in spread.result["tandems"]] == [
        (world.tandem.pk, 6, 3),
        (south.pk, 2, 5),
    ]
    assert (spread.solved_at, spread.result["stopped"]) == (AT, False)


def test_evenly_by_work_too() -> None:
    world, south, customers = a_land()
    spread = solved(a_spread(world, evenly="work"), world)
    assert {move[0] for move in spread.result["moves"]} == {one.pk for one in customers[3:6]}
    assert south.pk in {row["tandem"] for row in spread.result["tandems"]}


def test_whoever_is_fixed_stays_when_solved_again_and_can_be_let_go() -> None:
    world, south, customers = a_land()
    spread = a_spread(world)
    fix_customer(spread, customer=customers[3], tandem=world.tandem, actor=world.actor, at=AT)
    spread = solved(spread, world)
    assert {move[0] for move in spread.result["moves"]} == {one.pk for one in customers[4:6]}
    fix_customer(spread, customer=customers[3], tandem=None, actor=world.actor, at=AT)
    assert Spread.objects.get().fixed == {}
    fix_customer(spread, customer=customers[0], tandem=south, actor=world.actor, at=AT)
    assert [customers[0].pk, world.tandem.pk, south.pk] in solved(spread, world).result["moves"]


def test_a_fix_is_taken_back_unless_it_was_changed_since() -> None:
    world, south, customers = a_land()
    spread, key = a_spread(world), str(customers[0].pk)
    who: dict[str, Any] = {"actor": world.actor, "at": AT}
    first = fix_customer(spread, customer=customers[0], tandem=world.tandem, **who)
    second = fix_customer(spread, customer=customers[0], tandem=south, **who)
    with pytest.raises(Conflict), transaction.atomic():
        undo_event(first, **who)
    undo_event(second, **who)
    assert Spread.objects.get().fixed == {key: world.tandem.pk}
    undo_event(first, **who)
    assert Spread.objects.get().fixed == {}
    with pytest.raises(Refused):
        undo_event(first, **who)


def test_any_customer_of_the_team_is_fixed_to_any_tandem_from_the_page() -> None:
    world, south, customers = a_land()
    far = a_customer(team=an_other_team(), name="Fern AG")
    spread, client = a_spread(world), signed_in_client(world.manager)
    url = reverse("formation:spread_fix", args=[spread.pk])
    assert "Which customer of the team?" in client.get(url).content.decode()
    assert "Which customer of the team?" in client.get(url, {"customer": far.number}).content.decode()
    page = client.get(url, {"customer": customers[0].number}).content.decode()
    assert "Nord 2" in page
    answer = client.post(url, {"customer": customers[0].pk, "tandem": south.pk}, follow=True)
    assert customers[0].label in answer.content.decode()
    assert Spread.objects.get().fixed == {str(customers[0].pk): south.pk}
    assert client.post(url, {"customer": customers[0].pk, "tandem": 0}).status_code == 302
    assert Spread.objects.get().fixed == {}


def test_accepted_customers_move_on_the_day_and_the_former_tandem_has_the_list() -> None:
    world, south, customers = a_land()
    spread = solved(a_spread(world), world)
    rollout = accept_spread(spread, version=spread.version, actor=world.actor, at=AT)
    assert (rollout.accepted_by, rollout.job.name if rollout.job else "") == (world.manager, "spread.move")
    todo = Todo.objects.get()
    assert (todo.holder, todo.tandem) == (world.inside[0], world.tandem)
    assert {item.text for item in todo.items.all()} == {one.label for one in customers[3:6]}
    for _twice in range(2):
        run(move_customers, spread, world, "spread.move")
    assert [owner_of(one, TODAY) for one in customers[3:6]] == [world.tandem] * 3
    assert [owner_of(one, TOMORROW) for one in customers[3:6]] == [south] * 3
    assert [owner_of(one, TOMORROW) for one in customers[:3]] == [world.tandem] * 3
    assert Event.objects.filter(verb="customer.assigned").count() == 3


def test_limits_that_cannot_be_kept_are_told() -> None:
    world, _south, customers = a_land()
    spread = a_spread(world, tolerance=0)
    for customer in customers[:6]:
        fix_customer(spread, customer=customer, tandem=world.tandem, actor=world.actor, at=AT)
    with pytest.raises(Refused) as error:
        solved(spread, world)
    assert error.value.code == "no_spread"
    assert Spread.objects.get().result == {}


def test_without_tandems_or_customers_there_is_nothing() -> None:
    world = a_world()
    with pytest.raises(Refused) as error:
        solved(a_spread(world), world)
    assert error.value.code == "nobody"


@pytest.mark.parametrize("who", ["inside", "other manager", "admin"])
def test_others_may_not(who: str) -> None:
    world, south, customers = a_land()
    spread = solved(a_spread(world), world)
    people = {"inside": world.inside[0], "other manager": an_employee(["manager"]), "admin": an_employee(["admin"])}
    actor, before = as_actor(people[who], AT), everything()
    values: dict[str, Any] = {"team": world.team, "title": "x", "starts_on": TODAY, "evenly": "count", "tolerance": 10}
    for act in (
        lambda: begin_spread(**values, actor=actor, at=AT),
        lambda: edit_spread(spread, values={"title": "y"}, actor=actor, at=AT),
        lambda: fix_customer(spread, customer=customers[0], tandem=south, actor=actor, at=AT),
        lambda: solve_again(spread, actor=actor, at=AT),
        lambda: accept_spread(spread, actor=actor, at=AT),
        lambda: discard_spread(spread, actor=actor, at=AT),
    ):
        with pytest.raises(Refused):
            act()
    assert everything() == before
    assert list(visible_spreads(actor)) == []


def test_stale_twice_and_wrong() -> None:
    world, _south, _customers = a_land()
    far = a_customer(team=an_other_team(), name="Fern AG")
    spread = solved(a_spread(world), world)
    with pytest.raises(Invalid):
        fix_customer(spread, customer=far, tandem=None, actor=world.actor, at=AT)
    edit_spread(spread, values={"title": "Anders"}, version=1, actor=world.actor, at=AT)
    with pytest.raises(Conflict):
        accept_spread(spread, version=1, actor=world.actor, at=AT)
    edit_spread(spread, values={"tolerance": 50}, version=2, actor=world.actor, at=AT)
    with pytest.raises(Refused):
        accept_spread(spread, actor=world.actor, at=AT)
    for values in ({"starts_on": YESTERDAY}, {"tolerance": 101}):
        with pytest.raises(Invalid):
            a_spread(world, **values)
    assert not SpreadRollout.objects.exists()


def an_other_team() -> Team:
    return a_tandem().team


def test_while_assignments_are_frozen_nothing_is_accepted() -> None:
    world, _south, _customers = a_land()
    spread = solved(a_spread(world), world)
    end = TOMORROW + timedelta(9)
    freeze_assignments(start=TOMORROW, end=end, reason="Pilot", actor=world.actor, at=AT)
    with pytest.raises(Refused) as caught, transaction.atomic():
        accept_spread(spread, version=spread.version, actor=world.actor, at=AT)
    assert caught.value.code == "frozen"
    assert not Todo.objects.exists()


def test_pages_from_new_to_accepted() -> None:
    world, _south, customers = a_land()
    client, day = signed_in_client(world.manager), timezone.localdate()
    body = {
        "title": "Frühjahr",
        "team": world.team.pk,
        "starts_on": day,
        "evenly": "count",
        "tolerance": 40,
        "once": "k",
    }
    for _twice in range(2):
        assert client.post(reverse("formation:spread_new"), body).status_code == 302
    spread = Spread.objects.get()
    assert client.post(reverse("formation:spread_solve", args=[spread.pk])).status_code == 302
    spread = solved(spread, world)
    page = client.get(spread.get_absolute_url()).content.decode()
    assert "3 of 8 customers move." in page
    assert "Proven: no assignment on the candidates is cheaper." in page
    assert page.count('class="hi"') == 6
    url = reverse("formation:spread_fix", args=[spread.pk])
    for wrong in ({"customer": "x", "tandem": 0}, {"customer": customers[0].pk, "tandem": 99_999}):
        assert client.post(url, wrong).status_code == 302
    assert client.post(url, {"customer": 99_999, "tandem": 0}).status_code == 404
    assert Spread.objects.get().fixed == {}
    accepted = client.post(reverse("formation:spread_accept", args=[spread.pk]), {"version": spread.version})
    assert accepted.status_code == 302
    assert client.post(reverse("formation:spread_accept", args=[spread.pk]), {"version": "1"}).status_code == 403
    assert "Write to the customer" in client.get(spread.get_absolute_url()).content.decode()


def test_names_of_customers_only_as_the_viewer_may_see_them() -> None:
    world, _south, customers = a_land()
    spread = solved(a_spread(world), world)
    Customer.objects.filter(pk=customers[3].pk).update(restricted=True, team=an_other_team())
    Assignment.objects.filter(customer=customers[3]).delete()
    shown = {row.customer for row in spread_page(spread, world.actor, 1).moves}
    assert shown == set(customers[4:6])


def test_a_map_keeps_its_proportions() -> None:
    chart = chart_of({1: HAMBURG, 2: MUNICH, 3: (0.0, 0.0)}, {1: 1, 2: 2}, {2})
    assert [(spot.text, spot.moved) for spot in chart.spots] == [("1", False), ("2", True)]
    assert all(0 < spot.x < chart.width and 0 < spot.y < chart.height for spot in chart.spots)
    assert chart_of({}, {}, set()).spots == ()
