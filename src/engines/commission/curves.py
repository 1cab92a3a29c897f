"""From a sum to pay: tiers, gates, payout curves and multipliers as exact functions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import lcm

from .numbers import Number, simple
from .plan import Component, Point, Tier


@dataclass(frozen=True, slots=True)
class Curve:
    """Pay for a sum, as a numerator over `parts`: integers stay integers on the way.

    >>> t = (Tier(0, 5_000_000, Fraction(3, 100)), Tier(5_000_000, None, Fraction(5, 100)))
    >>> curve = curve_of(t, "marginal")
    >>> curve.pay(6_000_000) // curve.parts
    200000
    """

    starts: tuple[Number, ...]
    rates: tuple[int, ...]
    earlier: tuple[Number, ...]  # what all tiers below have paid
    parts: int
    retroactive: bool = False
    gate: Number | None = None  # only what lies above is paid

    def pay(self, base: Number) -> Number:
        """Numerator over `parts`. Below zero the first rate holds, so that a credit note mirrors its sale."""
        if self.gate is not None:
            return self._pay(base) - self._pay(self.gate) if base >= self.gate else 0
        return self._pay(base)

    def _pay(self, base: Number) -> Number:
        place = max(bisect_right(self.starts, base) - 1, 0)
        if self.retroactive:
            return self.rates[place] * base
        return self.earlier[place] + self.rates[place] * (base - self.starts[place])

    def pieces(self, before: Number, after: Number) -> list[tuple[int, Number, int]]:
        """How a step from one sum to another runs through the tiers: tier, part of the sum, rate over `parts`."""
        if self.retroactive:
            place = max(bisect_right(self.starts, after) - 1, 0)
            return [(place, after, self.rates[place])]
        low, high, sign = (before, after, 1) if after >= before else (after, before, -1)
        if self.gate is not None and low < self.gate:
            low = self.gate
        found, starts = [], self.starts
        following = max(bisect_right(starts, low), 1)  # the tier above the one that the step begins in
        while low < high:
            end = high if following == len(starts) else min(starts[following], high)
            if end > low:
                found.append((following - 1, sign * (end - low), self.rates[following - 1]))
            low, following = end, following + 1
        return found


def curve_of(tiers: Sequence[Tier], mode: str, *, scale: Number | None = None, gate: Number | None = None) -> Curve:
    """The function of these tiers; with a scale (a quota) their bounds are parts of it."""
    starts = tuple(tier.start if scale is None else simple(Fraction(tier.start) * scale) for tier in tiers)
    rates = [_rate(tier, scale) if mode == "interpolated" else tier.rate for tier in tiers]
    parts = lcm(*(rate.denominator for rate in rates))
    whole = tuple(int(rate * parts) for rate in rates)
    earlier: list[Number] = [0]
    for place in range(1, len(tiers)):
        earlier.append(earlier[-1] + whole[place - 1] * (starts[place] - starts[place - 1]))
    return Curve(starts, whole, tuple(earlier), parts, mode == "retroactive", gate)


def _rate(tier: Tier, scale: Number | None) -> Fraction:
    """An interpolated tier earns its amount evenly from one end to the other."""
    if tier.end is None:
        return tier.rate
    return Fraction(tier.amount) / (Fraction(tier.end - tier.start) * (1 if scale is None else scale))


def component_curve(component: Component, quota: Number | None) -> Curve:
    """The curve of a component, its bounds scaled by the quota where they are parts of it."""
    gate, tiers, scale = component.gate, [*component.tiers], None
    if component.tiers_of_quota:
        tiers = tiers if quota is not None else [Tier(0, None, tiers[0].rate)]  # nothing to be reached
        scale = quota
    above = None if gate is None or gate.first_euro else bound(gate.at, gate.of_quota, quota)
    if component.mode == "interpolated" and tiers[-1].end is not None:
        tiers.append(Tier(tiers[-1].end, None))  # nothing more beyond
    return curve_of(tiers, component.mode, scale=scale, gate=above)


def bound(at: Number, of_quota: bool, quota: Number | None) -> Number:
    """A threshold in units of the measure."""
    return simple(Fraction(at) * (quota or 0)) if of_quota else at  # without a quota there is no gate to pass


def interpolate(points: Sequence[Point], attained: Fraction) -> Fraction:
    """A payout curve: straight lines between its points, level outside them."""
    if attained <= points[0].at:
        return points[0].pays
    for left, right in pairwise(points):
        if attained < right.at:
            return left.pays + (right.pays - left.pays) * (attained - left.at) / (right.at - left.at)
    return points[-1].pays


def step(points: Sequence[Point], attained: Fraction, below: int = 1) -> Fraction:
    """What the last step reached brings; `below` where the first is not reached."""
    reached = [point.pays for point in points if attained >= point.at]
    return reached[-1] if reached else Fraction(below)
