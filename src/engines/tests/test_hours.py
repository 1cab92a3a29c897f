"""Opening hours as people write them."""

from __future__ import annotations

from datetime import time

import pytest

from engines.hours import read_hours

pytestmark = pytest.mark.once
EARLY, LATE = (time(7), time(16)), (time(7), time(13))
WORKDAYS = range(5)


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 07:00-16:00",
        "Mo–Fr 7–16 Uhr",
        "Montag bis Freitag: 7.00 - 16.00 Uhr",
        "Mon-Fri 7:00 to 16:00",
        "Mo,Di,Mi,Do,Fr 07:00-16:00",
        "Mo bis Do und Fr 7-16",
        "7-16",
        "Mo-Fr 07:00-16:00; Sa, So geschlossen",
    ],
)
def test_the_same_week_in_many_words(text: str) -> None:
    assert read_hours(text) == {key: [EARLY] for key in WORKDAYS}


def test_days_that_differ() -> None:
    assert read_hours("Mo-Do 07:00-16:00, Fr 07:00-13:00") == {**{key: [EARLY] for key in range(4)}, 4: [LATE]}


def test_a_break_at_noon() -> None:
    noon = [(time(7, 30), time(12)), (time(13), time(16, 30))]
    assert read_hours("Mo-Fr 07:30-12:00, 13:00-16:30") == dict.fromkeys(WORKDAYS, noon)


def test_single_days_and_english_names() -> None:
    assert read_hours("Tue, Thu 9-12") == {1: [(time(9), time(12))], 3: [(time(9), time(12))]}
    assert read_hours("Di, Do 9-12") == {1: [(time(9), time(12))], 3: [(time(9), time(12))]}


def test_round_the_clock_and_over_the_weekend() -> None:
    always = {key: [(time(0), time.max)] for key in range(7)}
    assert read_hours("Mo-So 00:00-24:00") == always
    assert read_hours("24/7") == always
    assert read_hours("Sa-Mo 8-12") == {key: [(time(8), time(12))] for key in (0, 5, 6)}


@pytest.mark.parametrize(
    "text", ["", "nach Vereinbarung", "Mo-Fr", "Mo-Fr 16-7", "Mo-Xx 7-16", "25:00-26:00", "by day"]
)
def test_what_does_not_say_when_says_nothing(text: str) -> None:
    assert read_hours(text) is None
