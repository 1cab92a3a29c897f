"""Two lines over the months: all within the frame, whatever the amounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.core.chart import HEIGHT, WIDTH, chart_of

CENTS = st.integers(-(10**14), 10**14)


@given(st.lists(st.tuples(st.just("March 2027"), CENTS, CENTS), max_size=40))
def test_everything_lies_within_the_frame(months: list[tuple[str, int, int]]) -> None:
    chart = chart_of(months, "EUR")
    points = [tuple(map(int, point.split(","))) for point in (chart.dashed + " " + chart.line).split()]
    assert len(points) == 2 * len(months)
    assert all(chart.left <= x <= WIDTH and 12 <= y <= chart.base < HEIGHT for x, y in points)
    amounts = [cents for _y, cents in chart.marks]
    assert amounts[0] <= min([0, *(cents for _label, *both in months for cents in both)])
    assert amounts[-1] >= max([0, *(cents for _label, *both in months for cents in both)])
    assert 2 <= len(amounts) <= 7
    assert 0 in amounts
    assert chart.marks[0][0] == chart.base
    assert chart.marks[-1][0] == 12
    assert len(chart.months) <= 12


@pytest.mark.parametrize(
    ("months", "words"),
    [(1, "Jan"), (2, "Jan Feb"), (24, "Jan Mar May Jul Sep Nov Jan Mar May Jul Sep Nov")],
)
def test_months_are_named_as_long_as_there_is_room(months: int, words: str) -> None:
    names = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    chart = chart_of([(f"{names[at % 12]} 2026", 100, 50) for at in range(months)], "EUR")
    assert " ".join(word for _x, word in chart.months) == words


def test_what_is_below_zero_lies_below_the_line_of_zero() -> None:
    chart = chart_of([("January 2026", 40_000, -20_000), ("February 2026", 0, 0)], "EUR")
    zero = {cents: y for y, cents in chart.marks}[0]
    assert [y > zero for _x, y in chart.dots] == [True, False]
