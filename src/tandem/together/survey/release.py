"""What may be told of anonymous answers, so that no subtraction between groups or weeks leaves fewer than allowed.

Everything told forms one tree: a batch of whole weeks, in it the groups of the first split, in each those of the
second. A batch closes with the first week by which enough answers have come; it never changes afterwards, and what
follows waits for the next one. Within a node the parts are told whose answers are enough; what then is left of the
node must be nothing or enough as well, else the smallest told part is hidden too, until it is. What anybody can
reckon from a tree of sums is a sum of such remainders, so it is always enough or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

Path = tuple[str, ...]
T = TypeVar("T")
WEEK = timedelta(days=7)
DEPTH = 2  # splits within a batch


@dataclass(frozen=True)
class Given:
    """One submission: the Monday of its week, the groups it counts in ("" where too small to be kept), five scores."""

    week: date
    path: Path
    scores: Sequence[int]


@dataclass(frozen=True)
class Cell:
    """One group that is told: the weeks [first, last] by their Mondays, its path, how many, and their sums."""

    first: date
    last: date
    path: Path
    count: int
    sums: Sequence[int]

    @property
    def means(self) -> list[float]:
        """Per question. Near the ends of the scale they would say what everybody answered, so these are cut."""
        return [min(4.5, max(1.5, round(total / self.count, 1))) for total in self.sums]


def released(answers: Iterable[Given], *, least: int, until: date) -> list[Cell]:
    """All cells that may be told on a day, by week and path; only weeks that are over count."""
    found: list[Cell] = []
    for batch in _batches(answers, least, until):
        first, last = min(one.week for one in batch), max(one.week for one in batch)
        for path, rows in _told(batch, (), least):
            sums = [sum(column) for column in zip(*(row.scores for row in rows), strict=True)]
            found.append(Cell(first, last, path, len(rows), sums))
    return found


def kept_path(asked: Sequence[Path], own: Path, least: int) -> Path:
    """As much of somebody's groups as may be written down, by who is asked: a group left empty is never a few alone."""
    rows, kept = list(asked), []
    for depth in range(DEPTH):
        parts: defaultdict[str, list[Path]] = defaultdict(list)
        for path in rows:
            parts[path[depth]].append(path)
        if own[depth] not in _shown(parts, least):
            break
        kept.append(own[depth])
        rows = parts[own[depth]]
    return tuple(kept)


def _batches(answers: Iterable[Given], least: int, until: date) -> Iterable[list[Given]]:
    by_week: defaultdict[date, list[Given]] = defaultdict(list)
    for one in answers:
        if one.week + WEEK <= until:
            by_week[one.week].append(one)
    batch: list[Given] = []
    for week in sorted(by_week):
        batch = [*batch, *by_week[week]]
        if len(batch) >= least:
            yield batch
            batch = []


def _told(rows: list[Given], path: Path, least: int) -> Iterable[tuple[Path, list[Given]]]:
    """The node itself, which is enough, and what may be told of its parts."""
    yield path, rows
    if len(path) == DEPTH:
        return
    parts: defaultdict[str, list[Given]] = defaultdict(list)
    for row in rows:
        parts[row.path[len(path)] if len(row.path) > len(path) else ""].append(row)
    for name, part in _shown(parts, least).items():
        yield from _told(part, (*path, name), least)


def _shown(parts: Mapping[str, list[T]], least: int) -> dict[str, list[T]]:
    """Parts that are enough, fewer where what is left would be too few; in the order of their names."""
    large = sorted((name for name, part in parts.items() if name and len(part) >= least), key=lambda n: len(parts[n]))
    left = sum(len(part) for name, part in parts.items() if name not in large)
    while large and 0 < left < least:
        left += len(parts[large.pop(0)])
    return {name: parts[name] for name in sorted(large, key=lambda name: (len(name), name))}  # ids as texts
