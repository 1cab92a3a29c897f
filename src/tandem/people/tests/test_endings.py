"""The end of an employment: when access ends, what goes with it, and how it is taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.snapshots import unchanged
from tandem.people import actions
from tandem.people.models import Absence, Delegation, Employee, Team

from .factories import PASSWORD, an_employee, signed_in_client
from .world import AT, ROLES, TODAY, TOMORROW, YESTERDAY, World, in_days, last_event, subjects, verbs


def signed_in(client: Client) -> bool:
    """Whether this browser still gets a page."""
    return client.get("/me/").status_code == 200


def ending(world: World, person: Employee, day: date) -> Event:
    version = Employee.objects.get(pk=person.pk).version
    return actions.end_employment(person, left_on=day, version=version, actor=world.by("admin"), at=AT)


def cover(person: Employee, deputy: Employee, start: date, end: date | None, absence: Absence | None = None) -> None:
    Delegation.objects.create(
        person=person, deputy=deputy, scope_kind="tandem", scope_id=1, start=start, end=end, absence=absence
    )


def test_leaving_today_ends_everything_that_lets_somebody_in(world: World) -> None:
    leaver = an_employee(["inside"], world.team, password=PASSWORD)
    browser, phone = signed_in_client(leaver), Client()
    phone.post("/accounts/login/", {"login": leaver.email, "password": PASSWORD})
    Authenticator.objects.create(user=leaver, type="totp", data={"secret": "x"})
    assert signed_in(browser)
    assert signed_in(phone)
    assert UserSession.objects.filter(user=leaver).count() == 1
    ending(world, leaver, TODAY)
    assert not signed_in(browser)
    assert not signed_in(phone)
    leaver.refresh_from_db()
    assert not leaver.is_active
    assert not leaver.has_usable_password()
    assert list(UserSession.objects.filter(user=leaver)) == []
    assert list(Authenticator.objects.filter(user=leaver)) == []
    assert not Session.objects.filter(session_key=phone.cookies["tandem_session"].value).exists()
    assert verbs() == ["employment.ended", "employee.left"]


def test_an_end_to_come_lets_the_person_work_until_then(world: World) -> None:
    event = ending(world, world.inside, in_days(7))
    assert event.changes == {"left_on": [None, in_days(7).isoformat()]}
    anna = Employee.objects.get(pk=world.inside.pk)
    assert (anna.is_active, anna.last_day) == (True, in_days(6))
    assert anna.works_here_on(in_days(6))
    assert not anna.works_here_on(in_days(7))
    assert verbs() == ["employment.ended"]


def test_the_day_itself_ends_access_whether_or_not_the_worker_runs(world: World, monkeypatch: object) -> None:
    browser = signed_in_client(world.inside)
    Employee.objects.filter(pk=world.inside.pk).update(left_on=date.today() + timedelta(1))  # noqa: DTZ011
    assert signed_in(browser)
    Employee.objects.filter(pk=world.inside.pk).update(left_on=date.today())  # noqa: DTZ011
    assert not signed_in(browser)


def test_every_night_those_who_are_gone_are_closed(world: World) -> None:
    ending(world, world.inside, in_days(1))
    ending(world, world.field, in_days(2))
    night = Event.objects.create(verb="schedule.daily", at=AT, actor_kind="system")
    for _twice in range(2):
        actions.close_ended(night, AT + timedelta(days=1))
    assert {person.first_name for person in Employee.objects.filter(is_active=False)} == {"Anna"}
    assert verbs().count("employee.left") == 1
    assert subjects(last_event()) == {("employee", world.inside.pk), ("team", world.team.pk)}


def test_absences_and_cover_after_the_day_fall_away(world: World) -> None:
    day = in_days(10)
    before = Absence.objects.create(employee=world.inside, start=in_days(1), end=in_days(3))
    across = Absence.objects.create(employee=world.inside, start=in_days(8), end=in_days(12))
    after = Absence.objects.create(employee=world.inside, start=in_days(20), end=None)
    for absence in (before, across, after):
        cover(world.inside, world.field, absence.start, absence.end, absence)
    cover(world.field, world.inside, in_days(9), in_days(15))
    cover(world.manager, world.inside, in_days(15), None)
    event = ending(world, world.inside, day)
    assert {(row.start, row.end) for row in world.inside.absences.all()} == {
        (in_days(1), in_days(3)),
        (in_days(8), day),
    }
    assert {(row.person_id, row.start, row.end) for row in Delegation.objects.all()} == {
        (world.inside.pk, in_days(1), in_days(3)),
        (world.inside.pk, in_days(8), day),
        (world.field.pk, in_days(9), day),
    }
    assert set(event.data["uncovered"]) == {world.field.pk, world.manager.pk}
    assert subjects(event) >= {("employee", world.field.pk), ("employee", world.manager.pk)}


def test_a_team_whose_manager_leaves_has_none(world: World) -> None:
    ending(world, world.manager, TODAY)
    assert Team.objects.get(pk=world.team.pk).manager is None
    changed = Event.objects.get(verb="team.edited")
    assert changed.changes == {"manager": [world.manager.pk, None]}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_administration_notes_an_end(world: World, role: str) -> None:
    with unchanged(), pytest.raises(Refused):
        actions.end_employment(world.field, left_on=TODAY, version=1, actor=world.by(role), at=AT)


def test_the_last_administrator_cannot_leave(world: World) -> None:
    with unchanged(), pytest.raises(Refused) as refused:
        ending(world, world.admin, in_days(30))
    assert refused.value.code == "last_administrator"
    second = an_employee(["admin"])
    ending(world, world.admin, in_days(30))
    with pytest.raises(Refused):
        ending(world, second, in_days(40))


def test_nobody_leaves_before_they_came_or_twice(world: World) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        ending(world, world.inside, date(2020, 1, 1))
    assert set(wrong.value.fields) == {"last_day"}
    ending(world, world.inside, YESTERDAY)
    with unchanged(), pytest.raises(Refused) as refused:
        ending(world, world.inside, TOMORROW)
    assert refused.value.code == "left_already"
    with unchanged(), pytest.raises(Conflict):
        actions.end_employment(world.field, left_on=TODAY, version=7, actor=world.by("admin"), at=AT)


def test_who_stays_after_all_or_comes_back(world: World) -> None:
    ending(world, world.inside, in_days(5))
    actions.continue_employment(world.inside, version=2, actor=world.by("admin"), at=AT)
    assert Employee.objects.get(pk=world.inside.pk).left_on is None
    ending(world, world.inside, TODAY)
    gone = Employee.objects.get(pk=world.inside.pk)
    event = actions.continue_employment(gone, version=gone.version, actor=world.by("admin"), at=AT)
    back = Employee.objects.get(pk=world.inside.pk)
    assert (back.is_active, back.left_on, back.has_usable_password(), back.invited_at) == (True, None, False, None)
    assert event.changes == {"left_on": [TODAY.isoformat(), None], "is_active": [False, True]}
    with unchanged(), pytest.raises(Refused):
        actions.continue_employment(back, version=back.version, actor=world.by("admin"), at=AT)


def test_the_house_itself_may_end_an_employment(world: World) -> None:
    actions.end_employment(world.field, left_on=TODAY, version=1, actor=Actor.system(AT, "import"), at=AT)
    assert not Employee.objects.get(pk=world.field.pk).is_active
