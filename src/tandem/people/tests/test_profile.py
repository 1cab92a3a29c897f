"""What people say of themselves: phone, languages, working time, photo, language of the screens."""

from __future__ import annotations

import io
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.tests.snapshots import unchanged
from tandem.core.undo import undo_event
from tandem.people import actions
from tandem.people.models import Employee, WorkingTime
from tandem.people.photos import photo_path, remove_photo

from .factories import signed_in_client
from .world import AT, World, last_event, verbs

MORNING, NOON, LATE = time(8), time(12), time(16, 30)


def week_of(employee: Employee) -> set[tuple[int, time, time]]:
    return {(row.weekday, row.start, row.end) for row in WorkingTime.objects.filter(employee=employee)}


def set_week(world: World, who: str, stretches: list[tuple[int, time, time]], version: int = 1) -> Any:
    return actions.set_working_times(world.inside, stretches=stretches, version=version, actor=world.by(who), at=AT)


@pytest.mark.parametrize("who", ["inside", "admin"])
def test_one_keeps_ones_own_profile_and_administration_everyones(world: World, who: str) -> None:
    values = {"phone": "0431 1", "languages": {"de", "tr"}, "email": "evil@example.com", "roles": {"admin"}}
    event = actions.edit_profile(world.inside, values=values, version=1, actor=world.by(who), at=AT)
    assert event is not None
    assert event.changes == {"phone": ["", "0431 1"], "languages": [[], ["de", "tr"]]}
    anna = Employee.objects.get(pk=world.inside.pk)
    assert (anna.email, anna.roles) == (world.inside.email, frozenset({"inside"}))
    undo_event(event, actor=world.by(who), at=AT)
    assert Employee.objects.get(pk=world.inside.pk).languages == frozenset()


@pytest.mark.parametrize("who", ["field", "manager", "payroll", "council", "stranger"])
def test_nobody_else_does(world: World, who: str) -> None:
    actor = world.by(who)
    with unchanged():
        for act in (
            lambda: actions.edit_profile(world.inside, values={"phone": "1"}, version=1, actor=actor, at=AT),
            lambda: set_week(world, who, [(0, MORNING, NOON)]),
            lambda: actions.set_photo(world.inside, upload=picture(), actor=actor, at=AT),
            lambda: actions.choose_language(world.inside, language="de", actor=actor, at=AT),
        ):
            with pytest.raises(Refused):
                act()
    assert not photo_path("x").parent.exists() or list(photo_path("x").parent.iterdir()) == []


def test_the_week_is_replaced_as_a_whole_and_comes_back(world: World) -> None:
    first = [(0, NOON, LATE), (0, MORNING, time(11, 30)), (4, MORNING, NOON)]
    set_week(world, "inside", first)
    event = set_week(world, "inside", [(1, MORNING, LATE)], version=2)
    assert week_of(world.inside) == {(1, MORNING, LATE)}
    assert event.changes == {
        "working_times": [
            [[0, "08:00", "11:30"], [0, "12:00", "16:30"], [4, "08:00", "12:00"]],
            [[1, "08:00", "16:30"]],
        ]
    }
    with unchanged():
        assert set_week(world, "inside", [(1, MORNING, LATE)], version=3) is None
    undo_event(event, actor=world.by("inside"), at=AT)
    assert week_of(world.inside) == set(first)


def test_a_week_that_has_moved_on_is_not_taken_back(world: World) -> None:
    event = set_week(world, "inside", [(1, MORNING, LATE)])
    set_week(world, "inside", [], version=2)
    with unchanged(), pytest.raises(Conflict):
        undo_event(event, actor=world.by("inside"), at=AT)


@pytest.mark.parametrize(
    "stretches",
    [
        [(0, NOON, MORNING)],
        [(0, MORNING, MORNING)],
        [(2, MORNING, NOON), (2, NOON, LATE)],
        [(2, MORNING, LATE), (2, time(9), NOON)],
    ],
)
def test_impossible_weeks_are_told_by_day(world: World, stretches: list[tuple[int, time, time]]) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        set_week(world, "inside", stretches)
    assert list(wrong.value.fields) == [f"day{stretches[0][0]}"]


def test_a_week_over_somebody_elses_change_is_a_conflict(world: World) -> None:
    set_week(world, "admin", [(1, MORNING, LATE)])
    with unchanged(), pytest.raises(Conflict):
        set_week(world, "inside", [(2, MORNING, LATE)])


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **options: Any) -> io.BytesIO:
    """A picture, red on its left half."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return io.BytesIO(kept.getvalue())


def set_photo(world: World, upload: io.BytesIO | None) -> str:
    actions.set_photo(world.inside, upload=upload, actor=world.by("inside"), at=AT)
    return Employee.objects.get(pk=world.inside.pk).photo


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_small_square_of_our_own(world: World, kind: str) -> None:
    name = set_photo(world, picture(kind))
    with Image.open(photo_path(name)) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (256, 256), {})
        left, right = kept.convert("RGB").getpixel((5, 100)), kept.convert("RGB").getpixel((250, 100))
    assert left[0] > 200 > left[2]  # type: ignore[index]
    assert right[2] > 200 > right[0]  # type: ignore[index]
    assert photo_path(name).stat().st_mode & 0o777 == 0o600
    assert last_event().verb == "photo.set"


def test_a_photo_is_turned_upright_and_says_nothing_of_where(world: World) -> None:
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    exif[0x8825] = {1: "N", 2: (54.0, 19.0, 0.0)}  # where it was taken
    name = set_photo(world, picture(exif=exif))
    with Image.open(photo_path(name)) as kept:
        assert kept.convert("RGB").getpixel((5, 100))[2] > 200  # type: ignore[index]
        assert dict(kept.getexif()) == {}


@pytest.mark.django_db(transaction=True)
def test_a_new_photo_replaces_the_file_and_none_removes_it(world: World) -> None:
    first = set_photo(world, picture())
    second = set_photo(world, picture())
    assert first != second
    assert [path.name for path in photo_path("x").parent.iterdir()] == [second]
    assert set_photo(world, None) == ""
    assert list(photo_path("x").parent.iterdir()) == []
    remove_photo(second)


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 50,
        b"\xff\xd8\xff\xe0 not a picture",
        picture().getvalue()[:400],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(world: World, upload: bytes) -> None:
    with unchanged(), pytest.raises(Invalid) as wrong:
        set_photo(world, io.BytesIO(upload))
    assert set(wrong.value.fields) == {"photo"}
    assert not photo_path("x").parent.exists()


def test_too_many_bytes_or_pixels_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.people.photos.MOST_PIXELS", 600 * 400 - 1)
    with unchanged(), pytest.raises(Invalid):
        set_photo(world, picture())
    monkeypatch.setattr("tandem.people.photos.MOST_BYTES", 100)
    with unchanged(), pytest.raises(Invalid):
        set_photo(world, picture("PNG", (600, 400)))


def test_a_photo_stays_in_its_folder(world: World, tmp_path: Path) -> None:
    assert photo_path("../../secret").parent == photo_path("x").parent


def test_signed_in_colleagues_get_the_photo_and_may_keep_it(world: World, client: Any) -> None:
    set_photo(world, picture())
    anna = Employee.objects.get(pk=world.inside.pk)
    answer: Any = signed_in_client(world.payroll).get(anna.photo_url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    assert client.get(anna.photo_url).status_code == 302
    assert signed_in_client(world.payroll).get(f"/people/{world.field.pk}/photo/").status_code == 404
    photo_path(anna.photo).unlink()
    assert signed_in_client(world.payroll).get(anna.photo_url).status_code == 404


def test_the_language_of_the_screens_is_kept_without_an_event(world: World) -> None:
    actions.choose_language(world.inside, language="de", actor=world.by("inside"), at=AT)
    assert Employee.objects.get(pk=world.inside.pk).language == "de"
    assert verbs() == []
    with unchanged(), pytest.raises(Invalid):
        actions.choose_language(world.inside, language="xx", actor=world.by("inside"), at=AT)
