"""Absences: half-open days, one at a time, cover by who may, and nobody learns why."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.people import actions
from tandem.people.actions.absences import Cover
from tandem.people.duties import Duty, deputies_for
from tandem.people.models import Absence, Delegation, Employee
from tandem.people.queries import absence_on, visible_absences

from .factories import an_employee, as_actor
from .world import AT, HELD, TODAY, World, in_days, last_event, subjects, verbs

pytestmark = pytest.mark.both


def record(
    world: World, *, who: str = "inside", by: str = "", first: int = 1, back: int | None = 4, **more: Any
) -> tuple[Absence, Event]:
    person: Employee = getattr(world, who)
    fields: dict[str, Any] = {"kind": "sick", "start": in_days(first), "end": in_days(back) if back else None, **more}
    return actions.record_absence(person, **fields, actor=world.by(by or who), at=AT)


def holds(world: World, who: str = "inside", number: int = 7, partner: str = "field") -> Duty:
    """Let somebody hold a tandem of that number, beside a partner."""
    person, other = getattr(world, who), getattr(world, partner)
    duty = Duty("tandem", number, f"Tandem {number}", "", "inside", world.team.pk, frozenset({other.pk}))
    HELD.setdefault(person.pk, []).append(duty)
    return duty


def covers() -> set[tuple[int, int, str, int, date, date | None]]:
    """Who covers whom for what: {(person, deputy, kind, id, from, to)}."""
    return {
        (row.person_id, row.deputy_id, row.scope_kind, row.scope_id, row.start, row.end)
        for row in Delegation.objects.all()
    }


def test_an_absence_is_half_open_and_its_event_says_not_why(world: World) -> None:
    absence, event = record(world)
    assert (absence.start, absence.end, absence.last_day) == (in_days(1), in_days(4), in_days(3))
    assert [day for day in range(6) if absence_on([world.inside.pk], in_days(day))] == [1, 2, 3]
    assert event.verb == "absence.recorded"
    assert subjects(event) == {("absence", absence.pk), ("employee", world.inside.pk), ("team", world.team.pk)}
    assert "sick" not in str(event.data)


@pytest.mark.parametrize(
    ("by", "may"),
    [
        ("inside", True),
        ("manager", True),
        ("admin", True),
        ("field", False),
        ("payroll", False),
        ("council", False),
        ("stranger", False),
    ],
)
def test_who_may_note_change_and_remove(world: World, by: str, may: bool) -> None:
    absence, _event = record(world, first=20, back=21)
    acts = (
        lambda: record(world, by=by),
        lambda: actions.edit_absence(
            absence, kind="other", start=in_days(22), end=None, version=1, actor=world.by(by), at=AT
        ),
        lambda: actions.remove_absence(absence, actor=world.by(by), at=AT),
    )
    if may:
        for act in acts:
            act()
        assert [row.start for row in Absence.objects.all()] == [in_days(1)]
        return
    with unchanged():
        for act in acts:
            with pytest.raises(Refused):
                act()


def test_a_manager_of_another_team_may_not(world: World) -> None:
    other = an_employee(["manager"])
    with unchanged(), pytest.raises(Refused):
        actions.record_absence(world.inside, kind="sick", start=TODAY, end=None, actor=as_actor(other, AT), at=AT)


def test_one_is_away_once_at_a_time(world: World) -> None:
    record(world, first=5, back=8)
    for first, back in ((4, 6), (7, 9), (5, 8), (1, None), (6, 7)):
        with unchanged(), pytest.raises(Invalid) as wrong:
            record(world, first=first, back=back)
        assert set(wrong.value.fields) == {"start"}
    record(world, first=1, back=5)
    record(world, first=8, back=None)
    record(world, who="field", first=5, back=8)
    assert Absence.objects.count() == 4


def test_the_database_holds_it_too(world: World) -> None:
    Absence.objects.create(employee=world.inside, start=in_days(1), end=in_days(4))
    for fields in ({"start": in_days(3), "end": in_days(9)}, {"start": in_days(9), "end": in_days(9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(employee=world.inside, **fields)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_note_one(world: World) -> None:
    assert at_once(*[lambda: record(world, first=3, back=9)] * 2) == ["away_already", "done"]
    assert Absence.objects.count() == 1


def test_backwards_and_after_the_end_of_employment(world: World) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        record(world, first=5, back=5)
    assert set(wrong.value.fields) == {"last_day"}
    Employee.objects.filter(pk=world.inside.pk).update(left_on=in_days(3))
    with unchanged(), pytest.raises(Refused):
        record(world, first=3, back=4)


def test_cover_gives_the_deputy_the_duty_for_these_days(world: World) -> None:
    holds(world, number=7)
    holds(world, number=8)
    chosen: list[Cover] = [("tandem", 7, world.field), ("tandem", 8, world.manager)]
    absence, event = record(world, covers=chosen)
    assert covers() == {
        (world.inside.pk, world.field.pk, "tandem", 7, in_days(1), in_days(4)),
        (world.inside.pk, world.manager.pk, "tandem", 8, in_days(1), in_days(4)),
    }
    assert {row.absence_id for row in Delegation.objects.all()} == {absence.pk}
    assert subjects(event) >= {("employee", world.field.pk), ("employee", world.manager.pk)}
    assert event.data["covers"] == [
        {"kind": "tandem", "id": 7, "deputy": world.field.pk},
        {"kind": "tandem", "id": 8, "deputy": world.manager.pk},
    ]


def test_deputies_are_the_partner_first_then_the_team_that_sells(world: World) -> None:
    partner = an_employee(["field"], first_name="Zoe", last_name="Zander")
    duty = holds(world)
    HELD[world.inside.pk] = [
        Duty("tandem", 7, "Tandem 7", "", "inside", world.team.pk, frozenset({partner.pk})),
    ]
    an_employee(["payroll"], world.team)
    an_employee(["inside"], world.team, is_active=False)
    found = deputies_for(HELD[world.inside.pk], world.inside, TODAY)
    assert found == {duty.key: [partner, world.field, world.manager]}


@pytest.mark.parametrize("who", ["inside", "stranger", "payroll", "other tandem"])
def test_nobody_hands_out_what_they_do_not_hold_or_to_whom_they_may_not(world: World, who: str) -> None:
    holds(world)
    wrong: Cover = ("tandem", 99, world.field) if who == "other tandem" else ("tandem", 7, getattr(world, who))
    with unchanged(), pytest.raises(Invalid) as refused:
        record(world, covers=[wrong])
    assert refused.value.code == "no_cover"


def test_who_is_away_too_cannot_cover(world: World) -> None:
    duty = holds(world)
    record(world, who="field", first=3, back=9)
    with unchanged(), pytest.raises(Invalid) as wrong:
        record(world, covers=[("tandem", 7, world.field)])
    assert set(wrong.value.fields) == {duty.key}
    record(world, first=1, back=3, covers=[("tandem", 7, world.field)])


def test_a_change_moves_days_and_gives_cover_anew(world: World) -> None:
    holds(world)
    absence, _event = record(world, covers=[("tandem", 7, world.field)])
    event = actions.edit_absence(
        absence,
        kind="holiday",
        start=in_days(2),
        end=None,
        covers=[("tandem", 7, world.manager)],
        version=1,
        actor=world.by("inside"),
        at=AT,
    )
    assert covers() == {(world.inside.pk, world.manager.pk, "tandem", 7, in_days(2), None)}
    assert event.changes == {
        "start": [in_days(1).isoformat(), in_days(2).isoformat()],
        "end": [in_days(4).isoformat(), None],
    }
    assert subjects(event) >= {("employee", world.field.pk), ("employee", world.manager.pk)}
    with unchanged(), pytest.raises(Conflict):
        actions.edit_absence(
            absence, kind="sick", start=in_days(9), end=None, version=1, actor=world.by("inside"), at=AT
        )


def test_a_change_may_not_run_into_another_absence(world: World) -> None:
    absence, _event = record(world, first=1, back=2)
    record(world, first=5, back=6)
    with unchanged(), pytest.raises(Invalid):
        actions.edit_absence(
            absence, kind="sick", start=in_days(1), end=in_days(6), version=1, actor=world.by("inside"), at=AT
        )


def test_removing_ends_cover_and_taking_back_does_the_same(world: World) -> None:
    holds(world)
    absence, _event = record(world, covers=[("tandem", 7, world.field)])
    actions.remove_absence(absence, actor=world.by("manager"), at=AT)
    assert (Absence.objects.count(), covers()) == (0, set())
    assert last_event().data["covers"] == [{"kind": "tandem", "id": 7, "deputy": world.field.pk}]
    _absence, event = record(world, covers=[("tandem", 7, world.field)])
    undo_event(event, actor=world.by("inside"), at=AT)
    assert (Absence.objects.count(), covers()) == (0, set())
    assert verbs()[-1] == "absence.recorded.undone"


def test_what_is_gone_cannot_be_taken_back(world: World) -> None:
    absence, event = record(world)
    actions.remove_absence(absence, actor=world.by("inside"), at=AT)
    with unchanged(), pytest.raises(Refused):
        undo_event(event, actor=world.by("inside"), at=AT)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("inside", {-9, 0, 5}),
        ("manager", {-9, 0, 5}),
        ("admin", {-9, 0, 5}),
        ("field", {0, 5}),
        ("payroll", {0, 5}),
        ("council", {0, 5}),
    ],
)
def test_past_absences_are_nobodys_business(world: World, who: str, seen: set[int]) -> None:
    for first, back in ((-9, -5), (0, 1), (5, None)):
        record(world, first=first, back=back)
    rows = visible_absences(world.by(who))
    assert {(row.start - TODAY).days for row in rows} == seen
