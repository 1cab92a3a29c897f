"""Where the names of columns stand, and names that can be told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median_low

from django.utils.translation import gettext as _

from .matching import known_names

SEARCHED = 40
_VALUE = re.compile(r"[-+(€$£ ]*[0-9][0-9.,:/ '\u00a0%€-]*\)?|[^@\s]+@[^@\s]+\.[^@\s]+|[0-9]{4}-[0-9]{2}-[0-9]{2}.*")

Numbered = tuple[int, Sequence[str]]


def find_header(records: Sequence[Numbered]) -> int:
    """The line of the first record that is as wide as the rows and reads like names; 0 without any.

    A record with many more names that we know comes before it.
    """
    filled = [sum(not blank(cell) for cell in cells) for _line, cells in records]
    if not any(filled):
        return 0
    first = _first_names(records, filled)
    known = {line: known_names(cells) for line, cells in records[:SEARCHED]}
    best = max(known, key=lambda line: known[line])
    return best if known[best] > 2 * known.get(first, 0) + 1 else first


def _first_names(records: Sequence[Numbered], filled: list[int]) -> int:
    wanted = 0.6 * median_low([count for count in filled if count])
    least = min(2, median_low([len(cells) for _line, cells in records]))
    wide = [
        (line, cells)
        for (line, cells), count in zip(records[:SEARCHED], filled, strict=False)
        if count and count >= wanted and len(cells) >= least and _distinct(cells)
    ]
    named = [line for line, cells in wide if _is_names(cells)]
    if named:
        return named[0]
    return wide[0][0] if wide else next(line for (line, _), count in zip(records, filled, strict=True) if count)


def looks_like_values(cells: Sequence[str]) -> bool:
    """Whether a header holds what rows hold: then the names may be missing."""
    return any(_VALUE.fullmatch(cell.strip()) and not _is_year(cell) for cell in cells if not blank(cell))


def name_columns(cells: Sequence[str], width: int) -> tuple[list[str], list[str]]:
    """`width` names, none empty and none twice, and what had to be done for it."""
    notes, names = [], []
    for index in range(width):
        name = " ".join(cells[index].split()) if index < len(cells) else ""
        names.append(name or _("Column %(number)s") % {"number": index + 1})
    unnamed = [names[i] for i in range(width) if i >= len(cells) or blank(cells[i])]
    if unnamed:
        notes.append(_("Columns without a name: %(names)s.") % {"names": ", ".join(unnamed)})
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        notes.append(_("Columns named twice got a number: %(names)s.") % {"names": ", ".join(twice)})
    return _unique(names), notes


def no_rows() -> str:
    """What to tell about a header with nothing below it."""
    return _("There are names of columns, but no rows below them.")


def trim(cells: Sequence[str]) -> int:
    """How many cells there are without the empty ones at the end."""
    count = len(cells)
    while count and blank(cells[count - 1]):
        count -= 1
    return count


def blank(cell: str) -> bool:
    """Whether nothing stands in a cell."""
    return not cell or cell.isspace()


def _distinct(cells: Sequence[str]) -> bool:
    named = [cell.strip().casefold() for cell in cells if not blank(cell)]
    return len(set(named)) * 4 > len(named)


def _is_names(cells: Sequence[str]) -> bool:
    named = [cell.strip() for cell in cells if not blank(cell)]
    return sum(_VALUE.fullmatch(cell) is not None for cell in named) * 2 < len(named)


def _is_year(cell: str) -> bool:
    return re.fullmatch(r"\s*(?:19|20)[0-9]{2}\s*", cell) is not None


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        number, unique = 2, name
        while unique in found or (unique != name and unique in names):
            unique, number = f"{name} ({number})", number + 1
        found.append(unique)
    return found
