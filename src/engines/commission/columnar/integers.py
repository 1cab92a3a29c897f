"""Whole-number arithmetic that is exact on every backend."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import IntegerValue


def whole_part(number: IntegerValue, parts: int | IntegerValue) -> IntegerValue:
    """`number // parts` of a number that is not negative.

    Backends divide by way of a float, which may be some off beyond 2**53. The remainder, small enough for a float,
    tells by how many.
    """
    if isinstance(parts, int) and parts == 1:
        return number
    guess = number // parts
    rest = number - guess * parts
    return guess + rest // parts


def rounded(number: IntegerValue, parts: int) -> IntegerValue:
    """`number / parts` to the nearest whole; a half goes away from zero."""
    if parts == 1:
        return number
    return signed(number, whole_part(number.abs() * 2 + parts, 2 * parts))


def signed(number: IntegerValue, size: IntegerValue) -> IntegerValue:
    """The size with the sign of the number."""
    return ibis.ifelse(number < 0, -size, size)
