"""A map without tiles: each customer stands where it is, as the number of its tandem; who moves is drawn stronger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from engines.distance import Point

WIDTH, EDGE, MOST = 330, 12, 1_500  # customers drawn; beyond that the map would be one blot


@dataclass(frozen=True)
class Spot:
    """One customer."""

    x: int
    y: int
    text: str
    moved: bool


@dataclass(frozen=True)
class Chart:
    """One map."""

    width: int
    height: int
    spots: Sequence[Spot]


def chart_of(places: Mapping[int, Point], numbers: Mapping[int, int], moved: set[int]) -> Chart:
    """Customers of known place and tandem; those that move come last, on top."""
    keys = [key for key in places if key in numbers]
    keys = sorted(keys, key=lambda key: (key in moved, key))[-MOST:]
    if not keys:
        return Chart(WIDTH, 2 * EDGE, ())
    south, north = min(places[key][0] for key in keys), max(places[key][0] for key in keys)
    west, east = min(places[key][1] for key in keys), max(places[key][1] for key in keys)
    narrow = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * EDGE) / max((east - west) * narrow, (north - south) / 2, 0.01)
    spots = [
        Spot(
            x=EDGE + round((places[key][1] - west) * narrow * scale),
            y=EDGE + round((north - places[key][0]) * scale),
            text=str(numbers[key]),
            moved=key in moved,
        )
        for key in keys
    ]
    return Chart(WIDTH, 2 * EDGE + round((north - south) * scale), spots)
