"""The pages of people: who gets which, and what they show to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.tests.browser import text_of
from tandem.core.tests.snapshots import unchanged
from tandem.people import actions
from tandem.people.models import Absence, Delegation, Employee, WorksAgreement

from .factories import an_employee, as_actor, signed_in_client
from .world import ROLES, World

EVERYBODY = frozenset({*ROLES, "stranger"})
ADMIN = frozenset({"admin"})
OWN = frozenset({"inside", "admin"})
FOR = frozenset({"inside", "manager", "admin"})
COUNCIL = frozenset({"admin", "council"})


def today() -> Any:
    return timezone.localdate()


@pytest.fixture
def away(world: World) -> Absence:
    """Anna is sick today, and Ben covers."""
    start = today()
    absence = Absence.objects.create(employee=world.inside, kind="sick", start=start, end=start + timedelta(3))
    Delegation.objects.create(
        person=world.inside, deputy=world.field, scope_kind="tandem", scope_id=7, absence=absence, start=start
    )
    return absence


@pytest.fixture
def agreement(world: World) -> WorksAgreement:
    """Answer times may be seen by managers."""
    return actions.record_agreement(
        title="BV Antwortzeiten",
        purpose="answer_times",
        audience={"manager"},
        start=today() - timedelta(9),
        actor=as_actor(world.admin),
        at=timezone.now(),
    )


PAGES: dict[str, frozenset[str]] = {
    "/people/": EVERYBODY,
    "/people/new/": ADMIN,
    "/people/{inside}/": EVERYBODY,
    "/people/{inside}/peek/": EVERYBODY,
    "/people/{inside}/edit/": ADMIN,
    "/people/{inside}/roles/": ADMIN,
    "/people/{inside}/ending/": ADMIN,
    "/people/{inside}/profile/": OWN,
    "/people/{inside}/working-time/": OWN,
    "/people/{inside}/photo/edit/": OWN,
    "/people/{inside}/absences/new/": FOR,
    "/me/": EVERYBODY,
    "/teams/": EVERYBODY,
    "/teams/new/": ADMIN,
    "/teams/{team}/": EVERYBODY,
    "/teams/{team}/edit/": ADMIN,
    "/absences/": EVERYBODY,
    "/absences/new/": EVERYBODY,
    "/absences/{absence}/": EVERYBODY,
    "/absences/{absence}/edit/": FOR,
    "/agreements/": EVERYBODY,
    "/agreements/new/": ADMIN,
    "/agreements/{agreement}/": EVERYBODY,
    "/agreements/{agreement}/end/": COUNCIL,
}
DEEDS: dict[str, frozenset[str]] = {
    "/people/{inside}/continuing/": ADMIN,
    "/people/{inside}/invitation/": ADMIN,
    "/people/{inside}/sign-in/": ADMIN,
    "/people/{inside}/photo/remove/": OWN,
    "/absences/{absence}/remove/": FOR,
}


def filled(path: str, world: World, absence: Absence, agreement: WorksAgreement) -> str:
    return path.format(inside=world.inside.pk, team=world.team.pk, absence=absence.pk, agreement=agreement.pk)


@pytest.mark.parametrize("path", PAGES)
def test_who_gets_which_page(world: World, away: Absence, agreement: WorksAgreement, path: str) -> None:
    url = filled(path, world, away, agreement)
    got = {who: signed_in_client(getattr(world, who)).get(url).status_code for who in EVERYBODY}
    assert got == {who: 200 if who in PAGES[path] else 403 for who in EVERYBODY}
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize("path", [*PAGES, *DEEDS])
def test_a_refused_post_changes_nothing(world: World, away: Absence, agreement: WorksAgreement, path: str) -> None:
    url = filled(path, world, away, agreement)
    refused = EVERYBODY - {**PAGES, **DEEDS}[path]
    for who in refused:
        client = signed_in_client(getattr(world, who))
        with unchanged():
            assert client.post(url, {"version": 1, "name": "X", "last_day": today()}).status_code == 403, who
    with unchanged():
        assert Client().post(url).status_code == 302


@pytest.mark.parametrize("path", DEEDS)
def test_deeds_are_not_done_by_looking(world: World, away: Absence, agreement: WorksAgreement, path: str) -> None:
    client = signed_in_client(world.admin)
    with unchanged():
        assert client.get(filled(path, world, away, agreement)).status_code == 405


def test_what_is_not_there_is_not_found(world: World) -> None:
    client = signed_in_client(world.admin)
    for path in ("/people/999/", "/teams/999/", "/absences/999/", "/agreements/999/", "/people/999/edit/"):
        assert client.get(path).status_code == 404, path


def test_a_past_absence_is_not_there_for_colleagues(world: World) -> None:
    past = Absence.objects.create(
        employee=world.inside, start=today() - timedelta(9), end=today() - timedelta(5), kind="sick"
    )
    found = {who: signed_in_client(getattr(world, who)).get(f"/absences/{past.pk}/").status_code for who in EVERYBODY}
    assert found == {who: 200 if who in FOR else 404 for who in EVERYBODY}


@pytest.mark.parametrize(
    "path", ["/absences/", "/absences/{absence}/", "/people/{inside}/", "/teams/{team}/", "/people/"]
)
def test_why_somebody_is_away_is_nobodys_business(
    world: World, away: Absence, agreement: WorksAgreement, path: str
) -> None:
    url = filled(path, world, away, agreement)
    pages = {who: text_of(signed_in_client(getattr(world, who)).get(url)) for who in EVERYBODY}
    told = {who for who, text in pages.items() if "Sick" in text}
    assert told == (FOR if path in ("/absences/", "/absences/{absence}/", "/people/{inside}/") else set())


@pytest.mark.parametrize("path", ["/people/{inside}/", "/people/", "/people/{inside}/peek/"])
def test_the_personnel_number_is_for_payroll_administration_and_oneself(
    world: World, away: Absence, agreement: WorksAgreement, path: str
) -> None:
    url = filled(path, world, away, agreement)
    told = {who for who in EVERYBODY if "4711" in signed_in_client(getattr(world, who)).get(url).content.decode()}
    assert told == ({"payroll", "admin", "inside"} if path == "/people/{inside}/" else set())


def test_the_page_of_who_has_left_says_only_that(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(is_active=False, left_on=today(), phone="0431 77")
    text = text_of(signed_in_client(world.field).get(f"/people/{world.inside.pk}/"))
    assert "has left" in text
    assert "0431 77" not in text
    assert world.inside.email not in text


def test_who_has_neither_job_title_nor_role_stands_in_the_list(world: World) -> None:
    newcomer = an_employee(first_name="Ole", roles=[])
    text = text_of(signed_in_client(world.admin).get("/people/"))
    assert str(newcomer) in text
    assert "Field sales" in text  # the first role, where no job title is noted


def test_who_has_no_role_is_told_to_administrators_with_the_way_to_give_one(world: World) -> None:
    newcomer = an_employee(first_name="Ole", roles=[])
    roles = f'<a class="t-link" href="/people/{newcomer.pk}/roles/">'
    page, hint = f"/people/{newcomer.pk}/", "sees people, teams and tandems, but no customers"
    told = signed_in_client(world.admin).get(page).content.decode()
    assert (hint in told, roles in told) == (True, True)
    for person, path in ((world.inside, page), (world.admin, f"/people/{world.inside.pk}/")):
        assert hint not in signed_in_client(person).get(path).content.decode()
    for path in ("/people/new/", f"/people/{newcomer.pk}/roles/"):
        assert "Without a role, somebody" in text_of(signed_in_client(world.admin).get(path))


def test_the_language_switch_is_kept_with_the_person_and_the_browser(world: World) -> None:
    client = signed_in_client(world.inside)
    client.post("/language/", {"language": "de", "next": "/me/"})
    assert Employee.objects.get(pk=world.inside.pk).language == "de"
    stranger = Client()
    answer = stranger.post("/language/", {"language": "de", "next": "/accounts/login/"})
    assert answer.cookies["tandem_language"].value == "de"
    with unchanged():
        client.post("/language/", {"language": "xx", "next": "/me/"})
        assert stranger.get("/language/").status_code == 405
