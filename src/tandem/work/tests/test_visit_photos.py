"""Photos with a visit report: kept with it or not at all, each checked by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.core.attachments.queries import files_of
from tandem.core.attachments.storing import content_path
from tandem.core.models import Attachment, Event
from tandem.core.tests.browser import main_form
from tandem.core.tests.test_sniffing import a_picture
from tandem.core.undo import undo_event
from tandem.customers.tests.world import World, a_world, of
from tandem.people.tests.factories import signed_in_client
from tandem.work.forms.files import MOST
from tandem.work.models import VisitReport

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.field)


def photo(name: str = "schild.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_picture() if content is None else content, "image/png")


def url(world: World) -> str:
    return f"/visits/new/?customer={world.customer.number}"


def filled(browser: Client, world: World, *photos: SimpleUploadedFile) -> dict[str, Any]:
    form = main_form(browser.get(url(world))).values
    return {**form, "outcome": "agreed", "text": "Will drei Motoren", "photos": list(photos)}


def test_several_photos_are_kept_with_the_report(world: World, browser: Client) -> None:
    answer = browser.post(url(world), filled(browser, world, photo("a.png"), photo("b.png")))
    assert answer.headers["Location"] == world.customer.get_absolute_url()
    report = VisitReport.objects.get()
    files = list(files_of("visit_report", report.pk))
    assert {(file.name, file.media_type, file.actor_id) for file in files} == {
        ("a.png", "image/png", world.field.pk),
        ("b.png", "image/png", world.field.pk),
    }
    assert content_path(files[0].digest).read_bytes() == a_picture()
    assert Event.objects.filter(verb="file.added", subjects__kind="visit_report").count() == 2
    assert "a.png" in browser.get(f"/files/?about=visit_report:{report.pk}").content.decode()


def test_sent_twice_it_is_one_report_with_its_photos_once(world: World, browser: Client) -> None:
    form = filled(browser, world)
    for _ in range(2):
        assert browser.post(url(world), {**form, "photos": [photo()]}).status_code == 302
    assert (VisitReport.objects.count(), Attachment.objects.count()) == (1, 1)


def test_without_photos_it_is_as_before(world: World, browser: Client) -> None:
    form = filled(browser, world)
    form.pop("photos")
    assert browser.post(url(world), form).status_code == 302
    assert (VisitReport.objects.count(), Attachment.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"<html><script>alert(1)</script>", "“bad.png” is not a picture"),
        (b"%PDF-1.7 x", "“bad.png” is not a picture"),
        (b"", "“bad.png” is empty"),
    ],
)
def test_one_that_is_refused_is_named_and_nothing_is_kept(
    world: World, browser: Client, content: bytes, text: str
) -> None:
    answer = browser.post(url(world), filled(browser, world, photo("good.png"), photo("bad.png", content)))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert text in page
    assert "Choose the pictures again" in page
    assert "Will drei Motoren" in page  # nothing typed is lost
    assert (
        VisitReport.objects.count(),
        Attachment.objects.count(),
        Event.objects.filter(verb="file.added").count(),
    ) == (
        0,
        0,
        0,
    )


def test_one_that_is_too_large_is_named(world: World, browser: Client, settings: Any) -> None:
    settings.FILE_BYTES = 10
    answer = browser.post(url(world), filled(browser, world, photo("gross.png")))
    assert answer.status_code == 422
    assert "“gross.png” is larger than 10" in answer.content.decode()
    assert not VisitReport.objects.exists()


def test_too_many_are_said(world: World, browser: Client) -> None:
    photos = [photo(f"{n}.png") for n in range(MOST + 1)]
    answer = browser.post(url(world), filled(browser, world, *photos))
    assert answer.status_code == 422
    assert f"At most {MOST} pictures" in answer.content.decode()
    assert not VisitReport.objects.exists()


def test_what_the_report_lacks_keeps_no_photo_either(world: World, browser: Client, settings: Any) -> None:
    answer = browser.post(url(world), {**filled(browser, world, photo()), "text": ""})
    assert answer.status_code == 422
    assert "Please choose it again" in answer.content.decode()
    assert (
        "Please choose it again"
        not in browser.post(url(world), {**filled(browser, world), "text": ""}).content.decode()
    )
    assert (VisitReport.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_taking_the_report_back_takes_its_photos(world: World, browser: Client) -> None:
    browser.post(url(world), filled(browser, world, photo()))
    event = Event.objects.get(verb="visit.reported")
    undo_event(event, actor=of(world.field, event.at), at=event.at)
    assert not VisitReport.objects.exists()
    assert Attachment.objects.get().removed_at == event.at


def test_on_a_phone_the_camera_is_offered_and_editing_leaves_photos_to_the_page(world: World, browser: Client) -> None:
    page = browser.get(url(world)).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'capture="environment"' in page
    browser.post(url(world), filled(browser, world))
    report = VisitReport.objects.get()
    assert 'name="photos"' not in browser.get(f"/visits/{report.pk}/edit/").content.decode()
