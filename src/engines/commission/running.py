"""One running sum on its way through rate, gate, multiplier, cap and rounding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .curves import Curve, bound, component_curve, step
from .numbers import Number, half_up
from .plan import Component, Point


@dataclass(frozen=True, slots=True)
class Terms:
    """A component made ready for one holder and window: bounds in units of the measure, pay over `curve.parts`."""

    curve: Curve
    quota: Number | None = None
    per_event: bool = False
    floor: bool = False
    gate: Number | None = None  # paid from the first euro once it is reached
    cap: Number | None = None
    deal_cap: Number | None = None
    period_cap: Number | None = None
    steps: Sequence[Sequence[Point]] = ()
    straight: bool = False  # nothing but tiers: the short way holds


def terms_of(component: Component, quota: Number | None) -> Terms:
    """What holds for an account with this quota."""
    curve, gate = component_curve(component, quota), component.gate
    caps = {cap.per: cap.amount * curve.parts for cap in component.caps}
    own = caps.get(component.level)  # the running sum is that of a tandem or of a person
    switch = bound(gate.at, gate.of_quota, quota) if gate and gate.first_euro else None
    per_event, floor = component.mode == "per_event", component.margin_floor == "pool"
    steps = [rule.steps for rule in component.multipliers if rule.steps]
    return Terms(
        curve, quota, per_event, floor, switch, own, caps.get("deal"), caps.get("period"), steps,
        straight=not (per_event or floor or caps or component.multipliers) and switch is None,
    )  # fmt: skip


@dataclass(slots=True)
class Running:
    """The state of an account after some credits. Each credit pays the difference that it makes."""

    terms: Terms
    base: Number = 0
    total: Number = 0  # by rates and factors, over `curve.parts`
    capped: Number = 0
    out: Number = 0
    paid: int = 0
    periods: dict[str, Number] = field(default_factory=dict)

    def add(self, value: Number, factor: Fraction | int, period: str) -> int:
        """Cents that this credit pays; the sum of all of them is the rounded pay for the sum of all values."""
        terms, curve = self.terms, self.terms.curve
        before = self.base
        self.base = after = before + value
        if terms.straight:
            paid = half_up(curve.pay(after), curve.parts)
        else:
            self.total += self._earned(before, after, value, factor)
            self._cap(after, period)
            paid = half_up(self.out, curve.parts)
        line = paid - self.paid
        self.paid = paid
        return line

    def _earned(self, before: Number, after: Number, value: Number, factor: Fraction | int) -> Number:
        """Rate and factor of one credit, within the cap of a deal."""
        terms, curve = self.terms, self.terms.curve
        if terms.per_event:
            earned = (curve.pay(value) if value >= 0 else -curve.pay(-value)) * factor
        elif terms.floor:
            earned = (curve.pay(max(after, 0)) - curve.pay(max(before, 0))) * factor
        else:
            earned = (curve.pay(after) - curve.pay(before)) * factor
        if terms.deal_cap is not None:
            earned = min(max(earned, -terms.deal_cap), terms.deal_cap)
        return half_up(earned, curve.parts) * curve.parts if terms.per_event else earned

    def _cap(self, after: Number, period: str) -> None:
        """Gate, multiplier and caps of the whole sum."""
        terms = self.terms
        open_ = terms.gate is None or after >= terms.gate
        pay = self.total * self._multiplier(after) if open_ else 0
        capped = pay if terms.cap is None else min(pay, terms.cap)
        made, self.capped = capped - self.capped, capped
        if terms.period_cap is None:
            self.out = capped
            return
        earlier = self.periods.get(period, 0)
        self.periods[period] = earlier + made
        self.out += min(earlier + made, terms.period_cap) - min(earlier, terms.period_cap)

    def _multiplier(self, after: Number) -> Fraction | int:
        product: Fraction | int = 1
        for steps in self.terms.steps:
            if self.terms.quota:
                product *= step(steps, Fraction(after) / self.terms.quota)
        return product
