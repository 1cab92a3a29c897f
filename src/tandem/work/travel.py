"""How long it takes to drive: a routing server where the company has one, an estimate where not or while it is silent.

A routing server speaks the HTTP interface of OSRM: `{url}/table/v1/driving/{lon},{lat};{lon},{lat}?…`. Pages ask it
before anything is written; in a transaction only what is known already counts, so that no lock waits for a network.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from functools import cache
from math import ceil
from typing import Protocol
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from engines.distance import Point, drive_minutes
from tandem.customers.models import Site

log = logging.getLogger("tandem.travel")
Way = tuple[Point, Point]
PLACES = 4  # decimals of a degree: ten metres
TIMEOUT = 2.0  # seconds that a page waits at most
PAUSE = 60.0  # seconds that a silent server is left alone
MOST_KNOWN = 50_000
MOST_POINTS = 90  # OSRM takes a hundred at once


class TravelTimes(Protocol):
    """Minutes of driving for each way; `ask` says whether a network may be asked."""

    def minutes(self, ways: Iterable[Way], *, ask: bool = True) -> dict[Way, int]:
        """Whole minutes, rounded up."""


class Estimate:
    """As the crow flies, with a detour and a speed by distance."""

    def minutes(self, ways: Iterable[Way], *, ask: bool = True) -> dict[Way, int]:
        """No network is asked anyway."""
        return {way: drive_minutes(*way) for way in ways}


class RoutingServer:
    """Asks for all unknown ways at once and remembers them; estimates while the server gives no answer."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.known: dict[Way, int] = {}
        self.silent_until = 0.0

    def minutes(self, ways: Iterable[Way], *, ask: bool = True) -> dict[Way, int]:
        """Ways that the server cannot drive are estimated too."""
        wanted = set(ways)
        missing = {way for way in wanted if way not in self.known and way[0] != way[1]}
        if missing and ask and time.monotonic() >= self.silent_until:
            self._learn(missing)
        return {way: self.known[way] if way in self.known else drive_minutes(*way) for way in wanted}

    def _learn(self, ways: set[Way]) -> None:
        points = sorted({point for way in ways for point in way})[:MOST_POINTS]
        places = ";".join(f"{longitude},{latitude}" for latitude, longitude in points)
        try:
            with urlopen(f"{self.url}/table/v1/driving/{places}?annotations=duration", timeout=TIMEOUT) as answer:  # noqa: S310  the operator's own address
                table = json.load(answer)["durations"]
            at = {point: number for number, point in enumerate(points)}
            found = {way: table[at[way[0]]][at[way[1]]] for way in ways if way[0] in at and way[1] in at}
            learnt = {way: ceil(seconds / 60) for way, seconds in found.items() if seconds is not None}
        except (URLError, OSError, ValueError, KeyError, IndexError, TypeError) as error:
            log.warning("the routing server gives no answer, so drives are estimated: %s", error)
            self.silent_until = time.monotonic() + PAUSE
            return
        if len(self.known) > MOST_KNOWN:
            self.known.clear()
        self.known |= learnt


@cache
def _provider(url: str) -> TravelTimes:
    return RoutingServer(url) if url else Estimate()


def travel_times() -> TravelTimes:
    """The company's way to know (settings.ROUTING_URL)."""
    return _provider(settings.ROUTING_URL)


def point_of(site: Site | None) -> Point | None:
    """Where a site lies; None where nobody has noted it."""
    if site is None or site.latitude is None or site.longitude is None:
        return None
    return round(site.latitude, PLACES), round(site.longitude, PLACES)


def drive_between(start: Site | None, end: Site | None, *, ask: bool = True) -> int | None:
    """Minutes from one site to the other; None where one of them lies nobody knows where."""
    way = point_of(start), point_of(end)
    if way[0] is None or way[1] is None:
        return None
    known = way[0], way[1]
    return travel_times().minutes([known], ask=ask)[known]


def drives(pairs: Iterable[tuple[Site | None, Site | None]], *, ask: bool = True) -> dict[tuple[int, int], int]:
    """The same for many pairs at once, by the sites' keys; pairs of which one place is unknown are left out."""
    ways: dict[tuple[int, int], Way] = {}
    for start, end in pairs:
        first, last = point_of(start), point_of(end)
        if start is not None and end is not None and first is not None and last is not None:
            ways[start.pk, end.pk] = first, last
    found = travel_times().minutes(ways.values(), ask=ask)
    return {keys: found[way] for keys, way in ways.items()}
