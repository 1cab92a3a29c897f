"""The drawing of who sat where when: positions in whole units, so that no style is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from tandem.tandems.models import Seat, SeatRole

LANE, TOP, BAR, LETTER = 54, 16, 10, 6  # heights of a lane, its first line and its bar; width of a letter
STEPS = (1, 3, 6, 12, 24, 60, 120)  # months between two marks
GAP = 2


@dataclass(frozen=True)
class Bar:
    """One stretch of somebody sitting there; the label is as much of the name as fits."""

    x: int
    width: int
    label: str
    title: str


@dataclass(frozen=True)
class Lane:
    """One seat."""

    role: str
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Mark:
    """A day on the axis."""

    x: int
    label: str


@dataclass(frozen=True)
class SeatChart:
    """Both seats over time."""

    width: int
    height: int
    lanes: Sequence[Lane]
    marks: Sequence[Mark]
    today: int | None


def seat_chart(seats: Sequence[Seat], *, first: date, closed: date | None, today: date, width: int) -> SeatChart:
    """Seats drawn from `first` to today, or to what is planned after it; the width is that of the page it is for."""
    days = [day for seat in seats for day in (seat.start, seat.end) if day]
    first, last = min([first, *days]), max([first, closed or today, *days])
    axis = _Axis(first, last + max(timedelta(days=14), (last - first) // 25), width)
    lanes = [
        Lane(role, TOP + number * LANE, [_bar(seat, axis) for seat in reversed(seats) if seat.role == role])
        for number, role in enumerate((SeatRole.INSIDE, SeatRole.FIELD))
    ]
    now = axis.x(today) if first <= today and not closed else None
    return SeatChart(width, TOP + 2 * LANE + 8, lanes, list(_marks(axis)), now)


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date
    width: int

    def x(self, day: date) -> int:
        days = (min(max(day, self.first), self.last) - self.first).days
        return self.width * days // max(1, (self.last - self.first).days)


def _bar(seat: Seat, axis: _Axis) -> Bar:
    x = axis.x(seat.start)
    width = max(GAP, axis.x(seat.end or axis.last) - x - GAP)
    person = seat.employee
    names = (str(person), person.first_name, f"{person.first_name[:1]}{person.last_name[:1]}")
    label = next((name for name in names if len(name) * LETTER <= width), "")
    end = date_format(seat.end, "SHORT_DATE_FORMAT") if seat.end else ""
    return Bar(x, width, label, f"{person}, {date_format(seat.start, 'SHORT_DATE_FORMAT')} – {end}")


def _marks(axis: _Axis) -> Iterator[Mark]:
    months = max(1, (axis.last - axis.first).days // 30)
    step = next((step for step in STEPS if months / step * 74 <= axis.width), STEPS[-1])
    month = axis.first.year * 12 + axis.first.month  # the month after the first, counted from 0
    month += -month % step
    while (day := date(month // 12, month % 12 + 1, 1)) < axis.last:
        yield Mark(axis.x(day), date_format(day, "Y" if step >= 12 else "M Y"))
        month += step
