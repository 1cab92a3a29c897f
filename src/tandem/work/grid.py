"""The calendar as a table: quarter hours down, people across; a cell spans the rows of what it shows.

A table, so that it needs neither script nor style to place things, and a screen reader walks through it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import ceil

from django.utils import timezone

from .calendar import Column, Entry

QUARTER = 15
PER_HOUR = 60 // QUARTER
EARLIEST, LATEST = 7, 18  # hours that are always shown


@dataclass(frozen=True)
class Cell:
    """A cell of the table: an entry, a drive, or time in which something could be booked."""

    rowspan: int
    colspan: int = 1
    entry: Entry | None = None
    drive: int = 0  # minutes
    tight: bool = False  # a drive that does not fit
    column: Column | None = None  # of free time, with its beginning
    start: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A quarter of an hour: the hour's mark on the first of four, and the cells that begin here."""

    hour: time | None
    cells: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Grid:
    """The table; `heads` are the columns with how many table columns each takes."""

    heads: list[tuple[Column, int]]
    days: list[tuple[date, int]]
    lines: list[Line]


def grid_of(columns: Sequence[Column]) -> Grid:
    """Lay the columns out."""
    first, last = _hours(columns)
    size = (last - first) * PER_HOUR
    lines = [Line(time(first + n // PER_HOUR) if n % PER_HOUR == 0 else None) for n in range(size)]
    heads: list[tuple[Column, int]] = []
    days: dict[date, int] = {}
    for column in columns:
        blocks = sorted(_blocks(column, first, size), key=lambda block: (block.top, -block.bottom))
        lanes = _set_lanes(blocks)
        for at, cell in _cells(column, blocks, lanes, first, size):
            lines[at].cells.append(cell)
        heads.append((column, lanes))
        days[column.day] = days.get(column.day, 0) + lanes
    return Grid(heads, list(days.items()), lines)


@dataclass
class _Block:
    """Rows [top, bottom) of a column, in one of its lanes."""

    top: int
    bottom: int
    entry: Entry | None = None
    drive: int = 0
    tight: bool = False
    lane: int = 0
    group: int = 0


def _hours(columns: Sequence[Column]) -> tuple[int, int]:
    """From the earliest to the latest hour that something is on, and always the working day."""
    entries = [entry for column in columns for entry in column.entries]
    starts = [entry.start.hour for entry in entries]
    ends = [_end_hour(entry) for entry in entries]
    return min([EARLIEST, *starts]), max([LATEST, *ends])


def _end_hour(entry: Entry) -> int:
    if entry.end.date() > entry.start.date():
        return 24
    return entry.end.hour + (1 if entry.end.minute else 0)


def _blocks(column: Column, first: int, size: int) -> Iterator[_Block]:
    for entry in column.entries:
        top = (entry.start.hour - first) * PER_HOUR + entry.start.minute // QUARTER
        minutes = (entry.end - entry.start).total_seconds() / 60 + entry.start.minute % QUARTER
        bottom = min(size, top + max(1, ceil(minutes / QUARTER)))
        yield _Block(top, bottom, entry)
        if entry.leg is not None and top > 0:
            rows = ceil(min(entry.leg.minutes, max(entry.leg.gap, 1)) / QUARTER)
            free = _free_above(column, entry, first, top)
            if free:
                yield _Block(max(top - min(rows, free), 0), top, None, entry.leg.minutes, not entry.leg.fits)


def _free_above(column: Column, entry: Entry, first: int, top: int) -> int:
    """Whole rows between the entry and the one before it."""
    before = [other.end for other in column.entries if other.end <= entry.start]
    if not before:
        return top
    last = max(before)
    return top - ((last.hour - first) * PER_HOUR + ceil(last.minute / QUARTER))


def _set_lanes(blocks: Sequence[_Block]) -> int:
    """Blocks that overlap stand side by side; how many lanes that takes at most. Groups share no row."""
    most, group, ends = 1, -1, [0]
    for block in blocks:
        if block.top >= max(ends):
            group, ends = group + 1, [block.top]
        lane = next((n for n, end in enumerate(ends) if end <= block.top), len(ends))
        block.lane, block.group = lane, group
        if lane == len(ends):
            ends.append(block.bottom)
        else:
            ends[lane] = block.bottom
        most = max(most, len(ends))
    return most


def _cells(column: Column, blocks: Sequence[_Block], lanes: int, first: int, size: int) -> Iterator[tuple[int, Cell]]:
    """Top to bottom: free time hour by hour, and groups of blocks side by side. In a row from left to right."""
    at = 0
    groups: dict[int, list[_Block]] = {}
    for block in blocks:
        groups.setdefault(block.group, []).append(block)
    for group in groups.values():
        top, bottom = min(block.top for block in group), max(block.bottom for block in group)
        yield from _free(column, at, top, lanes, first)
        yield from _side_by_side(group, top, bottom, lanes)
        at = bottom
    yield from _free(column, at, size, lanes, first)


def _free(column: Column, top: int, bottom: int, lanes: int, first: int) -> Iterator[tuple[int, Cell]]:
    at = top
    while at < bottom:
        upto = min(bottom, at - at % PER_HOUR + PER_HOUR)
        clock = time(first + at // PER_HOUR, at % PER_HOUR * QUARTER)
        start = timezone.make_aware(datetime.combine(column.day, clock))
        yield at, Cell(upto - at, lanes, column=column, start=start)
        at = upto


def _side_by_side(group: Sequence[_Block], top: int, bottom: int, lanes: int) -> Iterator[tuple[int, Cell]]:
    used = max(block.lane for block in group) + 1
    found: list[tuple[int, int, Cell]] = []
    for lane in range(used):
        colspan = lanes - used + 1 if lane == used - 1 else 1
        at = top
        for block in sorted((one for one in group if one.lane == lane), key=lambda one: one.top):
            if block.top > at:
                found.append((at, lane, Cell(block.top - at, colspan)))
            cell = Cell(block.bottom - block.top, colspan, block.entry, block.drive, block.tight)
            found.append((block.top, lane, cell))
            at = block.bottom
        if at < bottom:
            found.append((at, lane, Cell(bottom - at, colspan)))
    yield from ((row, cell) for row, _lane, cell in sorted(found, key=lambda one: one[:2]))


def shown_days(columns: Sequence[Column]) -> list[date]:
    """The days that are there, in order."""
    return list(dict.fromkeys(column.day for column in columns))


def previous_and_next(day: date, view: str) -> tuple[date, date]:
    """Where the arrows lead: the working day before and after, or the week."""
    if view == "week":
        return day - timedelta(7), day + timedelta(7)
    before, after = day - timedelta(1), day + timedelta(1)
    while before.weekday() > 4:
        before -= timedelta(1)
    while after.weekday() > 4:
        after += timedelta(1)
    return before, after
