"""What a file really is, by its first bytes: names and what browsers say of a file are claims."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

UNKNOWN = "application/octet-stream"
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
MOST_PIXELS = 50_000_000  # of a picture that is made small; a larger one is a file like any other
HEAD = 8192

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),  # Word, Excel, Outlook of old
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
)
_OFFICE = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")


@dataclass(frozen=True)
class Kind:
    """A media type, and the size of a picture that can be shown."""

    media_type: str
    width: int | None = None
    height: int | None = None


def sniff(file: BinaryIO) -> Kind:
    """What the content is; UNKNOWN where nothing tells. Leaves the file at its beginning."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    found = _picture(file) or Kind(_by_magic(head) or _zipped(file, head) or _text(head))
    file.seek(0)
    return found


def _picture(file: BinaryIO) -> Kind | None:
    """A picture that browsers show, by its head alone; its pixels are read when it is first made small."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=tuple(PICTURES)) as opened:
                size = opened.size if opened.width * opened.height <= MOST_PIXELS else (None, None)
                return Kind(PICTURES[str(opened.format)], *size)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        return None


def _by_magic(head: bytes) -> str:
    return next((kind for at, magic, kind in _MAGIC if head[at:].startswith(magic)), "")


def _zipped(file: BinaryIO, head: bytes) -> str:
    """Office files are archives; which ones, the names inside tell."""
    if not head.startswith(b"PK\x03\x04"):
        return ""
    if head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument."):
        return head[38:].split(b"PK", 1)[0].decode("ascii", "replace")[:100]
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "application/zip"
    if "[Content_Types].xml" not in names:
        return "application/zip"
    return next(
        (kind for top, kind in _OFFICE.items() if any(name.startswith(top) for name in names)), "application/zip"
    )


def _text(head: bytes) -> str:
    """Plain text is UTF-8 without control characters; what a browser could take for a page is none."""
    if not head or b"\0" in head or head.lstrip()[:9].lower().startswith(_MARKUP):
        return UNKNOWN
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # not just a letter cut in two at the end
            return UNKNOWN
    return "text/plain" if all(byte >= 32 or byte in b"\t\n\r\f" for byte in head) else UNKNOWN
