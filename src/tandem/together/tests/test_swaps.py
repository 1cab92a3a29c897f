"""Swap days: planning around people, the programme of the day, and who may see what for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.queries import visible_customers
from tandem.customers.rules import can_own_customer, can_see_customer
from tandem.people.models import Absence
from tandem.people.tests.factories import as_actor, signed_in_client
from tandem.tandems.queries import scope_of
from tandem.together.models import SwapDay, TogetherSettings
from tandem.together.swaps import actions, team
from tandem.together.swaps.days import propose_days
from tandem.together.swaps.pages import swap_page
from tandem.together.swaps.queries import visible_swaps
from tandem.together.swaps.reactions import follow_swaps
from tandem.work.queries import visible_appointments
from tandem.work.tests.factories import an_appointment

from .swap_world import DAY, Trip, a_trip, everything, on, scopes
from .world import berlin

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip() -> Trip:
    return a_trip()


def refused(error: type[Exception], act: Any) -> Any:
    before = everything()
    with pytest.raises(error) as caught, transaction.atomic():
        act()
    assert everything() == before
    return caught.value


def seen(actor: Actor) -> set[int]:
    return set(visible_customers(actor).values_list("pk", flat=True))


def test_the_programme_is_the_hosts_real_day_without_what_is_private(trip: Trip) -> None:
    swap = trip.plan()
    assert list(swap.items.values_list("kind", "customer", "place")) == [
        ("appointment", trip.open.pk, "Husum"),
        ("appointment", trip.restricted.pk, "Husum"),
        ("request", trip.open.pk, ""),
    ]
    assert (swap.role, swap.status) == ("field", "planned")
    event = Event.objects.get(verb="swap_day.planned")
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("swap_day", swap.pk),
        ("tandem", trip.world.tandem.pk),
        ("employee", trip.world.field.pk),
        ("employee", trip.world.inside.pk),
    }


def test_a_guest_is_let_in_for_the_customers_of_the_day_and_no_more(trip: Trip) -> None:
    carla = trip.world.new_inside
    trip.plan(carla)
    one = timedelta(1)
    assert scopes(carla) == {("customer", key, DAY, DAY + one) for key in (trip.open.pk, trip.restricted.pk)}
    before, during, after = (as_actor(carla, on(day)) for day in ("2026-12-01", "2026-12-02", "2026-12-03"))
    assert [seen(actor) for actor in (before, during, after)] == [
        {trip.open.pk},
        {trip.open.pk, trip.restricted.pk},
        {trip.open.pk},
    ]
    assert [can_see_customer(actor, trip.restricted) for actor in (before, during, after)] == [False, True, False]
    assert not can_see_customer(during, trip.other)


def test_a_guest_owns_nothing_and_sits_nowhere_on_that_day(trip: Trip) -> None:
    carla = trip.world.new_inside
    trip.plan(carla)
    guest = as_actor(carla, on("2026-12-02"))
    assert not can_own_customer(guest, trip.open)
    assert not can_own_customer(guest, trip.restricted)
    assert scope_of(guest).acting_ids == frozenset()
    assert set(visible_appointments(guest).values_list("private", flat=True)) == {False}


def test_pages_of_the_restricted_customer_open_on_the_day_alone(trip: Trip, time_machine: Any) -> None:
    carla = trip.world.new_inside
    trip.plan(carla)
    answers = []
    for day in ("2026-12-01", "2026-12-02", "2026-12-03"):
        time_machine.move_to(on(day), tick=False)
        client = signed_in_client(carla)
        answers.append(client.get(trip.restricted.get_absolute_url()).status_code)
    assert answers == [404, 200, 404]


def test_what_was_given_is_on_record_and_ends_with_the_day_when_it_is_cancelled(trip: Trip) -> None:
    swap = trip.plan(trip.world.new_inside)
    given = Event.objects.get(verb="guest.admitted").data["scopes"]
    assert given == [["customer", key] for key in sorted((trip.open.pk, trip.restricted.pk))]
    boss = as_actor(trip.world.manager, on("2026-11-25"))
    event = actions.cancel_swap(swap, reason="Messe", actor=boss, at=boss.at)
    assert scopes(trip.world.new_inside) == set()
    assert Event.objects.filter(verb="guest.admitted").latest("pk").data["scopes"] == []
    undo_event(event, actor=boss, at=boss.at)
    assert len(scopes(trip.world.new_inside)) == 2
    swap.refresh_from_db()
    assert (swap.status, swap.cancel_reason) == ("planned", "")


def test_the_programme_follows_the_calendar_every_morning_of_the_day(trip: Trip) -> None:
    swap = trip.plan(trip.world.new_inside)
    item = swap.items.get(customer=trip.open, kind="appointment")
    me = as_actor(trip.world.inside, on("2026-11-25"))
    actions.set_aim(item, aim="Wie begrüßt er?", version=1, actor=me, at=me.at)
    an_appointment(trip.world.tandem, trip.world.field, berlin("2026-12-02 13:00"), customer=trip.other)
    follow_swaps(Event(), on("2026-12-01"))
    assert swap.items.count() == 3
    follow_swaps(Event(), berlin("2026-12-02 03:10"))
    assert [item.aim for item in swap.items.filter(kind="appointment")] == ["Wie begrüßt er?", "", ""]
    assert trip.other.pk in {key for _kind, key, _start, _end in scopes(trip.world.new_inside)}


def test_a_trip_of_some_days_is_one_swap_day(trip: Trip) -> None:
    swap = trip.plan(days=3)
    assert (swap.days, swap.last_day) == (3, date(2026, 12, 4))


@pytest.mark.parametrize(
    ("day", "days", "code"),
    [
        (date(2026, 11, 23), 1, "past"),
        (date(2026, 12, 5), 1, "not_there"),  # a Saturday
        (date(2026, 12, 25), 1, "not_there"),  # a holiday
        (date(2026, 12, 9), 2, "not_there"),  # Ben is away on the 10th
        (DAY, 30, "long"),
    ],
)
def test_days_that_do_not_suit_are_refused(trip: Trip, day: date, days: int, code: str) -> None:
    Absence.objects.create(employee=trip.world.field, start=date(2026, 12, 10), end=date(2026, 12, 12))
    assert refused(Invalid, lambda: trip.plan(day=day, days=days)).code == code


def test_one_person_is_at_one_swap_day_at_a_time(trip: Trip) -> None:
    trip.plan()
    assert refused(Invalid, lambda: trip.plan(trip.world.new_inside)).code == "taken"


def test_guests_come_from_the_team_and_hosts_from_the_tandem(trip: Trip) -> None:
    assert refused(Invalid, lambda: trip.plan(trip.far)).code == "no_guest"
    assert refused(Invalid, lambda: trip.plan(trip.world.field)).code == "no_guest"
    assert refused(Invalid, lambda: trip.plan(host=trip.world.new_field)).code == "no_host"


def test_nobody_else_plans_moves_or_knows_of_it(trip: Trip) -> None:
    swap = trip.plan()
    for person in (trip.far, trip.world.new_inside, trip.world.new_field):
        actor = as_actor(person, on("2026-11-25"))
        assert not visible_swaps(actor)
        refused(Refused, lambda actor=actor: trip.plan(day=date(2026, 12, 8), actor=actor))
        refused(Refused, lambda actor=actor: actions.cancel_swap(swap, reason="x", actor=actor, at=actor.at))
        refused(Refused, lambda actor=actor: actions.renew_programme(swap, actor=actor, at=actor.at))
    assert visible_swaps(as_actor(trip.world.manager, on("2026-11-25"))).get() == swap


def test_moving_takes_the_guests_rights_along_and_two_at_once_conflict(trip: Trip) -> None:
    swap = trip.plan(trip.world.new_inside)
    me = as_actor(trip.world.inside, on("2026-11-25"))
    later: dict[str, Any] = {"start": date(2026, 12, 8), "end": date(2026, 12, 9), "aims": ""}
    event = actions.move_swap(swap, **later, version=1, actor=me, at=me.at)
    assert event is not None
    assert {start for _kind, _key, start, _end in scopes(trip.world.new_inside)} == {date(2026, 12, 8)}
    refused(Conflict, lambda: actions.move_swap(swap, **later, version=1, actor=me, at=me.at))
    undo_event(event, actor=me, at=me.at)
    assert {start for _kind, _key, start, _end in scopes(trip.world.new_inside)} == {DAY}


def test_planning_can_be_taken_back_with_all_that_it_gave(trip: Trip) -> None:
    trip.plan(trip.world.new_inside)
    me = as_actor(trip.world.inside, on("2026-11-24"))
    undo_event(Event.objects.get(verb="swap_day.planned"), actor=me, at=me.at)
    assert not SwapDay.objects.exists()
    assert scopes(trip.world.new_inside) == set()


def test_a_day_that_has_begun_is_not_moved(trip: Trip) -> None:
    swap = trip.plan()
    me = as_actor(trip.world.inside, on("2026-12-02"))
    assert refused(Refused, lambda: actions.cancel_swap(swap, reason="x", actor=me, at=me.at)).code == "begun"


def test_proposals_pass_over_absences_and_prefer_a_free_guest_and_a_full_host(trip: Trip) -> None:
    Absence.objects.create(employee=trip.world.inside, start=date(2026, 11, 27), end=date(2026, 12, 1))
    an_appointment(trip.world.tandem, trip.world.inside, berlin("2026-12-01 10:00"))
    found = propose_days(trip.world.field, trip.world.inside, after=date(2026, 11, 24), at=on("2026-11-24"), most=1)
    assert [(one.start, one.host_has, one.guest_has) for one in found] == [(DAY, 3, 0)]
    week = propose_days(
        trip.world.field, trip.world.inside, after=date(2026, 11, 24), at=on("2026-11-24"), length=5, most=1
    )
    assert [(one.start, one.last_day, one.length) for one in week] == [(DAY, date(2026, 12, 8), 7)]


def test_a_whole_team_gets_what_the_year_lacks_in_both_directions(trip: Trip) -> None:
    TogetherSettings.objects.create(pk=1, swaps_a_year=1)
    boss = as_actor(trip.world.manager, on("2026-11-24"))
    event = team.plan_for_team(trip.world.team, actor=boss, at=boss.at)
    found = SwapDay.objects.order_by("role")
    assert [(swap.role, swap.host_id) for swap in found] == [
        ("field", trip.world.field.pk),
        ("inside", trip.world.inside.pk),
    ]
    assert found[0].start == DAY
    assert abs((found[0].start - found[1].start).days) >= 7
    assert event.data["swaps"]
    assert team.plan_for_team(trip.world.team, actor=boss, at=boss.at).data["swaps"] == []


def test_only_its_manager_plans_for_a_team(trip: Trip) -> None:
    for person in (trip.world.inside, trip.far):
        actor = as_actor(person, on("2026-11-24"))
        refused(Refused, lambda actor=actor: team.plan_for_team(trip.world.team, actor=actor, at=actor.at))


def test_before_the_day_nobody_reads_a_restricted_customer_in_the_programme(trip: Trip) -> None:
    swap = trip.plan(trip.world.new_inside)
    shown = {}
    for name, person, day in (
        ("before", trip.world.new_inside, "2026-12-01"),
        ("during", trip.world.new_inside, "2026-12-02"),
        ("host", trip.world.field, "2026-12-01"),
    ):
        lines = swap_page(swap, as_actor(person, on(day)))["lines"]
        shown[name] = [line.shown for line in lines]
    assert shown == {"before": [True, False, True], "during": [True, True, True], "host": [True, True, True]}
