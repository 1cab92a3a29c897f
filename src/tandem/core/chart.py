"""Two sums over the months as a picture, drawn by the server; the table beside it tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, SIDE, TOP, BOTTOM = 720, 200, 116, 24, 12, 26
NICE = (1, 2, 5)
MOST_WORDS = 12


@dataclass(frozen=True)
class Chart:
    """Coordinates of an SVG: points of the dashed and of the drawn line, marks of the months and of the amounts."""

    dashed: str
    line: str
    dots: Sequence[tuple[int, int]]
    months: Sequence[tuple[int, str]]
    marks: Sequence[tuple[int, int]]  # y, cents
    currency: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM

    @property
    def words_x(self) -> int:
        """Where the amounts end."""
        return LEFT - 12

    @property
    def words_y(self) -> int:
        """Where the months stand."""
        return HEIGHT - 8


def chart_of(months: Sequence[tuple[str, int, int]], currency: str) -> Chart:
    """(label, dashed, drawn) by month, oldest first, in cents that may be below zero."""
    sums = [0, *(cents for _label, *both in months for cents in both)]
    step = _step(max(sums) - min(sums))
    least, most = step * (min(sums) // step), step * -(-max(sums) // step)
    most = max(most, least + step)
    xs = [LEFT + SIDE + (WIDTH - LEFT - 2 * SIDE) * place // max(len(months) - 1, 1) for place in range(len(months))]

    def y(cents: int) -> int:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (cents - least) // (most - least)

    dashed = [(x, y(cents)) for x, (_label, cents, _drawn) in zip(xs, months, strict=True)]
    line = [(x, y(cents)) for x, (_label, _dashed, cents) in zip(xs, months, strict=True)]
    every = -(-len(months) // MOST_WORDS) or 1
    return Chart(
        dashed=" ".join(f"{x},{height}" for x, height in dashed),
        line=" ".join(f"{x},{height}" for x, height in line),
        dots=line,
        months=[(x, month[0].split()[0][:3]) for x, month in zip(xs, months, strict=True)][::every],
        marks=[(y(cents), cents) for cents in range(least, most + 1, step)],
        currency=currency,
    )


def _step(reach: int) -> int:
    """A round amount of which some four span it all."""
    size = 100
    while True:
        for factor in NICE:
            if reach <= size * factor * 4:
                return size * factor
        size *= 10
