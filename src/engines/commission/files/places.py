"""On which line a field of a plan stands, as far as its text tells."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[(\[?)\s*([\w.\-\"]+)\s*\]?\]")
_KEY = re.compile(r"(?:^|[{,\s])\"?([\w-]+)\"?\s*[=:]")
_STEP = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?")


def line_of(text: str, path: str) -> int:
    """The line of `components[1].tiers[2].from`: the nearest of its steps that can be found; 1 at worst."""
    lines = text.split("\n")
    here, last = 0, len(lines)
    best = 1
    for name, number in _STEP.findall(path):
        found = _find(lines, here, last, name, int(number or 0), header=True)
        if found is None:
            found = _find(lines, here, last, name, 0, header=False)
            if found is not None and number:
                found = _item(lines, found, int(number))
        if found is None:
            return best
        best, here = found + 1, found
        last = _end(lines, found, last)
    return best


def _find(lines: list[str], start: int, end: int, name: str, number: int, *, header: bool) -> int | None:
    """The line of a table's header, or of a key."""
    seen = 0
    for place in range(start, end):
        if header:
            found = _HEADER.match(lines[place])
            hit = found is not None and found[2].split(".")[-1].strip('"') == name
        else:
            hit = name in _KEY.findall(lines[place].split("#", 1)[0])
        if hit and seen == number:
            return place
        seen += hit
    return None


def _item(lines: list[str], start: int, number: int) -> int:
    """The line on which the so-many-th inline table behind a key opens."""
    opened = depth = 0
    for place in range(start, len(lines)):
        for mark in lines[place].split("#", 1)[0]:
            if mark == "{":
                opened, depth = opened + (depth == 0), depth + 1
                if opened == number + 1:
                    return place
            elif mark == "}":
                depth -= 1
    return start


def _end(lines: list[str], start: int, end: int) -> int:
    """Where a table ends: at the next header that is not below it."""
    found = _HEADER.match(lines[start])
    if found is None:
        return end
    for place in range(start + 1, end):
        other = _HEADER.match(lines[place])
        if other is not None and not other[2].startswith(found[2] + "."):
            return place
    return end
