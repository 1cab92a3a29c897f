"""Opening hours as people write them: "Mo-Do 07:00-16:00, Fr 07:00-13:00", in German or English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from .worktime import Stretch

DAYS = {
    **{name: number for number, name in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"))},
    **{name: number for number, name in enumerate(("mo", "tu", "we", "th", "fr", "sa", "su"))},
}
_DASH = r"\s*(?:-|–|—|bis|to|until)\s*"
_WORD = r"([a-zäöü]{2})[a-zäöü]*\.?"
_DAYS = re.compile(rf"{_WORD}(?:{_DASH}{_WORD})?", re.IGNORECASE)
_CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?:\s*(?:uhr|h)\b)?"
_TIMES = re.compile(rf"{_CLOCK}{_DASH}{_CLOCK}", re.IGNORECASE)
_FILLING = re.compile(r"\s+(?:und|and|u)\.?\s+|[,;&/+\n]", re.IGNORECASE)
_ALWAYS = re.compile(r"24\s*/\s*7")
_CLOSED = re.compile(r"(?:geschlossen|closed|off|zu)\b", re.IGNORECASE)


def read_hours(text: str) -> dict[int, list[Stretch]] | None:
    """Per weekday (0 is Monday) the stretches that are open; None where the text does not say so, or is empty.

    Times without days are Monday to Friday; a stretch until 24:00 ends with the day.
    """
    if _ALWAYS.search(text):
        return {day: [(time(0), time.max)] for day in range(7)}
    week: dict[int, set[Stretch]] = {}
    days: set[int] = set()
    fresh = False
    for part in _parts(_CLOSED.sub(";", text)):
        found, named = _stretch(part), _named(part)
        if found is not None:
            for day in days or set(range(5)):
                week.setdefault(day, set()).add(found)
        elif named is not None:
            days = days | named if fresh else named
        else:
            return None
        fresh = found is None
    return {day: sorted(stretches) for day, stretches in sorted(week.items())} or None


def _parts(text: str) -> Iterator[str]:
    """Days and times one by one: "Mo, Mi 8-12" is Mo, Mi, 8-12."""
    for piece in _FILLING.split(text):
        at = 0
        for times in _TIMES.finditer(piece):
            yield from filter(None, (piece[at : times.start()].strip(" :"), times.group()))
            at = times.end()
        rest = piece[at:].strip(" :.")
        if rest and rest.lower() not in ("uhr", "h"):
            yield rest


def _named(part: str) -> set[int] | None:
    """The weekdays of "Mo", "Montag" or "Mo-Fr"; None for other words."""
    match = _DAYS.fullmatch(part)
    if match is None:
        return None
    first, last = (DAYS.get(name.lower()) if name else None for name in match.groups())
    if first is None or (match[2] and last is None):
        return None
    return {first} if last is None else {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _stretch(part: str) -> Stretch | None:
    match = _TIMES.fullmatch(part)
    if match is None:
        return None
    start, end = _clock(match[1], match[2]), _clock(match[3], match[4])
    return (start, end) if start is not None and end is not None and start < end else None


def _clock(hour: str, minute: str | None) -> time | None:
    hours, minutes = int(hour), int(minute or 0)
    if (hours, minutes) == (24, 0):
        return time.max
    return time(hours, minutes) if hours < 24 and minutes < 60 else None
