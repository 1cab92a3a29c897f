"""Whole days that the apps above put into people's calendars beside their appointments, as swap days."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from tandem.core.actor import Actor


@dataclass(frozen=True)
class Occasion:
    """[start, end) of one person. `url` is "" for who may not read it; who is `busy` cannot be booked then."""

    person_id: int
    start: date
    end: date
    title: str
    url: str
    busy: bool

    def days(self) -> set[date]:
        """All its days."""
        return {self.start + timedelta(n) for n in range((self.end - self.start).days)}


OccasionsOf = Callable[[Collection[int], date, date, Actor], Sequence[Occasion]]


@cache
def sources() -> Sequence[OccasionsOf]:
    """Which apps know of such days (config/registry.py)."""
    found: Sequence[OccasionsOf] = import_string(settings.TANDEM_OCCASIONS)
    return found


def occasions_of(people: Collection[int], start: date, end: date, actor: Actor) -> list[Occasion]:
    """Of these people within [start, end); one statement per source."""
    return [one for source in sources() for one in source(people, start, end, actor)]
