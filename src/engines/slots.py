"""When several people could meet: free times of all, the customer's hours, and the least driving around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Stop:
    """What is in somebody's diary already. Minutes of driving to and from the wanted place; None: nobody knows."""

    start: datetime
    end: datetime
    to_place: int | None = None
    from_place: int | None = None


@dataclass(frozen=True)
class Diary:
    """One person: when they are at work, and what they have on."""

    open: Sequence[Span]
    stops: Sequence[Stop] = field(default_factory=tuple)


@dataclass(frozen=True)
class Wish:
    """What is looked for, between which instants. `customer_open` None: at any hour. All instants are aware."""

    first: datetime
    last: datetime
    minutes: int
    zone: ZoneInfo
    customer_open: Sequence[Span] | None = None
    step: int = 15  # minutes between two possible beginnings


@dataclass(frozen=True)
class Slot:
    """A time that suits everybody, and the minutes of driving before and after it, of all together."""

    start: datetime
    end: datetime
    drive: int


def find_slots(diaries: Sequence[Diary], wish: Wish, *, most: int = 8, per_day: int = 2, apart: int = 0) -> list[Slot]:
    """The best times, least driving first, then the earliest; at most so many of one day, which do not overlap.

    `apart`: minutes between two beginnings, so that what is offered differs.
    """
    between = timedelta(minutes=max(apart, wish.minutes))
    chosen: list[Slot] = []
    days: dict[date, int] = {}
    for slot in sorted(_possible(diaries, wish), key=lambda slot: (slot.drive, slot.start)):
        day = slot.start.astimezone(wish.zone).date()
        new = all(abs(slot.start - other.start) >= between for other in chosen)
        if days.get(day, 0) < per_day and new:
            chosen.append(slot)
            days[day] = days.get(day, 0) + 1
        if len(chosen) == most:
            break
    return chosen


def _possible(diaries: Sequence[Diary], wish: Wish) -> Iterator[Slot]:
    length, step = timedelta(minutes=wish.minutes), timedelta(minutes=wish.step)
    for first, last in _common([diary.open for diary in diaries] + _hours(wish)):
        start = _rounded(max(first, wish.first), wish)
        while start + length <= min(last, wish.last):
            drives = [_drive(diary.stops, start, start + length, wish.zone) for diary in diaries]
            if None not in drives:
                yield Slot(start, start + length, sum(drive for drive in drives if drive))
            start += step


def _hours(wish: Wish) -> list[Sequence[Span]]:
    return [] if wish.customer_open is None else [wish.customer_open]


def _common(calendars: Sequence[Sequence[Span]]) -> list[Span]:
    """The spans that lie in all of these."""
    found = list(calendars[0]) if calendars else []
    for other in calendars[1:]:
        pairs = ((max(a[0], b[0]), min(a[1], b[1])) for a in found for b in other)
        found = sorted((start, end) for start, end in pairs if start < end)
    return found


def _rounded(at: datetime, wish: Wish) -> datetime:
    """The next instant on the step's grid of the clock on the wall."""
    local = at.astimezone(wish.zone)
    over = timedelta(minutes=local.minute % wish.step, seconds=local.second, microseconds=local.microsecond)
    return at if not over else at + timedelta(minutes=wish.step) - over


def _drive(stops: Sequence[Stop], start: datetime, end: datetime, zone: ZoneInfo) -> int | None:
    """Minutes of driving from the stop before and to the one after on that day; None where it does not fit."""
    day, total = start.astimezone(zone).date(), 0
    before = [stop for stop in stops if stop.end <= start]
    after = [stop for stop in stops if stop.start >= end]
    if len(before) + len(after) < len(stops):
        return None
    if before and (last := max(before, key=lambda stop: stop.end)).end.astimezone(zone).date() == day:
        way = last.to_place or 0
        if last.end + timedelta(minutes=way) > start:
            return None
        total += way
    if after and (following := min(after, key=lambda stop: stop.start)).start.astimezone(zone).date() == day:
        way = following.from_place or 0
        if end + timedelta(minutes=way) > following.start:
            return None
        total += way
    return total
