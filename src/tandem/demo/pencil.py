"""Drawing on a field of 48 by 48 units, larger than needed and then scaled down, so that edges are smooth."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from PIL import Image, ImageDraw

FIELD = 48
MARGIN = 4  # what is cut off all around in the end
UNIT = 16  # pixels per unit while drawing

Point = tuple[float, float]


class Pencil:
    """Closed shapes and lines in one colour each."""

    def __init__(self, ground: str) -> None:
        self._image = Image.new("RGB", (FIELD * UNIT, FIELD * UNIT), ground)
        self._draw = ImageDraw.Draw(self._image)

    def oval(self, x: float, y: float, wide: float, high: float, colour: str) -> None:
        """An ellipse around a middle, by its half axes."""
        self._draw.ellipse(_box(x, y, wide, high), fill=colour)

    def blob(self, points: Sequence[Point], colour: str) -> None:
        """A smooth closed shape through the points."""
        self._draw.polygon([(x * UNIT, y * UNIT) for x, y in _smooth(points)], fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A closed shape with corners."""
        self._draw.polygon([(x * UNIT, y * UNIT) for x, y in points], fill=colour)

    def arc(self, x: float, y: float, wide: float, high: float, span: tuple[int, int], line: tuple[str, float]) -> None:
        """Part of an ellipse as a line with round ends; degrees clockwise from the right."""
        colour, width = line
        points = [
            (x + wide * cos(angle * pi / 180), y + high * sin(angle * pi / 180)) for angle in range(span[0], span[1], 4)
        ]
        self.line(points, colour, width)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line with round joints and ends."""
        pixels = [(x * UNIT, y * UNIT) for x, y in points]
        self._draw.line(pixels, fill=colour, width=round(width * UNIT), joint="curve")
        for x, y in (points[0], points[-1]):
            self.oval(x, y, width / 2, width / 2, colour)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """A circle as a line."""
        self._draw.ellipse(_box(x, y, radius, radius), outline=colour, width=round(width * UNIT))

    def finished(self, side: int) -> Image.Image:
        """The picture in its final size."""
        low, high = MARGIN * UNIT, (FIELD - MARGIN) * UNIT
        return self._image.resize((side, side), Image.Resampling.LANCZOS, box=(low, low, high, high))


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return ((x - wide) * UNIT, (y - high) * UNIT, (x + wide) * UNIT, (y + high) * UNIT)


def _smooth(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed Catmull-Rom curve."""
    found: list[Point] = []
    count = len(points)
    for i in range(count):
        a, b, c, d = (points[(i + n) % count] for n in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )
            found.append((x, y))
    return found
