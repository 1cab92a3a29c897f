"""Seats: a change of partner keeps the tandem, and who sat where is known for any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Delivery, Event, SearchRow
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.people.actions import end_employment
from tandem.people.models import Employee
from tandem.people.tests.factories import a_team, an_employee, as_actor
from tandem.tandems.actions import end_seats, seat_employee, vacate_seat
from tandem.tandems.models import Seat, SeatWeight, Tandem
from tandem.tandems.queries import occupants, sitter_on, tandems_of, vacant_seats

from .factories import SINCE, a_seat, a_tandem, sitting
from .world import AT, LATER, TODAY, TOMORROW, YESTERDAY, World, a_world, everything, seats_of, subjects_of

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BEFORE = {("inside", "Anna", SINCE, None), ("field", "Ben", SINCE, None)}


@pytest.fixture
def world() -> World:
    return a_world()


def seat(world: World, **changes: Any) -> Event:
    """Carla takes the inside seat from tomorrow on, unless told."""
    asked = {"role": "inside", "employee": world.new_inside, "start": TOMORROW, "actor": world.actor, "at": AT}
    return seat_employee(world.tandem, **{**asked, **changes})


def vacate(world: World, role: str = "inside", start: date = TOMORROW, **more: Any) -> Event:
    return vacate_seat(world.tandem, role=role, start=start, actor=world.actor, at=AT, **more)


def refused(world: World, act: Callable[[], object], code: str) -> Invalid:
    """The act is Invalid with this code, and nothing has changed."""
    before = everything()
    with pytest.raises(Invalid) as error, transaction.atomic():
        act()
    assert error.value.code == code
    assert everything() == before
    return error.value


def test_a_change_of_partner_ends_the_running_row_and_begins_another(world: World) -> None:
    event = seat(world)
    assert seats_of(world.tandem) == {
        ("inside", "Anna", SINCE, TOMORROW),
        ("inside", "Carla", TOMORROW, None),
        ("field", "Ben", SINCE, None),
    }
    assert sitter_on(world.tandem, "inside", TODAY) == world.inside
    assert sitter_on(world.tandem, "inside", TOMORROW) == world.new_inside
    assert sitting(world.tandem, "inside", SINCE - timedelta(days=1)) is None
    assert event.verb == "seat.taken"
    assert event.changes == {"inside": ["Anna Berg", "Carla Dorn"]}
    assert (event.data["role"], event.data["from"], event.data["to"]) == ("inside", "2026-11-25", "")
    assert subjects_of(event) == {
        ("tandem", world.tandem.pk),
        ("employee", world.inside.pk),
        ("employee", world.new_inside.pk),
    }


def test_a_vacant_seat_is_taken(world: World) -> None:
    tandem = a_tandem(world.team, world.inside, vacant=["field"])
    event = seat_employee(tandem, role="field", employee=world.new_field, start=TODAY, actor=world.actor, at=AT)
    assert event.changes == {"field": [None, "Dirk Ernst"]}
    assert occupants([tandem.pk], TODAY)[tandem.pk]["field"].employee == world.new_field
    assert occupants([tandem.pk], YESTERDAY)[tandem.pk].keys() == {"inside"}


def test_a_stand_in_for_some_days_leaves_the_seat_vacant_afterwards(world: World) -> None:
    seat(world, start=TODAY, end=LATER)
    assert seats_of(world.tandem) == {
        ("inside", "Anna", SINCE, TODAY),
        ("inside", "Carla", TODAY, LATER),
        ("field", "Ben", SINCE, None),
    }
    assert sitter_on(world.tandem, "inside", LATER) is None
    seat(world, employee=world.inside, start=LATER)
    assert sitter_on(world.tandem, "inside", LATER) == world.inside


def test_a_person_sits_in_several_tandems(world: World) -> None:
    other = a_tandem(world.team)
    seat_employee(other, role="inside", employee=world.inside, start=TOMORROW, actor=world.actor, at=AT)
    assert set(tandems_of(world.inside, TOMORROW)) == {world.tandem, other}
    assert set(tandems_of(world.inside, TODAY)) == {world.tandem}


def test_somebody_planned_is_not_overrun(world: World) -> None:
    seat(world, start=LATER)
    other = an_employee(["inside"], world.team)
    for start in (TODAY, LATER):
        error = refused(world, partial(seat, world, employee=other, start=start), "seat_planned")
        assert "Carla Dorn" in str(error.text)
        assert error.fields.keys() == {"start"}
    seat(world, employee=other, start=TODAY, end=LATER)
    assert sitter_on(world.tandem, "inside", LATER - timedelta(days=1)) == other


@pytest.mark.parametrize(
    ("changes", "code", "fields"),
    [
        ({"role": "main"}, "unknown_seat", set()),
        ({"end": TOMORROW}, "ends_first", {"end"}),
        ({"start": SINCE - timedelta(days=1)}, "tandem_closed", {"start"}),
    ],
)
def test_what_cannot_be(world: World, changes: dict[str, Any], code: str, fields: set[str]) -> None:
    assert refused(world, lambda: seat(world, **changes), code).fields.keys() == fields


@pytest.mark.parametrize(
    ("fields", "code", "named"),
    [
        ({"roles": ["field"]}, "wrong_role", "employee"),
        ({"roles": ["manager", "admin"]}, "wrong_role", "employee"),
        ({"left_on": TOMORROW}, "has_left", "employee"),
        ({"left_on": SINCE}, "has_left", "employee"),
        ({"joined_on": LATER}, "not_yet_here", "start"),
    ],
)
def test_who_cannot_sit(world: World, fields: dict[str, Any], code: str, named: str) -> None:
    person = an_employee(**{"roles": ["inside"], "team": world.team, **fields})
    assert refused(world, lambda: seat(world, employee=person), code).fields.keys() == {named}


def test_who_leaves_later_sits_until_then(world: World) -> None:
    leaver = an_employee(["inside"], world.team, first_name="Eva", left_on=LATER)
    seat(world, employee=leaver)
    assert ("inside", "Eva", TOMORROW, LATER) in seats_of(world.tandem)


def test_a_closing_tandem_ends_its_seats(world: World) -> None:
    Tandem.objects.filter(pk=world.tandem.pk).update(closed_on=LATER)
    seat(world)
    assert ("inside", "Carla", TOMORROW, LATER) in seats_of(world.tandem)
    refused(world, lambda: seat(world, employee=world.inside, start=LATER), "tandem_closed")


def test_a_tandem_is_two_people(world: World) -> None:
    both = an_employee(["inside", "field"], world.team)
    seat(world, employee=both)
    refused(world, lambda: seat(world, role="field", employee=both), "both_seats")
    refused(world, lambda: seat(world, employee=both, start=LATER), "sits_already")


def test_an_old_form_is_a_conflict(world: World) -> None:
    seen = world.tandem.version
    seat(world, version=seen)
    before = everything()
    with pytest.raises(Conflict) as lost, transaction.atomic():
        seat(world, employee=an_employee(["inside"], world.team), start=LATER, version=seen)
    assert (lost.value.current.pk, everything()) == (world.tandem.pk, before)


def actors(world: World) -> dict[str, Actor]:
    """Everybody who must not decide about the tandem."""
    stranger = an_employee(["manager"])
    a_team(stranger)
    people = {
        "inside": world.inside,
        "field": world.field,
        "colleague": world.new_inside,
        "manager of another team": stranger,
        "payroll": an_employee(["payroll"]),
        "council": an_employee(["council"]),
    }
    return {name: as_actor(person, AT) for name, person in people.items()}


def test_only_the_teams_manager_and_administration_decide(world: World) -> None:
    others = actors(world)
    vacate(world, "field", LATER)
    before = everything()
    for actor in others.values():
        with pytest.raises(Refused):
            seat(world, actor=actor)
        with pytest.raises(Refused):
            vacate_seat(world.tandem, role="inside", start=TOMORROW, actor=actor, at=AT)
    assert everything() == before
    seat(world, actor=as_actor(an_employee(["admin"]), AT))
    assert sitter_on(world.tandem, "inside", TOMORROW) == world.new_inside


def test_a_vacated_seat_is_listed_as_vacant(world: World) -> None:
    event = vacate(world)
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, TOMORROW), ("field", "Ben", SINCE, None)}
    assert (event.verb, event.changes) == ("seat.vacated", {"inside": ["Anna Berg", None]})
    assert subjects_of(event) == {("tandem", world.tandem.pk), ("employee", world.inside.pk)}
    assert list(vacant_seats(TODAY)) == []
    found = vacant_seats(TOMORROW).values("pk", "has_inside", "has_field")  # type: ignore[misc]
    assert list(found) == [{"pk": world.tandem.pk, "has_inside": False, "has_field": True}]


def test_vacating_takes_planned_people_out_but_never_rewrites_what_was(world: World) -> None:
    seat(world, start=LATER)
    event = vacate(world, start=TODAY)
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, TODAY), ("field", "Ben", SINCE, None)}
    assert subjects_of(event) == {
        ("tandem", world.tandem.pk),
        ("employee", world.inside.pk),
        ("employee", world.new_inside.pk),
    }
    refused(world, lambda: vacate(world, start=TOMORROW), "vacant_already")
    refused(world, lambda: vacate(world, "field", SINCE), "seat_begun")
    seat(world, start=TODAY)
    vacate(world, start=TODAY)
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, TODAY), ("field", "Ben", SINCE, None)}


def test_undo_brings_the_former_partner_back(world: World) -> None:
    event = seat(world)
    undone = undo_event(event, actor=world.actor, at=AT)
    assert seats_of(world.tandem) == BEFORE
    assert subjects_of(undone) == subjects_of(event)
    with pytest.raises(Refused):
        undo_event(event, actor=world.actor, at=AT)


def test_undo_puts_vacated_and_planned_people_back(world: World) -> None:
    seat(world, start=LATER)
    with_plan = seats_of(world.tandem)
    event = vacate(world)
    assert undo_event(event, actor=world.actor, at=AT).verb == "seat.vacated.undone"
    assert seats_of(world.tandem) == with_plan


def test_undo_gives_way_to_what_came_on_top(world: World) -> None:
    first = seat(world)
    seat(world, employee=world.inside, start=LATER)
    vacated = vacate(world, "field")
    seat(world, role="field", employee=world.new_field)
    before = everything()
    for event in (first, vacated):
        with pytest.raises(Conflict), transaction.atomic():
            undo_event(event, actor=world.actor, at=AT)
    assert everything() == before


def test_undo_does_not_bring_back_who_has_left(world: World) -> None:
    event = seat(world)
    world.inside.left_on = LATER
    world.inside.save(update_fields=["left_on"])
    before = everything()
    with pytest.raises(Conflict), transaction.atomic():
        undo_event(event, actor=world.actor, at=AT)
    assert everything() == before


def test_leaving_ends_all_seats_once(world: World) -> None:
    other = a_tandem(world.team, field=world.field, name="Nord 2")
    planned = a_tandem(world.team, vacant=["inside"], field=world.new_field)
    a_seat(planned, "inside", world.inside, LATER)
    seat_employee(planned, role="field", employee=world.field, start=LATER, actor=world.actor, at=AT)
    house = Actor.system(AT, "leaving")
    events = end_seats(world.field, day=TOMORROW, actor=house, at=AT)
    assert {tuple(sorted(subjects_of(event))) for event in events} == {
        (("employee", world.field.pk), ("tandem", tandem.pk)) for tandem in (world.tandem, other, planned)
    }
    assert {(row.tandem.pk, row.end) for row in Seat.objects.filter(employee=world.field)} == {
        (world.tandem.pk, TOMORROW),
        (other.pk, TOMORROW),
    }
    assert Seat.objects.filter(employee=world.inside, end=None).count() == 2
    assert end_seats(world.field, day=TOMORROW, actor=house, at=AT) == []


def test_search_knows_who_sits_there(world: World) -> None:
    seat(world)
    row = SearchRow.objects.get(kind="tandem", object_id=world.tandem.pk)
    assert row.title == "Nord 1"
    assert {"carla", "anna", "ben"} <= set(row.text.split())
    vacate(world, "field", TODAY)
    row.refresh_from_db()
    assert "ben" not in row.text.split()


def test_the_database_itself_holds_one_person_per_seat(world: World) -> None:
    for start, end in ((TODAY, None), (SINCE - timedelta(days=9), SINCE + timedelta(days=1)), (SINCE, TODAY)):
        with pytest.raises(IntegrityError), transaction.atomic():
            a_seat(world.tandem, "inside", world.new_inside, start, end)
    a_seat(world.tandem, "inside", world.new_inside, SINCE - timedelta(days=9), SINCE)
    SeatWeight.objects.create(tandem=world.tandem, inside=1, field=1, start=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatWeight.objects.create(tandem=world.tandem, inside=2, field=1, start=TODAY, end=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(employee=world.new_inside).update(end=TODAY)


def test_leaving_the_company_reaches_the_seats_through_the_outbox(world: World) -> None:
    admin = as_actor(an_employee(["admin"], first_name="Ada", last_name="Min"), AT)
    leaver = Employee.objects.get(pk=world.field.pk)
    end_employment(leaver, left_on=LATER, version=leaver.version, actor=admin, at=AT)
    deliver_due(at=AT)
    assert seats_of(world.tandem) == {("inside", "Anna", SINCE, None), ("field", "Ben", SINCE, LATER)}
    event = Event.objects.get(verb="seat.vacated")
    assert (event.actor_kind, event.actor_label, event.data["from"]) == ("system", "Ada Min", "2027-03-01")
    Delivery.objects.update(done_at=None)
    deliver_due(at=AT)
    assert Event.objects.filter(verb="seat.vacated").count() == 1
