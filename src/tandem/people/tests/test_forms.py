"""The forms of people: what they keep, what they refuse, and that they work once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tandem.core.models import Event
from tandem.core.tests.browser import forms_of, submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.people.models import Absence, Employee, Team, WorksAgreement

from .factories import signed_in_client
from .test_profile import picture
from .world import World


def today() -> date:
    return timezone.localdate()


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
