"""Moments in files fall on the days of the plan's zone: at a month's end, and where clocks are changed."""

from __future__ import annotations

import pytest

from .cases import settled

pytestmark = pytest.mark.once
HEAD = "id,date,tandem,amount\n"


def plan(zone: str) -> str:
    return f'schema = 1\nzone = "{zone}"\n[[components]]\nid = "a"\nrate = "10 %"\n'


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Europe/Berlin", "2026-03-31T23:30:00Z", "2026-04-01"),
        ("UTC", "2026-03-31T23:30:00Z", "2026-03-31"),
        ("Europe/Berlin", "2026-03-31T23:30:00", "2026-03-31"),  # without an offset in the plan's zone
        ("America/New_York", "2026-04-01T03:59:59+00:00", "2026-03-31"),
        ("Europe/Berlin", "2026-03-29T00:30:00+01:00", "2026-03-29"),
        ("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"),  # a day of 23 hours
        ("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25"),  # one of 25
        ("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"),
        ("Europe/Berlin", "2026-03-31", "2026-03-31"),
        ("Asia/Tokyo", "2026-03-31", "2026-03-31"),
    ],
)
def test_the_day_of_a_moment(zone: str, moment: str, day: str) -> None:
    (entry,) = settled(plan(zone), f"{HEAD}o1,{moment},A,100\n", period="2026").entries
    assert entry.day.isoformat() == day


@pytest.mark.parametrize(("zone", "month"), [("Europe/Berlin", "2026-04"), ("UTC", "2026-03")])
def test_it_is_paid_in_the_month_of_that_day(zone: str, month: str) -> None:
    facts = f"{HEAD}o1,2026-03-31T23:30:00Z,A,100\n"
    found = {name: settled(plan(zone), facts, period=name).totals() for name in ("2026-03", "2026-04")}
    assert {name for name, sums in found.items() if sums} == {month}


@pytest.mark.parametrize(("zone", "cents"), [("Europe/Berlin", 1000), ("America/New_York", 2000)])
def test_a_day_as_of_which_is_known_ends_by_the_same_clock(zone: str, cents: int) -> None:
    facts = "id,date,tandem,amount,recorded_at\no1,2026-03-01,A,100,2026-03-05T22:59:59Z\n"
    facts += "o2,2026-03-01,A,100,2026-03-06T04:59:59Z\n"
    assert settled(plan(zone), facts, as_of="2026-03-05").totals() == {"anna": cents}
