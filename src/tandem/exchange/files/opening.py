"""One door for every kind of file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.exchange.reading import BadRow, InputRefused, Row

from .cards import open_cards, read_cards
from .form import Opened, Options
from .magic import kind_of
from .sheets import count_sheet, open_sheet, read_sheet
from .text import count_text, open_text, read_text

_OPEN = {"csv": open_text, "sheet": open_sheet, "vcard": open_cards}
_READ = {"csv": read_text, "sheet": read_sheet, "vcard": read_cards}
_COUNT = {"csv": count_text, "sheet": count_sheet, "vcard": count_text}


def open_file(path: Path, name: str, options: Options | None = None) -> Opened:
    """Look at a file and guess what the options leave open.

    `InputRefused` says what to do with a file that cannot be taken.
    """
    chosen = replace(options or Options(), width=0, skip_blanks=False, short_rows=False)  # these follow from the rest
    try:
        kind = kind_of(path, name)
        return _OPEN[kind](path, name, replace(chosen, kind=kind))
    except OSError as error:
        raise _unreadable(name, error) from None


def read_lines(path: Path, options: Options, *, after: int = 0) -> Iterator[Row | BadRow]:
    """The rows behind line `after`, with the options of an opened file.

    A broken row is a `BadRow`, never lost; blank lines and lines that repeat the header are no rows.
    """
    try:
        yield from _READ[options.kind](path, options, after=after)
    except OSError as error:
        raise _unreadable(path.name, error) from None


def count_lines(path: Path, options: Options) -> int:
    """The number of the last line: what the lines of `read_lines` run up to."""
    return _COUNT[options.kind](path, options)


def _unreadable(name: str, error: OSError) -> InputRefused:
    return InputRefused(_("%(file)s cannot be read: %(error)s.") % {"file": name, "error": error.strerror or error})
