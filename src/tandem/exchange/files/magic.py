"""What a file is, by its first bytes: a table in one of three forms, or something else with a hint."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

Kind = Literal["csv", "sheet", "vcard"]
HEAD = 65536
ARCHIVE_FAULTS = (  # what the standard library raises over a damaged archive
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# In full where they are letters: a table may begin with "BMW", "PKW" or "GIF".
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0")
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_BITMAP = re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL)
_BZIP = re.compile(rb"BZh[1-9]1AY&SY")
_MAIL = re.compile(
    rb"(?:return-path|received|from|to|subject|date|message-id|mime-version|delivered-to|x-[a-z-]+|content-type|"
    rb"reply-to|sender|user-agent|importance|cc|in-reply-to|references|dkim-signature|domainkey-signature): ",
    re.IGNORECASE,
)


def kind_of(path: Path, name: str) -> Kind:
    """What the file is; `InputRefused` says what to do with one that holds no table."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    if not head:
        raise InputRefused(_("%(file)s is empty. Choose the file that holds the rows.") % {"file": name})
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(path, name)
    if head.startswith(_OLE):
        return _compound(path, name)
    _refuse_binary(head, name)
    return _text(head, name)


def _zipped(path: Path, name: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if _has_small(archive, "mimetype") else b""
    except ARCHIVE_FAULTS:
        raise damaged_archive(name) from None
    if "xl/workbook.xml" in names or kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "sheet"
    if "xl/workbook.bin" in names:
        raise InputRefused(_("%(file)s is a binary Excel workbook. Save it as .xlsx or .csv.") % {"file": name})
    if "word/document.xml" in names or "content.xml" in names:
        raise InputRefused(
            _("%(file)s is a text document, not a table. Copy its table into a spreadsheet and save that.")
            % {"file": name}
        )
    raise _packed(name)


def _has_small(archive: zipfile.ZipFile, part: str) -> bool:
    return part in archive.namelist() and archive.getinfo(part).file_size < HEAD


def damaged_archive(name: str) -> InputRefused:
    """Why an archive that does not open cannot be taken."""
    return InputRefused(_("%(file)s is damaged or cut short. Copy or export it again.") % {"file": name})


def _compound(path: Path, name: str) -> Kind:
    """The container of old Office files: its directory tells what it holds."""
    data = path.read_bytes()
    if _utf16("EncryptedPackage") in data:
        raise protected(name)
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return "sheet"
    if _utf16("__substg1.0_") in data:
        raise _mail(name)
    raise InputRefused(
        _("%(file)s is an Office document, not a table. Save the table in it as .xlsx or .csv.") % {"file": name}
    )


def protected(name: str) -> InputRefused:
    """Why a workbook with a password cannot be taken."""
    return InputRefused(_("%(file)s is protected by a password. Save it without one and try again.") % {"file": name})


def _refuse_binary(head: bytes, name: str) -> None:
    if head.startswith(b"%PDF"):
        raise InputRefused(
            _("%(file)s is a PDF. Export the table as .xlsx or .csv where it came from.") % {"file": name}
        )
    if head.startswith(_PICTURES) or _BITMAP.match(head) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise InputRefused(_("%(file)s is a picture. Choose a table, such as .xlsx or .csv.") % {"file": name})
    if head.startswith(_PACKED) or _BZIP.match(head):
        raise _packed(name)
    if head.startswith((b"SQLite format 3", b"\x7fELF", b"MZ\x90")):
        raise no_table(name)


def _text(head: bytes, name: str) -> Kind:
    """Which kind of text; a name only helps where the text itself says nothing."""
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:4096]
    upper = start[:40].upper()
    suffix = Path(name).suffix.lower()
    if upper.startswith(b"BEGIN:VCARD"):
        return "vcard"
    if upper.startswith(b"BEGIN:VCALENDAR") or suffix in (".ics", ".ical", ".ifb"):
        raise InputRefused(_("%(file)s is a calendar. Only tables and contacts can be imported here.") % {"file": name})
    if suffix == ".eml" or _is_mail(start):
        raise _mail(name)
    if start[:1] in (b"{", b"[") and _is_json(start):
        raise InputRefused(_("%(file)s is JSON. Export the table as .csv or .xlsx.") % {"file": name})
    if upper.startswith((b"<?XML", b"<!DOCTYPE", b"<HTML", b"<TABLE", b"{\\RTF")):
        raise InputRefused(
            _("%(file)s is a page or a document, whatever its name says. Open it and save the table as .xlsx or .csv.")
            % {"file": name}
        )
    return "csv"


def _is_mail(start: bytes) -> bool:
    lines = [line for line in start.splitlines()[:12] if line and not line[:1].isspace()]
    return len(lines) > 2 and sum(bool(_MAIL.match(line)) for line in lines[:6]) >= 3


def _is_json(start: bytes) -> bool:
    return re.match(rb'(?:\{\s*("|\})|\[\s*[\[{"])', start) is not None


def _mail(name: str) -> InputRefused:
    return InputRefused(
        _("%(file)s is a mail message. Save the table that came with it and choose that.") % {"file": name}
    )


def _packed(name: str) -> InputRefused:
    return InputRefused(_("%(file)s is a packed archive. Unpack it and choose the table in it.") % {"file": name})


def no_table(name: str) -> InputRefused:
    """Why bytes that are no text cannot be taken."""
    return InputRefused(
        _("%(file)s is neither text nor a spreadsheet. Choose a table, such as .xlsx or .csv.") % {"file": name}
    )


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")
