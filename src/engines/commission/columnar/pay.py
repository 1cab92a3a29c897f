"""The pay of a sum as an expression: tiers, gate, cap, rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from engines.commission.curves import Curve
from engines.commission.running import Terms

from .integers import rounded

if TYPE_CHECKING:
    from ibis.expr.types import IntegerValue


def paid(terms: Terms, base: IntegerValue) -> IntegerValue:
    """Cents for a sum. The pay of a fact is the difference of two of these."""
    curve = terms.curve
    pay = _curve(curve, base)
    if curve.gate is not None:
        pay = ibis.ifelse(base >= int(curve.gate), pay - int(curve._pay(curve.gate)), 0)
    if terms.gate is not None:
        pay = ibis.ifelse(base >= int(terms.gate), pay, 0)
    if terms.cap is not None:
        pay = ibis.least(pay, int(terms.cap))
    return rounded(pay, curve.parts)


def alone(terms: Terms, value: IntegerValue) -> IntegerValue:
    """Cents for a fact on its own, whatever was sold before."""
    curve = terms.curve
    return rounded(ibis.ifelse(value < 0, -_curve(curve, -value), _curve(curve, value)), curve.parts)


def tier(terms: Terms, base: IntegerValue) -> IntegerValue:
    """The number of the tier that a sum lies in, from 1."""
    steps = [(base >= int(start), place + 1) for place, start in enumerate(terms.curve.starts) if place]
    return ibis.cases(*reversed(steps), else_=1) if steps else ibis.literal(1, type="int8")


def _curve(curve: Curve, base: IntegerValue) -> IntegerValue:
    def at(place: int) -> IntegerValue:
        rate = curve.rates[place]
        if curve.retroactive:
            return base * rate
        return base * rate + (int(curve.earlier[place]) - rate * int(curve.starts[place]))

    steps = [(base >= int(curve.starts[place]), at(place)) for place in range(len(curve.starts) - 1, 0, -1)]
    return ibis.cases(*steps, else_=at(0)) if steps else at(0)
