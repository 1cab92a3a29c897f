"""Text tables: CSV and its relatives, read as a stream."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import BadRow, InputRefused, Row

from .encoding import guess_encoding
from .form import Opened, Options
from .guess import guess_form, guess_marks
from .header import blank, looks_like_values, name_columns, no_rows, trim
from .records import UNDECODED, Record, split

SAMPLE = 100
HEAD_LINES = 1000
CHUNK = 1 << 20


def open_text(path: Path, name: str, options: Options) -> Opened:
    """The form of a text table, its names of columns and its first rows."""
    notes: list[str] = []
    if not options.encoding:
        encoding, notes = guess_encoding(path, name)
        options = replace(options, encoding=encoding)
    options, more = guess_form(_head(path, options), options, name)
    header = _header(path, options)
    names, renamed = name_columns(header, options.width)
    if looks_like_values(header):
        more.append(_("Line %(line)s looks like a row, not like names of columns.") % {"line": options.header_line})
    first = list(islice(read_text(path, options), SAMPLE))
    sample = [row for row in first if isinstance(row, Row)]
    if not first:
        more.append(no_rows())
    options = guess_marks(options, sample)
    return Opened(options, [], names, sample, [*notes, *more, *renamed], count_text(path, options))


def read_text(path: Path, options: Options, *, after: int = 0) -> Iterator[Row | BadRow]:
    """The rows below the header; lines that are blank or repeat the header are passed over."""
    with decoded(path, options) as stream:
        for _line in range(options.header_line - 1):
            next(stream, None)
        records = split(_unmarked(stream), options, start=options.header_line)
        header = next(records, Record(0, []))
        width = options.width
        for line, cells, reason in records:
            if line <= after or cells == header.cells or not any(cells):
                continue
            if len(cells) == width and not reason and cells[0].strip():
                yield Row(line, cells)  # nearly every row, so it comes first and costs least
            elif (found := _row(line, cells, reason, options)) is not None:
                yield found


def count_text(path: Path, options: Options) -> int:
    """How many lines an editor shows."""
    if "16" in options.encoding or "32" in options.encoding:
        with decoded(path, options) as stream:
            return sum(1 for _line in stream)
    lines, last = 0, b"\n"
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            lines += chunk.count(b"\n")
            if b"\r" in chunk:
                lines += chunk.count(b"\r") - chunk.count(b"\r\n")
            lines -= last == b"\r" and chunk[:1] == b"\n"
            last = chunk[-1:]
    return lines + (last not in (b"\n", b"\r"))


def decoded(path: Path, options: Options) -> io.TextIOWrapper:
    try:
        errors = UNDECODED.get(options.encoding, "replace")
        return path.open(encoding=options.encoding, errors=errors, newline="")
    except LookupError:
        raise InputRefused(_("There is no encoding %(name)s.") % {"name": options.encoding}) from None


def _unmarked(stream: Iterator[str]) -> Iterator[str]:
    """The lines without the byte order mark in front."""
    first = next(stream, None)
    if first is not None:
        yield first.removeprefix("\ufeff")
        yield from stream


def _head(path: Path, options: Options) -> list[str]:
    with decoded(path, options) as stream:
        return list(islice(_unmarked(stream), HEAD_LINES))


def _header(path: Path, options: Options) -> list[str]:
    with decoded(path, options) as stream:
        lines = islice(_unmarked(stream), options.header_line - 1, None)
        return next(split(lines, options, start=options.header_line), Record(0, [])).cells


def _row(line: int, cells: list[str], reason: str, options: Options) -> Row | BadRow | None:
    count, width = len(cells), options.width
    if not cells[0] and all(map(blank, cells)):
        return None
    if not reason and count != width:
        if count > width:
            count = max(trim(cells), width)
        elif options.short_rows:
            count = width
        cells = [*cells, *[""] * (width - len(cells))][: max(count, width)]
        if count != width:
            reason = _("%(found)s cells instead of %(wanted)s") % {"found": count, "wanted": width}
    if reason:
        return BadRow(line, [*cells, *[""] * (width - len(cells))], reason)
    return Row(line, cells)
