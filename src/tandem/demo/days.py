"""The demo's calendar: three years up to the day of loading, with weekends, holidays, season and trend."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from django.utils import timezone

MONTHS = 36
SEASON = (0.92, 0.95, 1.12, 1.08, 1.05, 1.06, 0.94, 0.80, 1.10, 1.15, 1.12, 0.72)  # January to December
WEEKDAY = (1.1, 1.12, 1.06, 1.0, 0.74)
TREND = 0.09  # growth per year, before customers who fall silent
OPEN, CLOSE = 7 * 60 + 20, 17 * 60 + 10  # minutes of the day in which people work
NOON = time(12)


class Calendar:
    """Days and instants around `at`, in the company's zone. `start` is the first of a month three years before."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.today = timezone.localdate(at)
        self.start = self.month(MONTHS)
        self.days = [self.start + timedelta(n) for n in range((self.today - self.start).days + 1)]
        self._minute = _minutes(at)
        self.workdays = [day for day in self.days if is_workday(day) and self._begun(day)]
        self._sums = list(accumulate(self._weight(day) for day in self.workdays))
        self._midnights = {day: _midnight(day) for day in self.days}

    def month(self, before: int) -> date:
        """The first day of the month so many months before this one."""
        months = self.today.year * 12 + self.today.month - 1 - before
        return date(months // 12, months % 12 + 1, 1)

    def index(self, day: date) -> int:
        """Number of the day since the start."""
        return (day - self.start).days

    def moment(self, day: date, dice: Random, first: int = OPEN, last: int = CLOSE) -> datetime:
        """An instant of working time on the day, never after `at`."""
        if day >= self.today:
            last = min(last, self._minute - 2)
        minutes = dice.triangular(first, max(first, last), first + (last - first) * 0.4)
        return self._midnights[day] + timedelta(minutes=int(minutes), seconds=int(dice.random() * 60))

    def at_time(self, day: date, hour: time) -> datetime:
        """The day at this hour of the company's zone."""
        return self._midnights[day] + timedelta(hours=hour.hour, minutes=hour.minute)

    def later(self, moment: datetime, dice: Random, hours: float) -> datetime:
        """Some hours on, in working time: what comes after closing is done the next workday."""
        found = moment + timedelta(hours=dice.uniform(hours * 0.3, hours * 1.7))
        local = timezone.localtime(found)
        if local.hour * 60 + local.minute <= CLOSE and is_workday(local.date()) and local.hour >= OPEN // 60:
            return found
        day = self.workday_from(local.date() + timedelta(local.hour * 60 + local.minute > CLOSE))
        return self.moment(day, dice, OPEN, OPEN + 150) if day <= self.today else self.at + timedelta(days=1)

    def soon(self, moment: datetime, minutes: int) -> datetime:
        """Some minutes on, never after `at`."""
        return min(moment + timedelta(minutes=minutes), self.at)

    def workday_from(self, day: date) -> date:
        """The day itself or the next on which people work."""
        while not is_workday(day):
            day += timedelta(1)
        return day

    def workday_to(self, day: date) -> date:
        """The last workday that has begun by that day; the very first where there is none before."""
        return self.workdays[max(0, bisect_right(self.workdays, day) - 1)]

    def back(self, workdays: int) -> date:
        """So many workdays before the last one that has begun."""
        return self.workdays[-1 - workdays]

    def pick(self, dice: Random, first: date, last: date) -> date | None:
        """A workday from `first` to `last`, more likely where business is brisk; None when there is none."""
        low, high = bisect_left(self.workdays, first), bisect_right(self.workdays, last)
        if low >= high:
            return None
        before = self._sums[low - 1] if low else 0.0
        found = bisect_left(self._sums, dice.uniform(before, self._sums[high - 1]))
        return self.workdays[min(max(found, low), high - 1)]

    def _begun(self, day: date) -> bool:
        return day < self.today or self._minute > OPEN + 40

    def _weight(self, day: date) -> float:
        years = self.index(day) / 365
        quiet = 0.2 if (day.month, day.day) > (12, 26) else 1.0
        return SEASON[day.month - 1] * WEEKDAY[day.weekday()] * quiet * float((1 + TREND) ** years)


def is_workday(day: date) -> bool:
    """Monday to Friday without the holidays that all of Germany has, nor Christmas Eve and New Year's Eve."""
    if day.weekday() > 4 or (day.month, day.day) in {(1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)}:
        return False
    return (day - easter(day.year)).days not in {-2, 1, 39, 50}


def easter(year: int) -> date:
    """Easter Sunday (Gauss)."""
    golden, century = year % 19, year // 100
    moon = (century - century // 4 - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    offset = moon - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _minutes(at: datetime) -> int:
    local = timezone.localtime(at)
    return local.hour * 60 + local.minute


def _midnight(day: date) -> datetime:
    """Noon less twelve hours: right at all working times, also where the clocks change in the night."""
    noon = datetime.combine(day, NOON, timezone.get_default_timezone())
    return noon.astimezone(UTC) - timedelta(hours=12)
