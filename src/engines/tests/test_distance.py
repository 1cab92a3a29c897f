"""How far, and how long the drive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.distance import Point, drive_minutes, kilometres

pytestmark = pytest.mark.once
KIEL, HAMBURG, MUNICH = (54.3233, 10.1228), (53.5511, 9.9937), (48.1372, 11.5756)
places = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


def test_known_distances() -> None:
    assert round(kilometres(KIEL, HAMBURG)) == 86
    assert round(kilometres(HAMBURG, MUNICH)) == 612


def test_an_estimate_is_about_what_a_driver_would_say() -> None:
    assert 70 <= drive_minutes(KIEL, HAMBURG) <= 105
    assert 7 * 60 <= drive_minutes(HAMBURG, MUNICH) <= 10 * 60
    assert drive_minutes((54.3233, 10.1228), (54.3333, 10.1328)) == 4  # a kilometre and a bit, across town


def test_the_same_place_takes_no_time_and_minutes_are_rounded_up() -> None:
    assert drive_minutes(KIEL, KIEL) == 0
    assert drive_minutes(KIEL, (54.32331, 10.12281)) == 1


@given(places, places)
def test_there_and_back_take_the_same(start: Point, end: Point) -> None:
    assert drive_minutes(start, end) == drive_minutes(end, start) >= 0


@given(st.floats(0, 5), st.floats(0, 5))
def test_a_longer_way_never_takes_less(one: float, other: float) -> None:
    near, far = sorted((one, other))
    assert drive_minutes((50, 10), (50 + near, 10)) <= drive_minutes((50, 10), (50 + far, 10))
