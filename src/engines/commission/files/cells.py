"""Single cells: amounts, shares, days and moments; ValueError with a plain sentence where one is wrong."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo

from engines.commission.numbers import Number, read_number, simple

_CENTS = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
YES, NO = (
    frozenset({"yes", "y", "true", "1", "x", "ja", "wahr"}),
    frozenset({"no", "n", "false", "0", "nein", "falsch", ""}),
)


def cents_of(text: str) -> int:
    """Whole cents."""
    if not _CENTS.fullmatch(text):
        raise ValueError(f'"{text}" is not a whole number of cents')
    return int(text)


def amount_of(text: str) -> Number:
    """Cents of an amount such as 1234.56, exactly."""
    try:
        found = read_number(text)
    except ValueError:
        raise ValueError(f'"{text}" is not an amount such as 1234.56') from None
    return simple(Fraction(found) * 100)


def number_of(text: str) -> Number:
    try:
        return read_number(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a number') from None


def percent_of(text: str) -> Fraction:
    """50, 50 % and 12.5 as parts of the whole."""
    return Fraction(number_of(text.rstrip("% \u00a0"))) / 100


def day_of(text: str) -> date:
    """2026-03-31 or 31.03.2026."""
    day = _day(text)
    if not 1900 <= day.year <= 2999:
        raise ValueError(f'"{text}" is out of range')
    return day


def _day(text: str) -> date:
    try:
        if found := _GERMAN_DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if len(text) != 10:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'"{text}" is not a day such as 2026-03-31') from None


class Moments:
    """Days and moments in a company's zone; each text is read once."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.known: dict[str, tuple[date, datetime]] = {}

    def read(self, text: str) -> tuple[date, datetime]:
        """The day in the company's zone and the moment in UTC; a day alone begins at midnight."""
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = self._read(text)
        return found

    def _read(self, text: str) -> tuple[date, datetime]:
        moment = self._moment(text)
        local = moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)
        try:
            return local.date(), local.astimezone(UTC)
        except OverflowError:
            raise ValueError(f'"{text}" is out of range') from None

    def _moment(self, text: str) -> datetime:
        if len(text) <= 10:
            return datetime.combine(day_of(text), time())
        try:
            day_of(text[:10])
            return datetime.fromisoformat(text)
        except ValueError:
            raise ValueError(f'"{text}" is not a day or moment such as 2026-03-31T14:05:00+02:00') from None


def shares_of(text: str) -> tuple[tuple[str, Fraction], ...]:
    """ "anna=60 ben=40" as parts of the whole."""
    found: list[tuple[str, Fraction]] = []
    for piece in re.split(r"[;,\s]+(?=[^\s=:]+[=:])", text.strip().strip(";,")):
        person, mark, share = re.split(r"([=:])", piece, maxsplit=1) if re.search("[=:]", piece) else (piece, "", "")
        if not mark or not person.strip():
            raise ValueError(f'"{text}" is not a list of shares such as anna=60 ben=40')
        found.append((person.strip(), percent_of(share.strip())))
    if len({person for person, _share in found}) != len(found):
        raise ValueError(f'"{text}" names a person twice')
    return tuple(found)
