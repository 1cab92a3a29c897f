"""Finding people: by name, mail and phone for all, by personnel number for those who may know it."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.core.models import SearchRow
from tandem.people import actions
from tandem.people.models import Employee

from .factories import signed_in_client
from .world import AT, ROLES, TODAY, World

pytestmark = pytest.mark.both


def hire(world: World, **fields: Any) -> Employee:
    values: dict[str, Any] = {
        "email": "jorg.gross@example.com",
        "first_name": "Jörg",
        "last_name": "Größ",
        "roles": {"inside"},
        "phone": "+49 431 5550-21",
        "personnel_number": "8812",
        **fields,
    }
    return actions.hire_employee(**values, actor=world.by("admin"), at=AT)


def names(world: World, query: str, who: str, state: str = "") -> set[str]:
    """Whom the list of people shows this viewer for a query."""
    answer = signed_in_client(getattr(world, who)).get("/people/", {"q": query, "state": state})
    return {str(row) for row in answer.context["page"].rows}


@pytest.mark.parametrize("query", ["groess", "größ", "jörg gr", "joerg", "jorg", "5550-21", "555021", "gross@exam"])
def test_found_as_people_type_it(world: World, query: str) -> None:
    hire(world)
    assert names(world, query, "field") == {"Jörg Größ"}


@pytest.mark.parametrize("who", ROLES)
def test_the_personnel_number_leads_only_payroll_and_administration_to_the_name(world: World, who: str) -> None:
    hire(world)
    expected = {"Jörg Größ"} if who in ("payroll", "admin") else set()
    assert names(world, "8812", who) == expected
    palette = signed_in_client(getattr(world, who)).get("/palette/", {"q": "8812"}).content.decode()
    assert ("Jörg" in palette) == bool(expected)


def test_an_edit_is_found_at_once_and_the_old_is_not(world: World) -> None:
    person = hire(world)
    values = {"last_name": "Petersen", "personnel_number": ""}
    actions.edit_employee(person, values=values, version=1, actor=world.by("admin"), at=AT)
    assert names(world, "petersen", "field") == {"Jörg Petersen"}
    assert names(world, "groess", "admin") == set()
    assert names(world, "8812", "admin") == set()


def test_search_forgets_who_has_left_and_finds_who_is_back(world: World) -> None:
    person = hire(world)
    actions.end_employment(person, left_on=TODAY, version=1, actor=world.by("admin"), at=AT)
    assert not SearchRow.objects.filter(object_id=person.pk, kind__in=["employee", "personnel"]).exists()
    assert names(world, "groess", "field") == set()
    assert names(world, "groess", "field", state="left") == {"Jörg Größ"}
    person.refresh_from_db()
    actions.continue_employment(person, version=person.version, actor=world.by("admin"), at=AT)
    assert names(world, "groess", "field") == {"Jörg Größ"}
