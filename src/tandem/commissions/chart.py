"""The last months as a picture, drawn by the server; the table below tells the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

WIDTH, HEIGHT, SIDE, TOP, BOTTOM = 288, 120, 12, 12, 22


@dataclass(frozen=True)
class Chart:
    """A line over the months in whole units."""

    width: int
    height: int
    base: int
    line: str
    dot: tuple[int, int]
    marks: Sequence[tuple[int, str]]


def chart_of(months: Sequence[tuple[str, int]]) -> Chart | None:
    """(label, cents) by month, oldest first; None where there is nothing to compare with."""
    if len(months) < 2:
        return None
    top = max([1, *(cents for _label, cents in months)])
    bottom = min([0, *(cents for _label, cents in months)])
    base = HEIGHT - BOTTOM
    points = []
    for place, (_label, cents) in enumerate(months):
        x = SIDE + (WIDTH - 2 * SIDE) * place // (len(months) - 1)
        points.append((x, base - int(Fraction((base - TOP) * (cents - bottom), top - bottom))))
    marks = [(point[0], label[:1]) for point, (label, _cents) in zip(points, months, strict=True)]
    return Chart(WIDTH, HEIGHT, base, " ".join(f"{x},{y}" for x, y in points), points[-1], marks)
