"""What a goal may come to by the end of its period: a middle, a range, and how it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from random import Random

LEAST_PERIODS, LEAST_MONTHS, DRAWS = 3, 6, 1000
EARLY = Fraction(1, 10)  # before a tenth of the period, what was reached says too little about its end


class Method(StrEnum):
    """How a forecast was found."""

    SAME_DAYS = "same days"
    RESAMPLED = "resampled"
    OVER = "over"
    TOO_LITTLE = "too little"


@dataclass(frozen=True)
class Forecast:
    """The middle, a range, and of how many earlier periods or months; nothing where there is too little to say."""

    method: Method
    middle: int | None = None
    low: int | None = None
    high: int | None = None
    size: int = 0


def forecast(
    achieved: int,
    *,
    gone: Fraction,
    earlier: Sequence[tuple[int, int]],
    months: Sequence[int],
    months_left: Fraction,
    seed: int = 7,
) -> Forecast:
    """`gone`: share of the period's days that are over. `earlier`: of like periods, what was reached by the same day
    and in all. `months`: sums of past months.

    With at least three earlier periods, what is reached now grows as it did in each of them: the median of these ends,
    and the span from the lowest to the highest. Else past months are drawn again for those that are left, a thousand
    times from a fixed seed: median, tenth and ninetieth percentile. Results are whole units.
    """
    if gone >= 1:
        return Forecast(Method.OVER, achieved, achieved, achieved)
    told = [(by_day, total) for by_day, total in earlier if by_day > 0 and total > 0]
    if gone >= EARLY and len(told) >= LEAST_PERIODS and achieved > 0:
        ends = sorted(Fraction(achieved * total, by_day) for by_day, total in told)
        return Forecast(Method.SAME_DAYS, int(_at(ends, 50)), int(ends[0]), int(ends[-1]), len(ends))
    if len(months) >= LEAST_MONTHS:
        return _resampled(achieved, months, months_left, seed)
    return Forecast(Method.TOO_LITTLE, size=max(len(told), len(months)))


def _resampled(achieved: int, months: Sequence[int], left: Fraction, seed: int) -> Forecast:
    dice, whole, rest = Random(seed), int(left), left - int(left)  # noqa: S311  a sample, no secret
    ends = []
    for _draw in range(DRAWS):
        drawn = [months[dice.randrange(len(months))] for _month in range(whole + 1)]
        ends.append(achieved + sum(drawn[:whole]) + rest * drawn[whole])
    ends.sort()
    return Forecast(Method.RESAMPLED, int(_at(ends, 50)), int(_at(ends, 10)), int(_at(ends, 90)), len(months))


def _at(ranked: Sequence[Fraction], percent: int) -> Fraction:
    """The value below which so many per cent lie; of two middles the mean."""
    place = Fraction((len(ranked) - 1) * percent, 100)
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return Fraction(ranked[low]) + (place - low) * (Fraction(ranked[high]) - Fraction(ranked[low]))
