"""Hiring, editing, roles: who may, what is kept, what stays as it was when refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.races import at_once
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.people import actions
from tandem.people.models import Employee

from .factories import a_team, an_employee, as_actor
from .world import AT, ROLES, World, last_event, subjects, verbs

NEW: dict[str, Any] = {
    "email": "Nina.Neu@Example.com ",
    "first_name": "Nina",
    "last_name": "Neu",
    "roles": {"inside", "field"},
}


def addresses(employee: Employee) -> set[tuple[str, bool, bool]]:
    """allauth's rows of this person: {(address, verified, primary)}."""
    return {(row.email, row.verified, row.primary) for row in EmailAddress.objects.filter(user=employee)}


def test_hiring_makes_a_person_who_cannot_sign_in_yet(world: World) -> None:
    nina = actions.hire_employee(**NEW, team=world.team, phone="0431 5", actor=world.by("admin"), at=AT)
    nina.refresh_from_db()
    assert (nina.email, str(nina), nina.roles) == ("nina.neu@example.com", "Nina Neu", frozenset({"field", "inside"}))
    assert not nina.has_usable_password()
    assert nina.invited_at is None
    assert addresses(nina) == {("nina.neu@example.com", True, True)}
    assert verbs() == ["employee.hired"]
    assert subjects(last_event()) == {("employee", nina.pk), ("team", world.team.pk)}
    assert last_event().data == {"name": "Nina Neu", "roles": ["field", "inside"]}


def test_hiring_may_invite_at_once(world: World) -> None:
    nina = actions.hire_employee(**NEW, invite=True, actor=world.by("admin"), at=AT)
    assert verbs() == ["employee.hired", "employee.invited"]
    assert nina.invited_at == AT


@pytest.mark.parametrize("role", [role for role in ROLES if role != "admin"])
def test_only_administration_hires_edits_and_gives_roles(world: World, role: str) -> None:
    actor = world.by(role)
    with unchanged():
        with pytest.raises(Refused):
            actions.hire_employee(**NEW, actor=actor, at=AT)
        with pytest.raises(Refused):
            actions.edit_employee(world.field, values={"phone": "1"}, version=1, actor=actor, at=AT)
        with pytest.raises(Refused):
            actions.set_roles(world.field, roles={"admin"}, version=1, actor=actor, at=AT)


def test_a_contact_with_the_number_of_an_administrator_is_nobody(world: World) -> None:
    contact = Actor("contact", world.admin.pk, AT, "Birte Thomsen")
    with unchanged(), pytest.raises(Refused):
        actions.edit_profile(world.admin, values={"phone": "1"}, version=1, actor=contact, at=AT)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"email": "CARL@example.com"}, {"email"}),
        ({"personnel_number": "4711"}, {"personnel_number"}),
        ({"email": "carl@example.com", "personnel_number": "4711"}, {"email", "personnel_number"}),
    ],
)
def test_mail_and_number_belong_to_one_person(world: World, fields: dict[str, str], where: set[str]) -> None:
    Employee.objects.filter(pk=world.field.pk).update(email="carl@example.com")
    with unchanged(), pytest.raises(Invalid) as refused:
        actions.hire_employee(**{**NEW, **fields}, actor=world.by("admin"), at=AT)
    assert set(refused.value.fields) == where


def test_editing_keeps_old_and_new_and_the_address_for_signing_in(world: World) -> None:
    other = a_team(name="West")
    values = {"email": "anna.neu@example.com", "phone": "0431 99", "team": other, "first_name": "Anna"}
    event = actions.edit_employee(world.inside, values=values, version=1, actor=world.by("admin"), at=AT)
    assert event is not None
    assert event.changes == {
        "email": [world.inside.email, "anna.neu@example.com"],
        "phone": ["", "0431 99"],
        "team": [world.team.pk, other.pk],
    }
    assert subjects(event) == {("employee", world.inside.pk), ("team", world.team.pk), ("team", other.pk)}
    assert addresses(world.inside) == {("anna.neu@example.com", True, True)}
    assert Employee.objects.get(pk=world.inside.pk).version == 2


def test_saving_the_same_says_nothing(world: World) -> None:
    with unchanged():
        values = {"phone": "", "first_name": "Anna"}
        assert actions.edit_employee(world.inside, values=values, version=1, actor=world.by("admin"), at=AT) is None


def test_who_edits_what_somebody_else_has_changed_gets_both(world: World) -> None:
    actions.edit_employee(world.inside, values={"phone": "1"}, version=1, actor=world.by("admin"), at=AT)
    with unchanged(), pytest.raises(Conflict) as lost:
        actions.edit_employee(world.inside, values={"phone": "2"}, version=1, actor=world.by("admin"), at=AT)
    assert lost.value.current.phone == "1"


def test_an_edit_is_taken_back_with_address_and_team(world: World) -> None:
    values = {"email": "anna.neu@example.com", "team": None, "phone": "7"}
    event = actions.edit_employee(world.inside, values=values, version=1, actor=world.by("admin"), at=AT)
    assert event is not None
    undo_event(event, actor=world.by("admin"), at=AT)
    anna = Employee.objects.get(pk=world.inside.pk)
    assert (anna.email, anna.team, anna.phone) == (world.inside.email, world.team, "")
    assert addresses(anna) == {(world.inside.email, True, True)}


def test_an_edit_is_not_taken_back_under_a_later_one(world: World) -> None:
    event = actions.edit_employee(world.inside, values={"phone": "1"}, version=1, actor=world.by("admin"), at=AT)
    actions.edit_employee(world.inside, values={"phone": "2"}, version=2, actor=world.by("admin"), at=AT)
    assert event is not None
    with unchanged(), pytest.raises(Conflict):
        undo_event(event, actor=world.by("admin"), at=AT)


def test_roles_are_set_as_a_whole_and_taken_back(world: World) -> None:
    event = actions.set_roles(world.inside, roles={"field", "manager"}, version=1, actor=world.by("admin"), at=AT)
    assert event is not None
    assert event.changes == {"roles": [["inside"], ["field", "manager"]]}
    assert Employee.objects.get(pk=world.inside.pk).roles == frozenset({"field", "manager"})
    undo_event(event, actor=world.by("admin"), at=AT)
    assert Employee.objects.get(pk=world.inside.pk).roles == frozenset({"inside"})


def test_the_last_administrator_stays_one(world: World) -> None:
    with unchanged(), pytest.raises(Refused) as refused:
        actions.set_roles(world.admin, roles={"inside"}, version=1, actor=world.by("admin"), at=AT)
    assert refused.value.code == "last_administrator"
    an_employee(["admin", "inside"])
    actions.set_roles(world.admin, roles={"inside"}, version=1, actor=world.by("admin"), at=AT)
    assert Employee.objects.filter(roles__contains="admin").count() == 1


def test_taking_back_a_promotion_never_takes_the_last_administrator(world: World) -> None:
    promoted = actions.set_roles(world.inside, roles={"admin"}, version=1, actor=world.by("admin"), at=AT)
    actions.set_roles(world.admin, roles={"inside"}, version=1, actor=Actor.system(AT, "test"), at=AT)
    assert promoted is not None
    actor = world.by("admin")
    Employee.objects.filter(pk=world.admin.pk).update(roles="inside")
    actor.employee.roles = frozenset({"admin"})  # as the request that is still under way knew it
    with unchanged(), pytest.raises(Refused):
        undo_event(promoted, actor=actor, at=AT)


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [("Özlem", "Özdemir", "oezdemir oezlem"), ("Uwe", "von der Heide", "von der heide uwe"), ("Ada", "", "ada")],
)
def test_names_sort_as_people_look_them_up(db: None, first: str, last: str, key: str) -> None:
    assert an_employee(first_name=first, last_name=last).name_key == key


def test_bulk_paths_and_partial_saves_keep_the_sort_key(db: None) -> None:
    Employee.objects.bulk_create([Employee(email="a@example.com", first_name="Jörg", last_name="Groß")])
    person = Employee.objects.get(email="a@example.com")
    assert person.name_key == "gross joerg"
    person.last_name = "Klein"
    person.save(update_fields=["last_name"])
    assert Employee.objects.get(pk=person.pk).name_key == "klein joerg"


def test_nothing_of_a_refusal_is_an_event(world: World) -> None:
    with pytest.raises(Refused):
        actions.hire_employee(**NEW, actor=world.by("payroll"), at=AT)
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other(world: World) -> None:
    other = an_employee(["admin"])
    pairs = ((world.admin, other), (other, world.admin))
    found = at_once(
        *[
            partial(actions.set_roles, target, roles={"inside"}, version=1, actor=as_actor(by, AT), at=AT)
            for by, target in pairs
        ]
    )
    assert found == ["done", "last_administrator"]
    assert Employee.objects.filter(roles__contains="admin").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_hire_the_same_person_at_once(world: World) -> None:
    found = at_once(*[partial(actions.hire_employee, **NEW, actor=world.by("admin"), at=AT)] * 2)
    assert found == ["done", "taken"]
    assert Employee.objects.filter(email="nina.neu@example.com").count() == 1
