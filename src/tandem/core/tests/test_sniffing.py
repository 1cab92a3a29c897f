"""What a file is told by its content, not by its name; small pictures are of our own making."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tandem.core.attachments import sniffing
from tandem.core.attachments.sniffing import UNKNOWN, Kind, sniff
from tandem.core.attachments.storing import Received, content_path, received
from tandem.core.attachments.thumbnails import SIDE, thumbnail, thumbnail_path

pytestmark = pytest.mark.once


class Sent:
    """An upload."""

    def __init__(self, content: bytes, name: str = "a.bin") -> None:
        self.content, self.name = content, name

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), 1000):
            yield self.content[start : start + 1000]


def a_picture(form: str = "PNG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    file = BytesIO()
    mode = more.pop("mode", "RGB")
    Image.new(mode, size, (0, 128, 128, 90)[: len(mode)]).save(file, form, **more)
    return file.getvalue()


def an_archive(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


def open_document() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "application/x-ole-storage"),
        (an_archive("[Content_Types].xml", "word/document.xml"), sniffing._OFFICE["word/"]),
        (an_archive("[Content_Types].xml", "xl/workbook.xml"), sniffing._OFFICE["xl/"]),
        (an_archive("[Content_Types].xml", "ppt/slides.xml"), sniffing._OFFICE["ppt/"]),
        (an_archive("[Content_Types].xml", "other.xml"), "application/zip"),
        (an_archive("word/document.xml"), "application/zip"),
        (open_document(), "application/vnd.oasis.opendocument.text"),
        (b"PK\x03\x04 broken", "application/zip"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        ("Grüße, Zeile\r\nzwei".encode(), "text/plain"),
        (b"x" * 8191 + "ü".encode(), "text/plain"),  # a letter cut in two where reading ends
        ("Gr\xfc\xdfe, in another code, and more".encode("latin-1"), UNKNOWN),
        (b"a\0b", UNKNOWN),
        (b"\x1b[31m", UNKNOWN),
        (b"", UNKNOWN),
        (b"  <!DOCTYPE html><script>alert(1)</script>", UNKNOWN),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", UNKNOWN),
        (b"<?xml version='1.0'?>", UNKNOWN),
        (b"MZ\x90\0 a program", UNKNOWN),
    ],
)
def test_the_content_tells(content: bytes, media_type: str) -> None:
    file = BytesIO(content)
    assert sniff(file) == Kind(media_type)
    assert file.tell() == 0


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_know_their_size(form: str) -> None:
    assert sniff(BytesIO(a_picture(form))) == Kind(f"image/{form.lower()}", 60, 40)


def test_a_picture_of_too_many_pixels_is_a_file_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "MOST_PIXELS", 60 * 40 - 1)
    assert sniff(BytesIO(a_picture())) == Kind("image/png")


def test_the_same_content_lies_once(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for _time in range(2):
        with received(Sent(b"abc" * 1000)) as content:
            assert (content.size, content.path.is_file()) == (3000, True)
            content.keep()
    assert content_path(content.digest).read_bytes() == b"abc" * 1000
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [content_path(content.digest)]
    assert content_path(content.digest).stat().st_mode & 0o077 == 0


def test_what_is_not_kept_leaves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(ZeroDivisionError), received(Sent(b"abc")):
        _ = 1 / 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def stored(content: bytes) -> Received:
    with received(Sent(content)) as found:
        found.keep()
        return found


@pytest.fixture
def house(settings: Any, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    return tmp_path


def test_a_small_picture_is_made_once_upright_and_without_notes(house: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Camera"
    one = stored(a_picture("JPEG", (2000, 1000), exif=exif))
    path = thumbnail(one.digest)
    assert path == thumbnail_path(one.digest)
    assert path.is_relative_to(house / "thumbnails")
    with Image.open(path) as small:
        assert (small.format, small.size, dict(small.getexif())) == ("WEBP", (SIDE // 2, SIDE), {})
    made = path.stat().st_mtime_ns
    content_path(one.digest).unlink()
    assert thumbnail(one.digest) == path
    assert path.stat().st_mtime_ns == made


def test_see_through_stays_see_through(house: Path) -> None:
    path = thumbnail(stored(a_picture("PNG", mode="RGBA")).digest)
    assert path
    with Image.open(path) as small:
        assert small.mode == "RGBA"


def test_a_broken_picture_has_no_small_one(house: Path) -> None:
    whole = a_picture("PNG", (500, 500))
    one = stored(whole[:60])
    assert one.kind.width == 500  # its head is fine
    assert thumbnail(one.digest) is None
    assert not [path for path in (house / "thumbnails").rglob("*") if path.is_file()]
