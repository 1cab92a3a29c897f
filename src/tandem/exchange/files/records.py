"""Text into records: several lines may make one, and a broken quotation mark harms its own line only."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from .form import Options

MOST_LINES = 1000  # of one record; a mark that stays open longer was never closed
UNDECODED = {"utf-8": "surrogateescape", "cp1252": "surrogateescape"}
_LOST = re.compile("[\x00\udc80-\udcff]")


class Record(NamedTuple):
    """Cells of one record, where it starts, and what is wrong with it."""

    line: int
    cells: list[str]
    reason: str = ""


class _Runaway(Exception):
    """A record goes on for too long."""


def dialect(options: Options) -> dict[str, Any]:
    """How csv must read it."""
    shape: dict[str, Any] = {"delimiter": options.separator, "skipinitialspace": options.skip_blanks, "strict": True}
    if options.quote == "none":
        return shape | {"quoting": csv.QUOTE_NONE}
    if len(options.quote) == 2:
        shape["escapechar"] = options.quote[0]
    return shape | {"quotechar": options.quote[-1]}


def split(stream: Iterable[str], options: Options, *, start: int = 1) -> Iterator[Record]:
    """The records of lines that still carry their ends; the first has the number `start`."""
    return _Splitter(stream, options, start).records()


class _Splitter:
    def __init__(self, stream: Iterable[str], options: Options, start: int) -> None:
        self.stream, self.shape = iter(stream), dialect(options)
        self.separator, self.width = options.separator, options.width
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.number = start - 1
        self.odd = False
        self.replaced = options.encoding not in UNDECODED

    def records(self) -> Iterator[Record]:
        reader = csv.reader(self._feed(), **self.shape)
        taken = self.taken
        while True:
            taken.clear()
            self.odd = False
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, _Runaway) as error:
                yield self._broken("field larger" in str(error))
                reader = csv.reader(self._feed(), **self.shape)
                continue
            if len(taken) > 1 and self._swallowed(cells):
                if len(cells) == self.width:
                    yield self._whole(cells, _("whole rows stand between quotation marks; one of them may be open"))
                    continue
                yield self._broken()
                reader = csv.reader(self._feed(), **self.shape)
            elif self.odd:
                yield self._damaged(cells)
            else:
                yield Record(self.number - len(taken) + 1, cells)

    def _feed(self) -> Iterator[str]:
        again, taken, stream = self.again, self.taken, self.stream
        while True:
            line = again.popleft() if again else next(stream, None)
            if line is None:
                return
            self.number += 1
            taken.append(line)
            if len(taken) > MOST_LINES:
                raise _Runaway
            if not line.isascii() or "\0" in line:
                self.odd = self.odd or self._is_odd(line)
            yield line

    def _swallowed(self, cells: list[str]) -> bool:
        """Whether a mark that was not closed made one record of several whole rows."""
        width = self.width
        if width < 2 or (len(cells) == width and (width < 3 or len(self.taken) < 4)):
            return False
        behind = self.taken[1:] if len(cells) != width else self.taken[1:-1]
        whole = sum(self._is_row(line) for line in behind)
        return whole > (len(cells) == width)

    def _is_row(self, line: str) -> bool:
        try:
            return len(next(csv.reader((line,), **self.shape))) == self.width
        except csv.Error:
            return False

    def _is_odd(self, line: str) -> bool:
        """Whether a line held bytes that are no text; this is asked for most lines of a German file, so fast."""
        try:
            line.encode()
        except UnicodeEncodeError:
            return True
        return "\0" in line or (self.replaced and "\ufffd" in line)

    def _broken(self, long: bool = False) -> Record:
        """The first line alone; those behind it are read again."""
        first, *rest = self.taken
        self.again.extendleft(reversed(rest))
        self.number -= len(rest)
        cells = [plain(cell) for cell in first.rstrip("\r\n").split(self.separator)]
        if long and not rest:
            return Record(self.number, cells, _("a cell is longer than 131,072 characters"))
        return Record(self.number, cells, _("a quotation mark is not closed or stands wrong"))

    def _damaged(self, cells: list[str]) -> Record:
        nul = any("\0" in line for line in self.taken)
        return self._whole(
            cells, _("holds the character NUL, which is no text") if nul else _("holds bytes that are no text")
        )

    def _whole(self, cells: list[str], reason: str) -> Record:
        return Record(self.number - len(self.taken) + 1, [plain(cell) for cell in cells], reason)


def plain(cell: str) -> str:
    """The cell with a mark for each character that is none."""
    return _LOST.sub("\ufffd", cell)
