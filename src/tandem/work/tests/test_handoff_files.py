"""Files that go along with a hand-off: kept with it or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.core.attachments.queries import files_of
from tandem.core.models import Attachment, Event
from tandem.core.tests.browser import main_form
from tandem.customers.tests.world import World, a_world
from tandem.people.tests.factories import signed_in_client
from tandem.work.models import Handoff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.inside)


def plan(name: str = "skizze.pdf", content: bytes = b"%PDF-1.7 Skizze") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def filled(browser: Client, world: World, *files: SimpleUploadedFile) -> tuple[str, dict[str, Any]]:
    url = f"/handoffs/new/?customer={world.customer.number}"
    form = main_form(browser.get(url)).values
    return url, {**form, "taker": world.field.pk, "title": "Maß nehmen", "expected": "Maße", "uploads": list(files)}


def test_files_go_along_and_the_taker_finds_them(world: World, browser: Client) -> None:
    url, form = filled(browser, world, plan("a.pdf"), plan("b.pdf", b"%PDF-1.7 b"))
    assert browser.post(url, form).status_code == 302
    handoff = Handoff.objects.get()
    assert {(file.name, file.actor_id) for file in files_of("handoff", handoff.pk)} == {
        ("a.pdf", world.inside.pk),
        ("b.pdf", world.inside.pk),
    }
    taker = signed_in_client(world.field)
    assert "a.pdf" in taker.get(f"/files/?about=handoff:{handoff.pk}").content.decode()


def test_sent_twice_it_is_one_handoff_with_its_file_once(world: World, browser: Client) -> None:
    url, form = filled(browser, world)
    for _ in range(2):
        assert browser.post(url, {**form, "uploads": [plan()]}).status_code == 302
    assert (Handoff.objects.count(), Attachment.objects.count()) == (1, 1)


def test_one_that_is_refused_is_named_and_nothing_is_offered(world: World, browser: Client) -> None:
    url, form = filled(browser, world, plan(), plan("leer.pdf", b""))
    answer = browser.post(url, form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "“leer.pdf” is empty" in page
    assert "Choose the files again" in page
    assert "Maß nehmen" in page  # nothing typed is lost
    assert not Handoff.objects.exists()
    assert not Attachment.objects.exists()
    assert not Event.objects.filter(verb__in=("file.added", "handoff.offered")).exists()


def test_what_the_offer_lacks_keeps_no_file(world: World, browser: Client, settings: Any) -> None:
    url, form = filled(browser, world, plan())
    assert browser.post(url, {**form, "expected": ""}).status_code == 422
    assert (Handoff.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
