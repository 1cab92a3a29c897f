"""How far two places are apart, and how long the drive takes where no routing server says so."""

from __future__ import annotations

from math import asin, ceil, cos, radians, sin, sqrt

Point = tuple[float, float]  # latitude, longitude in degrees

EARTH_KM = 6371.0088
DETOUR = 1.3  # roads against the straight line
LEGS = ((10, 32), (40, 62), (None, 92))  # km of the way and the speed on them: town, country road, motorway


def kilometres(start: Point, end: Point) -> float:
    """Along the great circle."""
    lat1, lon1, lat2, lon2 = (radians(value) for value in (*start, *end))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def drive_minutes(start: Point, end: Point) -> int:
    """An estimate in whole minutes, rounded up; nothing for the same place. A longer way never takes less."""
    left = kilometres(start, end) * DETOUR
    hours = 0.0
    for length, speed in LEGS:
        part = left if length is None else min(left, length)
        hours += part / speed
        left -= part
    return ceil(round(hours * 60, 6))
