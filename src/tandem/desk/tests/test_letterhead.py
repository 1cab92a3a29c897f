"""The letterhead's page: for administration, with a picture, and nothing typed lost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.core.models import Company, Event, Letterhead
from tandem.core.tests.browser import text_of
from tandem.core.tests.test_documents import SHAPES, a_png
from tandem.people.tests.factories import an_employee, signed_in_client

pytestmark = pytest.mark.django_db
PAGE = "/administration/letterhead/"


@pytest.fixture
def client() -> Client:
    Company.objects.update_or_create(pk=1, defaults={"name": "Nordwelle"})
    return signed_in_client(an_employee(["admin"]))


def values(**more: object) -> dict[str, object]:
    version = Letterhead.objects.values_list("version", flat=True).first() or 0
    return {"name": "Nordwelle", "country": "DE", "accent": "#0b6e4f", "version": version, **more}


def test_it_is_shown_with_a_picture_and_changed(client: Client) -> None:
    assert "data:image/png;base64," in client.get(PAGE).content.decode()
    logo = SimpleUploadedFile("logo.png", a_png())
    assert client.post(PAGE, values(town="Kiel", picture=logo)).status_code == 302
    head = Letterhead.objects.get()
    assert (head.town, head.accent, head.logo.startswith("<svg")) == ("Kiel", "#0b6e4f", True)
    client.post(PAGE, values(town="Bonn"))
    assert Letterhead.objects.get().logo == head.logo
    client.post(PAGE, values(town="Bonn", no_logo="on"))
    assert Letterhead.objects.get().logo == ""
    assert Event.objects.filter(verb="letterhead.edited").count() == 3


def test_a_logo_with_a_script_is_refused_at_its_field(client: Client) -> None:
    wild = SimpleUploadedFile("logo.svg", SHAPES.replace(b"<path", b"<script>1</script><path"))
    answer = client.post(PAGE, values(town="Kiel", picture=wild))
    assert answer.status_code == 422
    assert "more than shapes" in text_of(answer)
    assert "Kiel" in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_the_preview_keeps_nothing_and_bears_what_is_half_typed(client: Client) -> None:
    answer = client.post(f"{PAGE}preview/", values(name="", accent="red", town="#strong[x]"))
    assert answer.status_code == 200
    assert "data:image/png;base64," in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_of_two_who_change_it_the_second_sees_both(client: Client) -> None:
    client.post(PAGE, values(town="Kiel"))
    answer = client.post(PAGE, {**values(town="Bonn"), "version": 0})
    assert answer.status_code == 409
    assert Letterhead.objects.get().town == "Kiel"


def test_nobody_else_may(client: Client) -> None:
    for role in ("inside", "manager", "payroll"):
        assert signed_in_client(an_employee([role])).get(PAGE).status_code == 403
        assert signed_in_client(an_employee([role])).post(f"{PAGE}preview/", values()).status_code == 403
