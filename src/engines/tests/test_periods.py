"""Half-open periods of days: the laws that seats, assignments and prices rest on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.periods import Period

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
ONE = timedelta(days=1)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 4000))
    return Period(start, None if length is None else start + timedelta(days=length))


@given(period=periods(), day=DAYS)
def test_the_first_day_is_in_and_the_end_is_out(period: Period, day: date) -> None:
    assert period.start in period
    assert period.start - ONE not in period
    if period.end is not None:
        assert period.end - ONE in period
        assert period.end not in period
    assert (day in period) == (day >= period.start and (period.end is None or day < period.end))


@given(first=periods(), second=periods())
def test_overlap_means_a_shared_day(first: Period, second: Period) -> None:
    latest = max(first.start, second.start)
    assert first.overlaps(second) == (latest in first and latest in second)
    assert first.overlaps(second) == second.overlaps(first)
    assert first.overlaps(first)


@given(start=DAYS, length=st.integers(1, 400), more=st.none() | st.integers(1, 400))
def test_what_follows_on_never_overlaps(start: date, length: int, more: int | None) -> None:
    middle = start + timedelta(days=length)
    before, after = Period(start, middle), Period(middle, None if more is None else middle + timedelta(days=more))
    assert not before.overlaps(after)
    assert not after.overlaps(before)
    assert Period(start, middle + ONE).overlaps(after)


@given(start=DAYS, length=st.integers(1, 4000), cut=st.integers(1, 3999))
def test_a_cut_keeps_every_day_once(start: date, length: int, cut: int) -> None:
    whole = Period(start, start + timedelta(days=length))
    if cut >= length:
        return
    middle = start + timedelta(days=cut)
    parts = Period(start, middle), Period(middle, whole.end)
    assert sum(part.days or 0 for part in parts) == whole.days == length


def test_an_open_period_has_no_number_of_days() -> None:
    assert Period(date(2026, 1, 1)).days is None


@given(start=DAYS, back=st.integers(0, 400))
def test_a_period_ends_after_it_starts(start: date, back: int) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(start, start - timedelta(days=back))
