"""Working time: when a promise falls due, and how much of it has run, over nights, weekends and holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HORIZON = 366  # days that a search for open time looks ahead; a week without open time would never end

Stretch = tuple[time, time]


@dataclass(frozen=True)
class Openings:
    """When somebody can be reached: wall-clock stretches per weekday (0 is Monday) in one zone, less closed days.

    Several of these may be asked together: time counts while at least one is open.
    """

    zone: ZoneInfo
    week: Mapping[int, Sequence[Stretch]]
    closed: frozenset[date] = field(default_factory=frozenset)

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open spans of a day as instants, in order; across a change of the clock they are as long as they are."""
        if day in self.closed:
            return []
        return [
            (datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone))
            for start, end in sorted(self.week.get(day.weekday(), ()))
        ]


def add_time(start: datetime, minutes: int, openings: Sequence[Openings]) -> datetime | None:
    """The instant at which so many open minutes have passed since `start`; None when nobody is open within a year.

    No minutes at all means now. A promise that ends exactly at closing time ends then, not the next morning.
    """
    left = timedelta(minutes=minutes)
    if left <= timedelta(0):
        return start
    for begin, end in _spans(start, openings):
        if left <= end - begin:  # both in UTC, so this is time that really passes
            return begin + left
        left -= end - begin
    return None


def time_between(start: datetime, end: datetime, openings: Sequence[Openings]) -> timedelta:
    """How much open time lies in [start, end); nothing when the end is not after the start."""
    total = timedelta(0)
    if end <= start:
        return total
    for begin, close in _spans(start, openings):
        if begin >= end:
            break
        total += min(close, end) - begin
    return total


def next_open(at: datetime, openings: Sequence[Openings]) -> datetime | None:
    """The first open instant not before `at`; None when there is none within a year."""
    return next((begin for begin, _end in _spans(at, openings)), None)


def is_open(at: datetime, openings: Sequence[Openings]) -> bool:
    """Whether anybody is there at that instant."""
    return next_open(at, openings) == at


def _spans(start: datetime, openings: Sequence[Openings]) -> Iterator[tuple[datetime, datetime]]:
    """Open spans from `start` on, merged over all openings, each in UTC and beginning not before `start`."""
    utc = ZoneInfo("UTC")
    start = start.astimezone(utc)
    first = min((start.astimezone(each.zone).date() for each in openings), default=None)
    if first is None:
        return
    for offset in range(-1, HORIZON):
        day = first + timedelta(days=offset)
        found = sorted((b.astimezone(utc), e.astimezone(utc)) for each in openings for b, e in each.on(day))
        for begin, end in _merged(found):
            if end > start:
                yield max(begin, start), end


def _merged(spans: Sequence[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    current: tuple[datetime, datetime] | None = None
    for begin, end in spans:
        if current and begin <= current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = begin, end
    if current:
        yield current
