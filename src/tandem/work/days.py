"""Days and hours as work uses them: the end of a day, the morning, and the presets of putting something off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.people.holidays import closed_days
from tandem.people.openings import region_of

MORNING = time(8)
END = time(23, 59)  # of a day on which something is due at no hour
FURTHEST = timedelta(days=3 * 366)  # a typing error in the year, not a plan


@dataclass(frozen=True)
class Preset:
    """A choice of when something comes back."""

    key: str
    label: Text
    at: datetime


def end_of(day: date) -> datetime:
    """The instant by which something of that day is due."""
    return local(day, END)


def morning_of(day: date) -> datetime:
    """When a day's work begins."""
    return local(day, MORNING)


def local(day: date, clock: time) -> datetime:
    """A wall-clock time of the company's zone as an instant."""
    return timezone.make_aware(datetime.combine(day, clock))


def presets(at: datetime, region: str) -> list[Preset]:
    """In one hour, tomorrow morning, next week: the next working days of the region."""
    today, works = timezone.localdate(at), working_days(region, at)
    tomorrow = next_working(today + timedelta(1), works)
    monday = next_working(today + timedelta(7 - today.weekday()), works)
    return [
        Preset("hour", _("In one hour"), at + timedelta(hours=1)),
        Preset("tomorrow", _("Next working day"), morning_of(tomorrow)),
        Preset("week", _("Next week"), morning_of(monday)),
    ]


def working_days(region: str, at: datetime) -> Callable[[date], bool]:
    """Whether a day is one of Monday to Friday and no public holiday of the region."""
    year = timezone.localdate(at).year
    closed = closed_days(region, range(year, year + 3))
    return lambda day: day.weekday() < 5 and day not in closed


def tomorrow_of(actor: Actor) -> date:
    """The next working day after today, where the actor keeps holidays."""
    return next_working(actor.today + timedelta(1), working_days(region_of(actor.employee), actor.at))


def next_working(day: date, works: Callable[[date], bool]) -> date:
    """The day itself where it is a working day, else the next one."""
    return next(day + timedelta(n) for n in range(60) if works(day + timedelta(n)) or n == 59)
