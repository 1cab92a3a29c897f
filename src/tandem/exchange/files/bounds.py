"""How big a spreadsheet unpacks, before anything opens it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import InputRefused

from .magic import ARCHIVE_FAULTS, damaged_archive

UNPACKED = 1 << 30
PARTS = 5000
CELLS = 20_000_000  # as in sheet_child.py
CHUNK = 1 << 20
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_FAULT = re.compile(rb"<(?:\w+:)?c\b[^>]*\bt=[\"']e[\"']")


class _Part:
    """What one part of a workbook shows while it is unpacked: how far its cells reach, and whether some are errors."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.faults = False
        self._tail = b""

    def take(self, chunk: bytes) -> None:
        text = self._tail + chunk
        found = _REFERENCE.findall(text)
        self.rows = max([self.rows, *(int(row) for _column, row in found)])
        self.columns = max([self.columns, *(_index(column) for column in {column for column, _row in found})])
        self.faults = self.faults or _FAULT.search(text) is not None
        self._tail = chunk[-64:]


def check_bounds(path: Path, name: str) -> bool:
    """Refuse a workbook that unpacks to more than a machine should hold; whether a cell shows a formula's error."""
    if not zipfile.is_zipfile(path):
        return False
    faults = False
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                raise too_big(name)
            left = UNPACKED
            for part in parts:
                seen, left = _unpack(archive, part, left, name)
                faults = faults or seen.faults
    except ARCHIVE_FAULTS:
        raise damaged_archive(name) from None
    return faults


def too_big(name: str) -> InputRefused:
    """Why a workbook cannot be held, and what can."""
    return InputRefused(
        _("%(file)s unpacks to more than a spreadsheet may hold here. Save it as .csv: that has no limit.")
        % {"file": name}
    )


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, name: str) -> tuple[_Part, int]:
    """Really unpack: what an archive says of its own size may be wrong."""
    seen = _Part()
    part.file_size = left + 1
    with archive.open(part) as handle:
        while chunk := handle.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise too_big(name)
            seen.take(chunk)
    if seen.rows * seen.columns > CELLS:
        raise too_big(name)
    return seen, left


def _index(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value
