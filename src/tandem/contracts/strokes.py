"""A signature drawn by hand: strokes of points, checked, and written as an SVG of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.errors import Invalid

Strokes = list[list[list[int]]]
MOST_STROKES, MOST_POINTS, SIDE = 200, 10_000, 4000
LEAST_POINTS = 4  # fewer are a slip of the finger


def check_strokes(value: Any) -> Strokes:
    """[[[x, y], …], …] with whole numbers within the field; Invalid for anything else. Empty: nothing was drawn."""
    if not value:
        return []
    if not isinstance(value, list) or len(value) > MOST_STROKES:
        raise _wrong()
    points = 0
    for stroke in value:
        if not isinstance(stroke, list) or not stroke:
            raise _wrong()
        points += len(stroke)
        if points > MOST_POINTS or not all(_is_point(point) for point in stroke):
            raise _wrong()
    if points < LEAST_POINTS:
        raise _wrong()
    return [[[int(x), int(y)] for x, y in stroke] for stroke in value]


def as_svg(strokes: Sequence[Sequence[Sequence[int]]]) -> str:
    """The strokes on a field that just holds them."""
    if not strokes:
        return ""
    xs, ys = ([point[axis] for stroke in strokes for point in stroke] for axis in (0, 1))
    left, top, width, height = min(xs) - 4, min(ys) - 4, max(xs) - min(xs) + 8, max(ys) - min(ys) + 8
    paths = " ".join(
        "M" + " L".join(f"{x} {y}" for x, y in (stroke if len(stroke) > 1 else [*stroke, *stroke]))
        for stroke in strokes
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left} {top} {width} {height}">'
        f'<path d="{paths}" fill="none" stroke="#1b2a6b" stroke-width="2.5" stroke-linecap="round" '
        'stroke-linejoin="round"/></svg>'
    )


def _is_point(point: Any) -> bool:
    if not isinstance(point, list) or len(point) != 2:
        return False
    return all(isinstance(part, int | float) and not isinstance(part, bool) and 0 <= part <= SIDE for part in point)


def _wrong() -> Invalid:
    text = _("This drawing cannot be read. Sign once more, or type the name.")
    return Invalid("strokes_wrong", text, {"strokes": text})
