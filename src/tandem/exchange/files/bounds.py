"""How big a spreadsheet unpacks, before anything opens it."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

UNPACKED = 1 << 30
PARTS = 5000
CELLS = 20_000_000
CHUNK = 1 << 20
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")


def check_bounds(path: Path, name: str) -> None:
    """Refuse a workbook that unpacks to more than a machine should hold."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise _too_big(name)
            left = UNPACKED
            for part in parts:
                left = _unpack(archive, part, left, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise InputRefused(_("%(file)s is damaged or cut short. Copy or export it again.") % {"file": name}) from None


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str) -> int:
    """Really unpack: what an archive says of its own size may be wrong. Rows times columns must be bearable too."""
    sheet = part.filename.startswith("xl/worksheets/")
    rows = columns = 0
    part.file_size = left + 1
    tail = b""
    with archive.open(part) as handle:
        while chunk := handle.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _too_big(name)
            if sheet:
                found = _REFERENCE.findall(tail + chunk)
                tail = chunk[-32:]
                rows = max([rows, *(int(row) for _column, row in found)])
                columns = max([columns, *(_index(column) for column in {column for column, _row in found})])
    if rows * columns > CELLS:
        raise _too_big(name)
    return left


def _index(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _too_big(name: str) -> InputRefused:
    return InputRefused(
        _("%(file)s unpacks to more than a spreadsheet may hold here. Save it as .csv: that has no limit.")
        % {"file": name}
    )
