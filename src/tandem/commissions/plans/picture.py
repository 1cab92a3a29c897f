"""The payout curve as a picture: what both get together for a sum of orders, with every jump where it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from engines.commission import Plan as Rules
from engines.commission.numbers import Number
from engines.commission.plan import Component

from .example import Tried, total_at

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 220, 8, 16, 24
STEPS = 24
USUAL = 15_000_000


@dataclass(frozen=True)
class Picture:
    """A line in whole units; `rows` say the same as a table."""

    width: int
    height: int
    base: int
    line: str
    marks: Sequence[tuple[int, str, int]]  # x, where the text is anchored, cents
    top: int
    dot: tuple[int, int]
    rows: Sequence[tuple[int, int]]


def picture_of(rules: Rules, tried: Tried) -> Picture:
    """From nothing to half as much again as the last bound of a tier or quota."""
    bounds = sorted({bound for part in rules.components for bound in _bounds(part)})
    most = max([*(bound * 3 // 2 for bound in bounds), tried.cents * 5 // 4]) if bounds or tried.cents else USUAL
    most = max(most, 100_00)
    sums = sorted({most * step // STEPS for step in range(STEPS + 1)} | set(_around(bounds, most)) | {tried.cents})
    pays = [(cents, total_at(rules, tried, cents)) for cents in sums]
    top, low = max([1, *(pay for _cents, pay in pays)]), min([0, *(pay for _cents, pay in pays)])
    base = HEIGHT - BOTTOM

    def at(cents: int, pay: int) -> tuple[int, int]:
        x = LEFT + (WIDTH - 2 * LEFT) * cents // most
        return x, base - int(Fraction((base - TOP) * (pay - low), top - low))

    own = dict(pays)[tried.cents]
    marks = [(at(0, low)[0], "start", 0), (at(most // 2, low)[0], "middle", most // 2)]
    marks += [(at(most, low)[0], "end", most)]
    rows = [(cents, pay) for cents, pay in pays if cents * 6 % most == 0 or cents in bounds or cents == tried.cents]
    line = " ".join(f"{x},{y}" for x, y in (at(*point) for point in pays))
    return Picture(WIDTH, HEIGHT, base, line, marks, top, at(tried.cents, own), rows)


def _around(bounds: Iterable[int], most: int) -> Iterable[int]:
    """Just below and at each bound, so that a cliff stands upright."""
    for bound in bounds:
        yield from (cents for cents in (bound - 1, bound) if 0 <= cents <= most)


def _bounds(part: Component) -> Iterable[int]:
    """Bounds in cents of revenue; of counts and margin the picture needs none."""
    if part.measure.name != "revenue":
        return
    quota = part.measure.quota or next((one.amount for one in part.quotas), None)
    if quota:
        yield int(quota)
        shares: list[Number] = [
            *(point.at for point in part.curve),
            *(one.at for rule in part.multipliers for one in rule.steps),
        ]
        shares += [tier.start for tier in part.tiers] if part.tiers_of_quota else []
        shares += [part.gate.at] if part.gate and part.gate.of_quota else []
        yield from (int(Fraction(share) * quota) for share in shares if share)
    if not part.tiers_of_quota:
        yield from (int(tier.start) for tier in part.tiers if tier.start)
        yield from (int(tier.end) for tier in part.tiers if tier.end)
    if part.gate and not part.gate.of_quota and part.gate.at:
        yield int(part.gate.at)
