"""The pages of people: who gets which, what they show to whom, what a form keeps, what a list costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.browser import forms_of, submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.people import actions
from tandem.people.models import Absence, Delegation, Employee, Team, WorksAgreement

from .factories import a_team, an_employee, as_actor, signed_in_client
from .test_profile import picture
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


def test_hiring_by_the_form_and_what_was_wrong_with_it(world: World) -> None:
    client = signed_in_client(world.admin)
    fields: dict[str, Any] = {
        "first_name": "Nina",
        "last_name": "Neu",
        "email": world.field.email,
        "roles": ["inside", "field"],
        "team": world.team.pk,
        "joined_on": "2026-12-01",
    }
    with unchanged():
        again = submit(client, "/people/new/", **fields)
    assert again.status_code == 422
    assert "Somebody else has this e-mail." in text_of(again)
    done = submit(client, "/people/new/", **{**fields, "email": "nina@example.com"})
    nina = Employee.objects.get(email="nina@example.com")
    assert done.headers["Location"] == f"/people/{nina.pk}/"
    assert (nina.roles, nina.team, nina.joined_on) == (frozenset({"inside", "field"}), world.team, nina.joined_on)
    assert nina.invited_at is not None


def test_two_edit_a_person_and_the_second_sees_both(world: World) -> None:
    client, url = signed_in_client(world.admin), f"/people/{world.inside.pk}/edit/"
    mine = client.get(url)
    submit(client, url, phone="0431 1", job_title="Innendienst")
    form = next(form for form in forms_of(mine) if not form.action)
    form.values["phone"] = ["0431 2"]
    with unchanged():
        lost = client.post(url, form.values)
    assert lost.status_code == 409
    assert "0431 1" in text_of(lost)
    again = next(form for form in forms_of(lost) if not form.action)
    assert (again.values["phone"], again.values["job_title"]) == (["0431 2"], ["Innendienst"])
    assert client.post(url, again.values).status_code == 302
    anna = Employee.objects.get(pk=world.inside.pk)
    assert (anna.phone, anna.job_title) == ("0431 2", "Innendienst")


def test_a_conflict_over_roles_is_told_in_words(world: World) -> None:
    client, url = signed_in_client(world.admin), f"/people/{world.inside.pk}/roles/"
    mine = client.get(url)
    submit(client, url, roles=["inside", "payroll"])
    form = next(form for form in forms_of(mine) if not form.action)
    form.values["roles"] = ["field"]
    lost = client.post(url, form.values)
    assert lost.status_code == 409
    assert "Field sales Inside sales, Payroll Inside sales" in text_of(lost)


def test_an_edit_is_taken_back_from_the_toast(world: World) -> None:
    client, url = signed_in_client(world.admin), f"/people/{world.inside.pk}/edit/"
    page = client.get(submit(client, url, phone="0431 1").headers["Location"])
    assert "/undo/" in page.content.decode()
    client.post(f"/undo/{Event.objects.latest('pk').pk}/", {"next": "/people/"})
    assert Employee.objects.get(pk=world.inside.pk).phone == ""


def test_ending_by_the_form_speaks_of_the_last_day(world: World) -> None:
    client, url = signed_in_client(world.admin), f"/people/{world.inside.pk}/ending/"
    submit(client, url, last_day=today().isoformat())
    anna = Employee.objects.get(pk=world.inside.pk)
    assert (anna.left_on, anna.is_active) == (today() + timedelta(1), True)
    submit(client, f"/people/{anna.pk}/continuing/", page=f"/people/{anna.pk}/")
    assert Employee.objects.get(pk=anna.pk).left_on is None


def test_the_week_by_the_form(world: World) -> None:
    client, url = signed_in_client(world.inside), f"/people/{world.inside.pk}/working-time/"
    with unchanged():
        half = submit(client, url, day0_0_from="08:00")
        assert (half.status_code, "Both from and to, or neither." in text_of(half)) == (422, True)
        wrong = submit(client, url, day0_0_from="12:00", day0_0_to="08:00")
        assert "Monday: the time must end after it starts." in text_of(wrong)
    good = submit(client, url, day0_0_from="08:00", day0_0_to="12:00", day0_1_from="12:30", day0_1_to="16:00")
    assert good.headers["Location"] == "/me/"
    assert "Monday 08:00–12:00, 12:30–16:00" in text_of(client.get("/me/"))


def test_a_photo_by_the_form(world: World) -> None:
    client, url = signed_in_client(world.inside), f"/people/{world.inside.pk}/photo/edit/"
    wrong = client.post(url, {"photo": _upload(b"no picture", "face.jpg")})
    assert (wrong.status_code, "This is not a JPEG, PNG or WebP picture." in text_of(wrong)) == (422, True)
    assert client.post(url, {"photo": _upload(picture().getvalue(), "evil.html")}).headers["Location"] == "/me/"
    anna = Employee.objects.get(pk=world.inside.pk)
    assert anna.photo_url in client.get("/people/").content.decode()
    client.post(f"/people/{anna.pk}/photo/remove/")
    assert Employee.objects.get(pk=anna.pk).photo == ""


def _upload(data: bytes, name: str) -> Any:
    return SimpleUploadedFile(name, data, "image/jpeg")


def test_an_absence_by_the_form_and_back_by_the_toast(world: World) -> None:
    client = signed_in_client(world.inside)
    page = submit(client, "/absences/new/", kind="sick", start=today().isoformat(), last_day=today().isoformat())
    absence = Absence.objects.get()
    assert (absence.start, absence.end, absence.kind) == (today(), today() + timedelta(1), "sick")
    assert page.headers["Location"] == f"/people/{world.inside.pk}/"
    url = f"/absences/{absence.pk}/edit/"
    with unchanged():
        wrong = submit(client, url, last_day=(today() - timedelta(1)).isoformat())
        assert "Choose a later day." in text_of(wrong)
    submit(client, url, last_day="", kind="other")
    absence.refresh_from_db()
    assert (absence.end, absence.kind) == (None, "other")
    client.post(f"/absences/{absence.pk}/remove/")
    assert not Absence.objects.exists()


def test_an_agreement_by_the_form_and_its_end(world: World) -> None:
    client = signed_in_client(world.admin)
    fields = {"purpose": "pulse", "title": "BV Stimmung", "start": (today() - timedelta(3)).isoformat()}
    with unchanged():
        assert submit(client, "/agreements/new/", **fields).status_code == 422
    submit(client, "/agreements/new/", **fields, audience=["inside", "field"])
    agreement = WorksAgreement.objects.get()
    council = signed_in_client(world.council)
    submit(council, f"/agreements/{agreement.pk}/end/", reason="Kündigung")
    agreement.refresh_from_db()
    assert agreement.end == today()
    text = text_of(council.get("/agreements/"))
    for told in ("Bruno Rath ended", "Ada Kern recorded", "Reason: Kündigung"):
        assert told in text, told


def test_teams_by_the_form(world: World) -> None:
    client = signed_in_client(world.admin)
    submit(client, "/teams/new/", name="West", manager=world.manager.pk)
    team = Team.objects.get(name="West")
    submit(client, f"/teams/{team.pk}/edit/", name="Südwest", manager="")
    team.refresh_from_db()
    assert (team.name, team.manager) == ("Südwest", None)
    assert "Nobody leads this team." in text_of(client.get(f"/teams/{team.pk}/"))


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


ARRIVING = {
    "/people/new/": {"first_name": "Nina", "last_name": "Neu", "email": "nina@example.com", "language": "de"},
    "/teams/new/": {"name": "West"},
    "/absences/new/": {"kind": "holiday", "start": "2027-03-01", "last_day": "2027-03-05"},
    "/agreements/new/": {"purpose": "pulse", "title": "BV", "audience": "field", "start": "2026-01-01"},
}


@pytest.mark.parametrize("path", ARRIVING)
def test_a_form_that_arrives_twice_does_its_work_once(world: World, path: str) -> None:
    client = signed_in_client(world.admin)
    values = {**forms_of(client.get(path))[0].values, **ARRIVING[path]}
    first = client.post(path, values)
    with unchanged():
        second = client.post(path, values)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]


def test_a_form_that_arrives_after_its_work_was_taken_back_says_so(world: World) -> None:
    client = signed_in_client(world.inside)
    values = {**forms_of(client.get("/absences/new/"))[0].values, **ARRIVING["/absences/new/"]}
    client.post("/absences/new/", values)
    client.post(f"/undo/{Event.objects.latest('pk').pk}/", {"next": "/me/"})
    with unchanged():
        assert client.post("/absences/new/", values).status_code == 403


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "bald"])
def test_days_of_another_time_are_refused_at_the_field(world: World, day: str) -> None:
    client = signed_in_client(world.admin)
    for url, field in ((f"/people/{world.inside.pk}/ending/", "last_day"), ("/absences/new/", "start")):
        with unchanged():
            assert submit(client, url, **{field: day}).status_code == 422
