"""Whose a fact is: the seats of its day, with shares that add up to the whole, and overlays on top."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from engines.money import allocate

from .facts import Fact, Member
from .numbers import half_up


@dataclass(frozen=True, slots=True)
class Part:
    """What one person holds of a whole."""

    person: str
    role: str
    weight: int


@dataclass(frozen=True, slots=True)
class Split:
    """Parts in the order of member ids. What they lack of `whole` is vacant and stays with the company."""

    parts: tuple[Part, ...]
    whole: int
    overlays: tuple[tuple[str, str, Fraction], ...] = ()
    full: bool = False  # everybody gets all of it

    def allocate(self, cents: int) -> list[int]:
        """What each part gets, by largest remainder; ties go to the smaller member id."""
        if self.full:
            return [cents] * len(self.parts)
        weights = [part.weight for part in self.parts]
        vacant = self.whole - sum(weights)
        if len(weights) == 1 and not vacant:
            return [cents]
        if len(weights) == 2 and not vacant:
            first = half_up(cents * weights[0], self.whole)
            return [first, cents - first]
        return allocate(cents, [*weights, vacant])[:-1]

    def only(self, roles: Sequence[str]) -> Split:
        """Without the parts of other roles, which are not paid."""
        if not roles:
            return self
        parts = tuple(part for part in self.parts if part.role in roles)
        return Split(parts, self.whole, tuple(row for row in self.overlays if row[1] in roles), self.full)


class Seats:
    """The members of all tandems, asked by day."""

    def __init__(self, members: Iterable[Member], *, redistribute: bool) -> None:
        self.members = tuple(members)
        self.redistribute = redistribute
        self.of_tandem: dict[str, list[Member]] = defaultdict(list)
        self.of_person: dict[str, list[Member]] = defaultdict(list)
        for member in self.members:
            self.of_tandem[member.tandem].append(member)
            if member.person:
                self.of_person[member.person].append(member)
        self._spans: dict[str, tuple[list[date], list[Split]]] = {}

    def split(self, tandem: str, day: date) -> Split:
        """Who shares a fact of that tandem on that day; an unknown tandem is a person on their own."""
        if tandem not in self.of_tandem:
            return alone(tandem, self.role(tandem, day))
        starts, splits = self._spans.get(tandem) or self._spans.setdefault(tandem, self._cut(tandem))
        return splits[bisect_right(starts, day) - 1]

    def of_fact(self, fact: Fact, day: date) -> Split:
        """The same, with what the fact itself says about shares and overlays."""
        usual = self.split(fact.tandem, day)
        if not fact.split and not fact.overlay:
            return usual
        parts, whole = usual.parts, usual.whole
        if fact.split:
            whole = lcm(*(share.denominator for _person, share in fact.split))
            parts = tuple(
                Part(person, self.role(person, day, fact.tandem), int(share * whole))
                for person, share in sorted(fact.split)
            )
        overlays = [(person, self.role(person, day, fact.tandem), share) for person, share in fact.overlay]
        return Split(parts, whole, tuple(sorted(overlays)) or usual.overlays)

    def role(self, person: str, day: date, tandem: str = "") -> str:
        """What the person is on that day, first of all in that tandem."""
        seats = [seat for seat in self.of_person.get(person, ()) if seat.start <= day < seat.end]
        seats.sort(key=lambda seat: (seat.tandem != tandem, seat.tandem, seat.role))
        return seats[0].role if seats else ""

    def by_days(self, tandem: str, start: date, end: date) -> Split:
        """Shares of a whole span: weight × days of each seat."""
        if tandem not in self.of_tandem:
            return alone(tandem, self.role(tandem, start))
        starts, splits = self._spans.get(tandem) or self._spans.setdefault(tandem, self._cut(tandem))
        scale = lcm(*(split.whole for split in splits))
        held: dict[tuple[str, str], int] = defaultdict(int)
        whole = 0
        for place, split in enumerate(splits):
            until = starts[place + 1] if place + 1 < len(starts) else date.max
            days = (min(until, end) - max(starts[place], start)).days
            if days > 0:
                whole += scale * days
                for part in split.parts:
                    held[part.person, part.role] += part.weight * days * (scale // split.whole)
        parts = tuple(Part(person, role, weight) for (person, role), weight in sorted(held.items()))
        return Split(parts, whole)

    def pieces(self, tandem: str) -> list[tuple[date, date, Split]]:
        """The time of a tandem in spans in which nothing changes."""
        starts, splits = self._spans.get(tandem) or self._spans.setdefault(tandem, self._cut(tandem))
        return list(zip(starts, [*starts[1:], date.max], splits, strict=True))

    def days(self, seats: Iterable[Member], start: date, end: date) -> int:
        """Days of a span on which at least one of these seats is held."""
        covered, until = 0, start
        for seat in sorted(seats, key=lambda seat: seat.start):
            first, last = max(seat.start, until), min(seat.end, end)
            if last > first:
                covered += (last - first).days
                until = last
        return covered

    def _cut(self, tandem: str) -> tuple[list[date], list[Split]]:
        """The time of a tandem in pieces in which nothing changes."""
        seats = self.of_tandem[tandem]
        scale = lcm(*(seat.weight.denominator for seat in seats))
        starts = sorted({date.min, *(seat.start for seat in seats), *(seat.end for seat in seats)})
        starts = [start for start in starts if start < date.max]
        shares = [seat for seat in seats if not seat.overlay]
        sums = [sum(int(seat.weight * scale) for seat in shares if seat.start <= day < seat.end) for day in starts]
        return starts, [self._piece(seats, day, scale, max(sums)) for day in starts]

    def _piece(self, seats: list[Member], day: date, scale: int, whole: int) -> Split:
        held = [seat for seat in seats if seat.person and seat.start <= day < seat.end]
        held.sort(key=lambda seat: (seat.person, seat.role))
        parts = tuple(Part(seat.person, seat.role, int(seat.weight * scale)) for seat in held if not seat.overlay)
        overlays = tuple((seat.person, seat.role, seat.overlay) for seat in held if seat.overlay)
        if self.redistribute and parts:
            whole = sum(part.weight for part in parts)
        return Split(parts, whole or 1, overlays)


def alone(person: str, role: str = "", *, full: bool = False) -> Split:
    """All of it to one."""
    return Split((Part(person, role, 1),), 1, full=full)
