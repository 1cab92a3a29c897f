"""The lists of people: how they narrow, and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.people import actions
from tandem.people.models import Absence, Delegation

from .factories import a_team, an_employee, as_actor, signed_in_client
from .world import World

pytestmark = pytest.mark.both


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def away(world: World) -> Absence:
    """Anna is sick today."""
    return Absence.objects.create(employee=world.inside, kind="sick", start=today(), end=today() + timedelta(3))


def test_the_list_narrows_by_role_team_and_who_has_left(world: World) -> None:
    gone = an_employee(is_active=False, first_name="Gerd")
    client = signed_in_client(world.field)

    def shown(**params: Any) -> set[str]:
        return {row.first_name for row in client.get("/people/", params).context["page"].rows}

    everybody = {"Ada", "Maren", "Anna", "Ben", "Petra", "Bruno", "Sven"}
    assert shown() == everybody
    assert shown(role="field") == {"Ben"}
    assert shown(team=world.team.pk) == {"Maren", "Anna", "Ben"}
    assert shown(state="left") == {gone.first_name}
    assert shown(q="berg") == set()  # made without actions, so search does not know them


def test_past_absences_come_only_when_asked_for(world: World, away: Absence) -> None:
    past = Absence.objects.create(employee=world.field, start=today() - timedelta(9), end=today())
    client = signed_in_client(world.manager)
    assert [row.pk for row in client.get("/absences/").context["page"].rows] == [away.pk]
    assert [row.pk for row in client.get("/absences/", {"when": "past"}).context["page"].rows] == [past.pk]


def many_people(world: World, count: int) -> None:
    for _ in range(count):
        an_employee(["inside"], world.team)


def many_absences(world: World, count: int) -> None:
    for number in range(count):
        person = an_employee(["inside"], world.team)
        absence = Absence.objects.create(employee=person, start=today() + timedelta(number))
        Delegation.objects.create(
            person=person, deputy=world.field, scope_kind="tandem", scope_id=1, absence=absence, start=absence.start
        )


def many_teams(world: World, count: int) -> None:
    for _ in range(count):
        a_team(world.manager)


def many_agreements(world: World, count: int) -> None:
    for number in range(count):
        actions.record_agreement(
            title=f"BV {number}",
            purpose="pulse",
            audience={"field"},
            start=today(),
            actor=as_actor(world.admin),
            at=timezone.now(),
        )


def many_of_one(world: World, count: int) -> None:
    taken = world.inside.absences.count()
    for number in range(taken, taken + count):
        absence = Absence.objects.create(
            employee=world.inside, start=today() + timedelta(2 * number), end=today() + timedelta(2 * number + 1)
        )
        Delegation.objects.create(
            person=world.inside,
            deputy=world.field,
            scope_kind="tandem",
            scope_id=1,
            absence=absence,
            start=absence.start,
        )


@pytest.mark.parametrize(
    ("path", "fill", "most"),
    [
        ("/people/", many_people, 10),
        ("/people/?q=muster&sort=-name", many_people, 10),
        ("/absences/", many_absences, 11),
        ("/teams/", many_teams, 9),
        ("/teams/{team}/", many_people, 9),
        ("/agreements/", many_agreements, 11),
        ("/people/{inside}/", many_of_one, 14),
        ("/me/", many_of_one, 14),
    ],
)
def test_a_page_costs_the_same_with_1_3_and_300_rows(
    world: World, path: str, fill: Callable[[World, int], None], most: int
) -> None:
    client, counts = signed_in_client(world.manager), []
    for more in (1, 2, 297):
        fill(world, more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(team=world.team.pk, inside=world.inside.pk)).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= most, [query["sql"] for query in queries]
