"""Files about customers and orders: who sees the thing reads them, sales adds, each removes their own."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.core.attachments import actions
from tandem.core.attachments.actions import add_file, remove_file, sweep_removed
from tandem.core.attachments.queries import files_of, visible_file
from tandem.core.attachments.storing import content_path, received
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.models import Attachment, Event
from tandem.core.tests.browser import forms_of, text_of
from tandem.core.tests.test_sniffing import a_picture
from tandem.core.undo import undo_event
from tandem.customers.actions import merge_customers, undo_merge
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import World, of
from tandem.orders.tests.factories import an_order
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client
from tandem.work.actions.request_merges import merge_requests
from tandem.work.tests.factories import a_request, an_appointment

PAGE = b"<html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


def sent(content: bytes = b"Hallo", name: str = "brief.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(thing: Any, who: Employee, content: bytes = b"Hallo", name: str = "brief.txt", at: Any = AT) -> Attachment:
    with received(sent(content, name)) as found:
        return add_file(thing, name=name, content=found, actor=of(who, at), at=at)


def contents(root: Any) -> set[str]:
    return {path.name for path in Path(root).rglob("*") if path.is_file()}


def about(thing: Any) -> str:
    return f"/files/?about={thing.ref_kind}:{thing.pk}"


def names(thing: Any) -> list[str]:
    return [file.name for file in files_of(thing.ref_kind, thing.pk)]


def test_adding_keeps_the_file_and_tells_it(world: World) -> None:
    file = add(world.customer, world.stranger, a_picture(), "foto.png")
    event = Event.objects.get(verb="file.added")
    assert (file.media_type, file.width, file.height, file.actor_id) == ("image/png", 60, 40, world.stranger.pk)
    assert content_path(file.digest).read_bytes() == a_picture()
    assert set(event.subjects.values_list("kind", "object_id")) == {
        ("file", file.pk),
        ("customer", world.customer.pk),
    }
    assert event.data == {
        "file": file.pk,
        "name": "foto.png",
        "size": len(a_picture()),
        "media_type": "image/png",
        "about": f"customer:{world.customer.pk}",
    }


def test_a_file_of_an_order_concerns_its_customer_and_tandem(world: World) -> None:
    order = an_order(world.customer, at=AT)
    file = add(order, world.inside)
    kinds = Event.objects.get(verb="file.added").subjects.values_list("kind", "object_id")
    assert set(kinds) == {
        ("file", file.pk),
        ("order", order.pk),
        ("customer", world.customer.pk),
        ("tandem", world.tandem.pk),
    }


def test_a_file_of_a_private_appointment_is_told_nowhere_else(world: World) -> None:
    meeting = an_appointment(world.tandem, world.inside, AT, customer=world.customer, private=True)
    file = add(meeting, world.inside)
    kinds = Event.objects.get(verb="file.added").subjects.values_list("kind", "object_id")
    assert set(kinds) == {("file", file.pk), ("appointment", meeting.pk)}
    assert visible_file(file.pk, of(world.field)) is None


def test_files_follow_a_request_into_another(world: World) -> None:
    one, other = (a_request(world.customer, world.tandem) for _number in range(2))
    add(other, world.inside)
    merge_requests(one, other, actor=of(world.inside), at=AT)
    assert (names(one), names(other)) == (["brief.txt"], [])


@pytest.mark.parametrize(
    ("claimed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.pdf", "a.pdf"),
        ("a\u202egnp.exe", "agnp.exe"),
        (" .. ", "file"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_names_are_only_names(world: World, settings: Any, claimed: str, kept: str) -> None:
    assert actions._clean(claimed) == kept


def test_empty_too_large_and_too_many_are_refused_and_leave_nothing(
    world: World, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_BYTES = 4
    for content, code in ((b"", "empty"), (b"12345", "too_large")):
        with pytest.raises(Invalid) as refused:
            add(world.customer, world.inside, content)
        assert refused.value.code == code
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    add(world.customer, world.inside, b"1234")
    with pytest.raises(Invalid, match="1 files here already"):
        add(world.customer, world.inside, b"123")
    assert (names(world.customer), len(contents(settings.MEDIA_ROOT))) == (["brief.txt"], 1)
    assert Event.objects.filter(verb="file.added").count() == 1


@pytest.mark.parametrize("who", ["payroll", "council", "admin", "stranger"])
def test_who_does_not_see_the_thing_can_do_nothing(world: World, who: str) -> None:
    person, file = getattr(world, who), add(world.restricted, world.inside)
    with pytest.raises(Refused):
        add(world.restricted, person)
    with pytest.raises(Refused):
        remove_file(file, actor=of(person), at=AT)
    assert visible_file(file.pk, of(person)) is None
    client = signed_in_client(person)
    for path in (about(world.restricted), f"/files/{file.pk}/", f"/files/{file.pk}/thumbnail/"):
        assert client.get(path).status_code == 404
    assert client.post(about(world.restricted), {"file": sent()}).status_code == 404
    assert client.post(f"/files/{file.pk}/remove/").status_code == 404
    assert names(world.restricted) == ["brief.txt"]


def test_things_that_carry_no_files(world: World) -> None:
    client = signed_in_client(world.inside)
    for wrong in (f"tandem:{world.tandem.pk}", "customer:0", "customer:x", "nonsense:1", "", "customer:" + "9" * 30):
        assert client.get(f"/files/?about={wrong}").status_code == 404


def test_each_removes_their_own_and_may_bring_it_back(world: World) -> None:
    file = add(world.customer, world.inside)
    with pytest.raises(Refused):
        remove_file(file, actor=of(world.field), at=AT)
    event = remove_file(file, actor=of(world.inside), at=AT)
    assert names(world.customer) == []
    with pytest.raises(Refused, match="removed already"):
        remove_file(file, actor=of(world.inside), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    assert names(world.customer) == ["brief.txt"]
    added = Event.objects.get(verb="file.added")
    undo_event(added, actor=of(world.inside), at=AT)
    assert names(world.customer) == []


def test_undo_of_an_addition_that_was_removed_meanwhile(world: World) -> None:
    file = add(world.customer, world.inside)
    remove_file(file, actor=of(world.inside), at=AT)
    with pytest.raises(Conflict):
        undo_event(Event.objects.get(verb="file.added"), actor=of(world.inside), at=AT)


def test_a_month_after_removal_the_content_goes_unless_another_file_shares_it(world: World, settings: Any) -> None:
    first, twin = add(world.customer, world.inside), add(world.queued, world.inside)
    other = add(world.customer, world.inside, b"anders")
    fresh = add(world.customer, world.inside, b"frisch")
    for file, at in ((first, AT), (other, AT), (fresh, AT + timedelta(days=20))):
        remove_file(file, actor=of(world.inside), at=at)
    later = AT + timedelta(days=31)
    event = record("schedule.daily", actor=system(), at=later)
    sweep_removed(event, later)
    assert set(Attachment.objects.all()) == {twin, fresh}
    assert contents(settings.MEDIA_ROOT) == {twin.digest, fresh.digest}


def test_files_follow_their_customer_into_another_and_back(world: World) -> None:
    file = add(world.queued, world.manager)
    boss, versions = of(world.manager), (world.customer.version, world.queued.version)
    two = (world.customer, world.queued)
    nothing: dict[Any, Any] = {}
    merge, _event = merge_customers(*two, choices=nothing, same=nothing, versions=versions, actor=boss, at=AT)
    assert names(world.customer) == ["brief.txt"]
    assert visible_file(file.pk, boss) == file
    undo_merge(merge, actor=boss, at=AT)
    assert (names(world.customer), names(world.queued)) == ([], ["brief.txt"])


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in_client(world.inside)


def test_added_by_a_form_with_undo(world: World, browser: Client) -> None:
    form = next(form for form in forms_of(browser.get(about(world.customer))) if form.action == about(world.customer))
    answer = browser.post(form.action, {**form.values, "file": [sent(), sent(b"zwei", "b.txt")]}, follow=True)
    assert "2 files were added." in answer.content.decode()
    assert names(world.customer) == ["b.txt", "brief.txt"]
    again = browser.post(form.action, {**form.values, "file": [sent(), sent(b"zwei", "b.txt")]})
    assert again.status_code == 302
    assert Attachment.objects.count() == 2


def test_by_script_the_part_of_the_page_comes_back_with_a_toast(world: World, browser: Client) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/1/"}
    answer = browser.post(about(world.customer), {"file": sent()}, headers=headers)
    page = answer.content.decode()
    event = Event.objects.get(verb="file.added")
    assert (answer.status_code, "<main" in page, f"/undo/{event.pk}/" in page) == (200, False, True)
    assert 'value="/customers/1/"' in page
    wrong = browser.post(about(world.customer), {"file": [sent(b""), sent(b"x", "c.txt")]}, headers=headers)
    assert (wrong.status_code, "brief.txt: This file is empty." in wrong.content.decode()) == (422, True)
    assert "The file was added." in wrong.content.decode()
    assert names(world.customer) == ["c.txt", "brief.txt"]
    nothing = browser.post(about(world.customer), headers=headers)
    assert (nothing.status_code, "Choose a file first." in nothing.content.decode()) == (422, True)
    file = Attachment.objects.get(name="c.txt")
    removed = browser.post(f"/files/{file.pk}/remove/", headers=headers)
    assert (removed.status_code, "c.txt" in text_of(removed)) == (200, False)
    assert names(world.customer) == ["brief.txt"]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "shown"),
    [
        (a_picture(), "a.png", "image/png", "inline"),
        (PAGE, "a.png", "application/octet-stream", "attachment"),
        (b"%PDF-1.7", "a.html", "application/pdf", "attachment"),
        (b"<svg onload='x'/>", "a.svg", "application/octet-stream", "attachment"),
        (b"Hallo", "a.txt", "text/plain", "attachment"),
    ],
)
def test_only_pictures_are_shown_and_nothing_runs(
    world: World, browser: Client, content: bytes, name: str, media_type: str, shown: str
) -> None:
    file = add(world.customer, world.inside, content, name)
    answer = browser.get(f"/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].startswith(shown)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    thumbnail = browser.get(f"/files/{file.pk}/thumbnail/")
    assert thumbnail.status_code == (200 if shown == "inline" else 404)


def test_a_thumbnail_is_webp(world: World, browser: Client) -> None:
    file = add(world.customer, world.inside, a_picture(size=(900, 300)))
    answer = browser.get(f"/files/{file.pk}/thumbnail/")
    assert answer.headers["Content-Type"] == "image/webp"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"  # type: ignore[attr-defined]


def test_a_file_whose_content_is_lost_is_not_found(world: World, browser: Client) -> None:
    file = add(world.customer, world.inside)
    content_path(file.digest).unlink()
    assert browser.get(f"/files/{file.pk}/").status_code == 404


def test_the_timeline_tells_of_it(world: World, browser: Client) -> None:
    add(world.customer, world.inside)
    page = browser.get(f"/customers/{world.customer.number}/timeline/").content.decode()
    assert "added the file brief.txt" in page
    assert f'href="/files/?about=customer:{world.customer.pk}"' in page


def test_a_form_may_carry_several_files_and_no_more(world: World, browser: Client, settings: Any) -> None:
    settings.LARGE_FORMS = {**settings.LARGE_FORMS, "/files/": 12 * 1024 * 1024}
    big = sent(b"x" * (11 * 1024 * 1024), "gross.txt")
    assert browser.post(about(world.customer), {"file": big}).status_code == 302
    assert names(world.customer) == ["gross.txt"]
    bigger = sent(b"x" * (13 * 1024 * 1024))
    assert browser.post(about(world.customer), {"file": bigger}).status_code == 400
    assert names(world.customer) == ["gross.txt"]
