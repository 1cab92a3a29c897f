"""The forecast as a picture: two lines over the months, drawn by the server; its table tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 200, 70, 12, 26
NICE = (1, 2, 5)


@dataclass(frozen=True)
class Chart:
    """Coordinates of an SVG: points of both lines, marks of the months and of the amounts."""

    full: str
    weighted: str
    dots: Sequence[tuple[int, int]]
    months: Sequence[tuple[int, str]]
    marks: Sequence[tuple[int, int]]  # y, cents
    currency: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM

    @property
    def words_y(self) -> int:
        """Where the months stand."""
        return HEIGHT - 8


def chart_of(months: Sequence[tuple[str, int, int]], currency: str) -> Chart:
    """(label, in full, weighted) by month, in cents."""
    top = max((full for _label, full, _weighted in months), default=0)
    step = _step(top)
    most = max(step * -(-top // step), step)
    across = (WIDTH - LEFT - 20) / max(len(months) - 1, 1)
    xs = [round(LEFT + across * place) for place in range(len(months))]

    def y(cents: int) -> int:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * cents / most)

    full = " ".join(f"{x},{y(month[1])}" for x, month in zip(xs, months, strict=True))
    weighted = [(x, y(month[2])) for x, month in zip(xs, months, strict=True)]
    return Chart(
        full=full,
        weighted=" ".join(f"{x},{height}" for x, height in weighted),
        dots=weighted,
        months=[(x, month[0].split()[0][:3]) for x, month in zip(xs, months, strict=True)],
        marks=[(y(cents), cents) for cents in range(0, most + 1, step)],
        currency=currency,
    )


def _step(top: int) -> int:
    """A round amount of which some four reach to the top."""
    size = 100
    while True:
        for factor in NICE:
            if top <= size * factor * 4:
                return size * factor
        size *= 10
