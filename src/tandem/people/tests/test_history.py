"""What the history of a person or team tells to whom: never more than the page of the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tandem.core.tests.browser import text_of
from tandem.people import actions

from .factories import as_actor, signed_in_client
from .world import ROLES, World

TOLD = {"Absence recorded": {"inside", "admin"}, "Invited": {"inside", "admin"}, "Master data changed": {*ROLES}}


@pytest.fixture
def past(world: World) -> World:
    """Anna was invited, was away, and got another job title."""
    admin, at = as_actor(world.admin), timezone.now()
    actions.invite_employee(world.inside, actor=admin, at=at)
    start = timezone.localdate() - timedelta(9)
    actions.record_absence(world.inside, kind="sick", start=start, end=start + timedelta(2), actor=admin, at=at)
    actions.edit_employee(world.inside, values={"job_title": "Desk"}, version=1, actor=admin, at=at)
    return world


@pytest.mark.parametrize("told", TOLD)
def test_absences_and_sign_in_are_for_oneself_and_administration(past: World, told: str) -> None:
    url = f"/history/employee/{past.inside.pk}/"
    found = {who for who in ROLES if told in text_of(signed_in_client(getattr(past, who)).get(url))}
    assert found == TOLD[told]


@pytest.mark.parametrize("who", ROLES)
def test_the_history_of_a_team_tells_no_absences(past: World, who: str) -> None:
    text = text_of(signed_in_client(getattr(past, who)).get(f"/history/team/{past.team.pk}/"))
    assert "Absence" not in text
    assert "Master data changed" in text
