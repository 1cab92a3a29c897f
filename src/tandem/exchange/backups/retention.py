"""Which backups are kept: the newest of each of the last days, weeks and months that have one."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

DAYS_AHEAD = 366 * 12  # how far it is worth telling until when something is kept


@dataclass(frozen=True)
class Keep:
    """How many days, weeks and months; at least one day, so that the newest is never in question."""

    days: int
    weeks: int
    months: int


def read_keep(text: str) -> Keep:
    """`7,4,12` as days, weeks, months; ValueError for anything else."""
    found = re.fullmatch(r"\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*,\s*([0-9]{1,3})\s*", text)
    if found is None or int(found[1]) < 1:
        raise ValueError(text)
    return Keep(*(int(number) for number in found.groups()))


def kept(made: Iterable[datetime], keep: Keep, zone: ZoneInfo) -> set[datetime]:
    """Those that stay. Periods without a backup do not count, so that a long pause costs nothing."""
    newest_first = sorted(made, reverse=True)
    stay: set[datetime] = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[date], Hashable]], ...] = (
        (keep.days, lambda day: day),
        (keep.weeks, lambda day: day.isocalendar()[:2]),
        (keep.months, lambda day: (day.year, day.month)),
    )
    for most, period_of in periods:
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(moment.astimezone(zone).date()), moment)
        stay |= set(list(newest.values())[:most])
    return stay


def kept_until(made: Iterable[datetime], keep: Keep, zone: ZoneInfo) -> Mapping[datetime, date]:
    """The day on which each one goes, if from now on one is made every day."""
    real = set(made)
    if not real:
        return {}
    until: dict[datetime, date] = {}
    stay, newest = kept(real, keep, zone), max(real)
    for ahead in range(1, DAYS_AHEAD):
        if not real & stay:
            break
        moment = newest + timedelta(days=ahead)
        later = kept({*stay, moment}, keep, zone)
        until |= dict.fromkeys((real & stay) - later, moment.astimezone(zone).date())
        stay = later
    return until
